"""The two forms by which a call is written: what and who, then pay, access and support; and what they take."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from bot import parts, pay
from bot.call_terms import EARLY, EXPENSES, PAY_TO, PLACES, STAGES, WAYS, WHOLE
from bot.cards import (
    ChoiceField,
    DateField,
    Form,
    Note,
    NumberField,
    Option,
    SuggestField,
    Text,
    TextField,
)
from bot.errors import BadForm
from bot.introduction_form import AMOUNT, LONGEST_AMOUNT, NOT_PAID, PICK
from bot.profile_form import LONGEST_TOPIC, MOST_TOPICS, read_topics
from bot.said import Said
from bot.typed import clean, too_long
from storage.calls import NOTHING, Terms

FIRST = {"title": 120, "about": 1500, "roles": 200, "experience": 400, "hours": 150, "dates": 150}
SECOND = {"pay_note": 300, "access": 500, "support": 500, "contact": 200}
"""The texts of each form, with the characters that each may have."""

LINES = frozenset({"title", "roles", "hours", "dates", "pay_note", "contact"})
"""Those of them that are one line."""

LONGEST_OPEN = timedelta(days=366)

FIRST_CHOICES = {
    "side": parts.SIDES,
    "stage": STAGES,
    "early": EARLY,
    "place": PLACES,
    "region": parts.REGIONS,
}
SECOND_CHOICES = {"unit": pay.UNITS, "pay_to": PAY_TO, "pay_by": pay.WHEN, "expenses": EXPENSES}
IF_PAID = ("unit", "pay_to", "pay_by")

NEEDED = {
    "title": "Please give it a title, so that people see at once what it is.",
    "about": "Please say in a few sentences what it is about.",
}


def first(terms: Terms, value: str, *, revising: bool = False) -> Form:
    """What is asked, and of whom."""
    return Form(
        "calls.keep",
        "Change the call: 1 of 2" if revising else "Post a call: 1 of 2",
        (
            TextField(
                "title",
                "Title",
                terms.title,
                placeholder="What keeps peer groups going?",
                required=True,
                max_length=FIRST["title"],
            ),
            TextField(
                "about",
                "What is it about?",
                terms.about,
                hint="What you would like to find out or do, and what people would do with you.",
                required=True,
                multiline=True,
                max_length=FIRST["about"],
            ),
            ChoiceField("side", "Who is sought?", parts.SIDES, value=terms.side, required=True),
            TextField(
                "roles",
                "In which roles?",
                terms.roles,
                placeholder="Co-researchers, an advisory group",
                max_length=FIRST["roles"],
            ),
            TextField(
                "experience",
                "With what experience?",
                terms.experience,
                hint="Only what is really needed: every wish keeps somebody away.",
                multiline=True,
                max_length=FIRST["experience"],
            ),
            SuggestField(
                "topics",
                "Topics",
                "profiles.topics",
                tuple(Option(label, label) for label in terms.labels),
                hint=f"Pick some that others use, or add your own. At most {MOST_TOPICS}.",
                placeholder="Type a topic",
                most=MOST_TOPICS,
            ),
            ChoiceField("stage", "How far is it?", STAGES, value=terms.stage, required=True),
            ChoiceField("early", "Is the question still open to change?", EARLY, value=terms.early, required=True),
            TextField(
                "hours",
                "How much time does it take?",
                terms.hours,
                placeholder="Two hours a month for half a year",
                max_length=FIRST["hours"],
            ),
            TextField(
                "dates",
                "When?",
                terms.dates,
                placeholder="From March, in the afternoon",
                max_length=FIRST["dates"],
            ),
            ChoiceField("place", "Online or in person?", PLACES, value=terms.place, required=True),
            ChoiceField("region", "If in person: where?", parts.REGIONS, value=terms.region or "anywhere"),
            DateField(
                "deadline",
                "Open until",
                terms.deadline,
                hint="It closes at the end of this day, where you are.",
                required=True,
            ),
        ),
        intro=(
            Text("Fill in what you know by now: all of it can be changed later. Next come pay, access and support."),
            Note("Nobody sees any of it before you post it."),
        ),
        submit="Next",
        value=value,
    )


def second(terms: Terms, guide: str, value: str, *, revising: bool = False) -> Form:
    """How time is paid, and what helps people take part."""
    amount = f"{terms.amount / 100:.2f}".removesuffix(".00") if terms.amount is not None else ""
    return Form(
        "calls.keep_terms",
        "Change the call: 2 of 2" if revising else "Post a call: 2 of 2",
        (
            ChoiceField(
                "pay",
                "How is people's time paid?",
                WAYS,
                value=terms.pay,
                hint=f"{guide} You may post a call without pay; everybody sees it plainly.",
                required=True,
            ),
            TextField(
                "amount",
                "If it is paid: how much, in pounds?",
                amount,
                placeholder="27.50",
                max_length=LONGEST_AMOUNT,
            ),
            ChoiceField("unit", "If it is paid: for how much time is that?", pay.UNITS, value=terms.unit),
            ChoiceField("pay_to", "If it is paid: to whom?", PAY_TO, value=terms.pay_to),
            ChoiceField("pay_by", "If it is paid: by when?", pay.WHEN, value=terms.pay_by),
            TextField(
                "pay_note",
                "Anything to add about pay",
                terms.pay_note,
                hint="If it is in kind, say what people get; if it is not funded, say why.",
                max_length=SECOND["pay_note"],
            ),
            ChoiceField("expenses", "What of expenses?", EXPENSES, value=terms.expenses),
            NumberField(
                "share",
                "If organisations take part: what share of their cost is covered, in per cent?",
                terms.share,
                hint="Their staff's time with all that stands behind it. Leave it empty if it does not apply.",
                most=WHOLE,
            ),
            TextField(
                "access",
                "Access",
                terms.access,
                hint="Breaks, captions, step-free rooms, time to read beforehand.",
                multiline=True,
                max_length=SECOND["access"],
            ),
            TextField(
                "support",
                "Support",
                terms.support,
                hint="Somebody to talk to, training, childcare.",
                multiline=True,
                max_length=SECOND["support"],
            ),
            TextField(
                "contact",
                "Contact",
                terms.contact,
                hint="Everybody sees it. Leave it empty, and people reach you through Roundtable.",
                max_length=SECOND["contact"],
            ),
        ),
        intro=(
            Text(
                "If time is paid, the four fields that begin with “If it is paid” are needed. The rest helps people "
                "decide whether they can take part."
            ),
            Note("What you wrote so far is kept as a draft."),
        ),
        submit="See the preview",
        value=value,
    )


def read_first(said: Said, before: Terms, today: date) -> Terms:
    """A call with what the first form says; raises BadForm with words for each field that cannot be taken."""
    texts = texts_in(said, FIRST)
    problems = dict(first_problems(said, texts, before, today))
    if problems:
        raise BadForm(**problems)
    deadline: Any = said.answers.get("deadline")
    values: dict[str, Any] = {**texts, **{name: said.text(name) for name in FIRST_CHOICES}}
    return before._replace(**values, topics="\n".join(read_topics(said)), deadline=deadline)


def read_second(said: Said, before: Terms) -> Terms:
    """A call with what the second form says, likewise."""
    texts = texts_in(said, SECOND)
    problems = dict(second_problems(said, texts))
    if problems:
        raise BadForm(**problems)
    paid = said.text("pay") == pay.PAID
    share = said.answers.get("share")
    values: dict[str, Any] = {**texts, **{name: said.text(name) if paid else "" for name in IF_PAID}}
    return before._replace(
        **values,
        pay=said.text("pay"),
        expenses=said.text("expenses"),
        amount=pay.read_amount(said.text("amount")) if paid else None,
        share=share if isinstance(share, int) else None,
    )


def texts_in(said: Said, longest: Mapping[str, int]) -> dict[str, str]:
    """What was typed."""
    typed = {name: clean(said.text(name)) for name in longest}
    return {name: " ".join(text.split()) if name in LINES else text for name, text in typed.items()}


def all_too_long(texts: Mapping[str, str], longest: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """(field, words) for each text that is."""
    for name, most in longest.items():
        if len(texts[name]) > most:
            yield name, too_long(texts[name], most)


def first_problems(said: Said, texts: Mapping[str, str], before: Terms, today: date) -> Iterator[tuple[str, str]]:
    """(field, words) for each field of the first form that cannot be taken."""
    for name, words in NEEDED.items():
        if not texts[name]:
            yield name, words
    yield from all_too_long(texts, FIRST)
    for name, options in FIRST_CHOICES.items():
        if not parts.label(options, said.text(name)) and (said.text(name) or name != "region"):
            yield name, PICK
    longest = max((len(clean(label)) for label in said.several("topics")), default=0)
    if longest > LONGEST_TOPIC or len(said.several("topics")) > MOST_TOPICS:
        yield "topics", f"Please keep it to {MOST_TOPICS} topics of at most {LONGEST_TOPIC} characters each."
    words = wrong_day(said.answers.get("deadline"), today)
    if words:
        yield "deadline", words


def wrong_day(deadline: Any, today: date) -> str:
    """What is wrong with a deadline, or nothing."""
    if not isinstance(deadline, date):
        return "Please pick the last day on which people can answer."
    if deadline < today:
        return "This day has passed. Please pick today or a later one."
    if deadline - today > LONGEST_OPEN:
        return "This is more than a year away. Please pick an earlier day; you can extend a call later."
    return ""


def second_problems(said: Said, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The same of the second form."""
    yield from all_too_long(texts, SECOND)
    way = said.text("pay")
    if not parts.label(WAYS, way):
        yield "pay", PICK
    if way == pay.PAID and pay.read_amount(said.text("amount")) is None:
        yield "amount", AMOUNT
    elif parts.label(WAYS, way) and way != pay.PAID and said.text("amount"):
        yield "pay", NOT_PAID
    for name, options in SECOND_CHOICES.items():
        wanted = way == pay.PAID and name in IF_PAID
        if not parts.label(options, said.text(name)) and (said.text(name) or wanted):
            yield name, PICK
    if way in (pay.IN_KIND, pay.UNFUNDED) and not texts["pay_note"]:
        wanted_words = "what people get in return" if way == pay.IN_KIND else "why it is not funded"
        yield "pay_note", f"Please say {wanted_words}."
    share = said.answers.get("share")
    if share is not None and (isinstance(share, bool) or not isinstance(share, int) or not 0 <= share <= WHOLE):
        yield "share", "Please give a number from 0 to 100, or leave it empty."


def begun(words: str) -> Terms:
    """A call that begins with words from elsewhere, as far as they fit."""
    return NOTHING._replace(about=clean(words)[: FIRST["about"]].strip())
