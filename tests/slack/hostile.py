"""Cards and forms made of whatever members may write, for property tests."""

from datetime import date

from hypothesis import strategies as st

from bot.cards import (
    Bar,
    Bars,
    Button,
    Buttons,
    Card,
    ChoiceField,
    Commands,
    DateField,
    Divider,
    Fact,
    Facts,
    Field,
    Form,
    Heading,
    Inputs,
    Marked,
    Note,
    NumberField,
    Option,
    Person,
    PersonField,
    Picture,
    Quote,
    SeveralField,
    SuggestField,
    Text,
    TextField,
    TickField,
    Typed,
)

PIECES = (
    "<!channel>",
    "<!here|here>",
    "<@U1>",
    "<#C1|general>",
    "<https://evil.example|your bank>",
    "https://evil.example",
    "*bold*",
    "_italic_",
    "~gone~",
    "`code`",
    "```block```",
    "> quoted",
    ":smile:",
    "@here",
    "&amp;",
    "&lt;",
    "&",
    "<",
    ">",
    "\n",
    " ",
    "\x00",
    "\u202e",
    "\ud83d",
    "👩🏽‍🔬",
    "🏳️‍🌈",
    "é",
    "ẹ́",
    "voices",
    "a",
)

words = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12).map("".join)
"""What members write: markup, mentions, links, entities, halves of characters, and anything else."""

texts = words | st.builds(str.__mul__, st.sampled_from(PIECES), st.sampled_from((80, 400, 3500)))
"""Such words, and far more of them than fits anywhere."""

names = st.from_regex(r"[a-z]{1,8}_?[a-z]{1,8}", fullmatch=True)
values = st.text(st.characters(codec="utf-8", exclude_characters="\x00 "), min_size=1, max_size=20)
options = st.lists(st.builds(Option, words, values), max_size=8, unique_by=lambda option: option.value).map(tuple)

marked = st.builds(
    lambda text, cuts: Marked(text, tuple(zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False))),
    texts,
    st.sets(st.integers(0, 5000), max_size=8),
)
"""Words with marks in order, some of them beyond their end."""

buttons = st.builds(
    Button,
    texts,
    names.map(lambda name: f"a.{name}"),
    value=st.text(max_size=60),
    style=st.sampled_from(("plain", "primary", "danger")),
    confirm=texts,
    url=st.sampled_from(("", "", "https://bot.example/help")),
)

fields: st.SearchStrategy[Field] = st.one_of(
    st.builds(
        TextField,
        names,
        texts,
        texts,
        texts,
        texts,
        required=st.booleans(),
        multiline=st.booleans(),
        max_length=st.integers(0, 4000),
    ),
    st.builds(NumberField, names, texts, st.none() | st.integers(0, 100), texts, required=st.booleans()),
    st.builds(DateField, names, texts, st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)), texts),
    st.builds(ChoiceField, names, texts, options, values, texts, required=st.booleans()),
    st.builds(SeveralField, names, texts, options, st.tuples(values), texts, required=st.booleans()),
    st.builds(SuggestField, names, texts, names, options, texts, texts, most=st.integers(1, 120)),
    st.builds(PersonField, names, texts, texts, required=st.booleans()),
    st.builds(TickField, names, texts, texts, st.booleans(), texts, required=st.booleans()),
)

people = st.builds(
    Person,
    texts,
    texts,
    st.lists(texts, max_size=3).map(tuple),
    texts,
    st.none() | marked,
    texts,
    st.lists(buttons, max_size=3).map(tuple),
)

elements = st.one_of(
    st.builds(Text, texts),
    st.builds(Heading, texts),
    st.builds(Note, texts),
    st.builds(Quote, marked),
    st.builds(Facts, st.lists(st.builds(Fact, texts, texts), max_size=4).map(tuple)),
    st.builds(Bars, st.lists(st.builds(Bar, texts, texts, st.integers(0, 100)), max_size=4).map(tuple)),
    st.builds(Commands, st.lists(st.builds(Typed, texts, texts, texts), max_size=4).map(tuple)),
    people,
    st.builds(Picture, st.sampled_from(("", "https://bot.example/files/0/poll.png")), texts),
    st.builds(Buttons, st.lists(buttons, max_size=4).map(tuple)),
    st.builds(Inputs, st.lists(fields, max_size=4).map(tuple), st.lists(buttons, max_size=3).map(tuple)),
    st.just(Divider()),
)

cards = st.builds(Card, texts, st.lists(elements, max_size=6).map(tuple), st.booleans()) | st.builds(
    lambda title, element, times, last: Card(title, (element,) * times + last),
    texts,
    elements,
    st.sampled_from((2, 30, 60, 120)),
    st.lists(elements, max_size=1).map(tuple),
)

forms = st.builds(
    Form,
    names.map(lambda name: f"a.{name}"),
    texts,
    st.lists(fields, min_size=1, max_size=8).map(tuple),
    st.lists(st.builds(Text, texts) | st.builds(Heading, texts) | st.builds(Note, texts), max_size=3).map(tuple),
    texts,
    st.text(max_size=300),
)
