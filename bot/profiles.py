"""Profiles: what a member shows, what they allow, and how they change it."""

from datetime import date
from typing import Any

from bot import parts
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChoiceField,
    DateField,
    Element,
    Fact,
    Facts,
    Field,
    Form,
    Heading,
    Marked,
    NumberField,
    Option,
    Quote,
    SuggestField,
    Suggestions,
    Text,
    TextField,
    TickField,
)
from bot.errors import BadForm, NoProfile, NotYours
from bot.members import Me
from bot.network import Work, index_now
from bot.said import Said
from storage import profiles, topics
from storage.profiles import Stored

LONGEST_ABOUT = 1500
LONGEST_TEXT = 1000
LONGEST_LINE = 150
LONGEST_TOPIC = 60
MOST_TOPICS = 10
MOST_SUGGESTIONS = 20
MOST_REQUESTS = 20
REQUESTS = 2
"""Introduction requests a month that a member gets at most unless they say otherwise."""

EDIT = Button("Change my profile", "profiles.edit")
MAKE = Button("Make my profile", "profiles.edit", style="primary")
PAUSE = Button("Pause: stop being found", "profiles.pause")
RESUME = Button("Resume: be found again", "profiles.resume", style="primary")
DELETE = Button(
    "Delete my profile",
    "profiles.delete",
    style="danger",
    confirm="This removes your profile and everything in it for good. Nobody is told.",
)

WHAT_IS_KEPT = (
    Heading("Before you begin"),
    Text(
        "We keep what you write here, so that people in this network can find you by topic. They see your name, your "
        "pronouns and everything below, except the last text, which is never shown to anyone."
    ),
    Text("You can change it, pause it or delete it at any time. Deleting removes it for good."),
)


async def edit(work: Work, me: Me, said: Said) -> Form:  # noqa: ARG001 - every action is given the same
    """The form, with what is kept already."""
    stored = (await profiles.read(work.session, [me.id])).get(me.id)
    labels = (await topics.of(work.session, [me.id]))[me.id]
    return form(stored, labels)


def form(stored: Stored | None, labels: list[str]) -> Form:
    """The profile form; who has not agreed yet is told what is kept, and asked."""
    agreed = stored is not None and stored.consented_at is not None
    fields: tuple[Field, ...] = (
        ChoiceField("part", "I take part as", parts.PARTS, value=stored.part if stored else "", required=True),
        TextField(
            "role", "My role", stored.role if stored else "", placeholder="Peer support lead", max_length=LONGEST_LINE
        ),
        TextField("organisation", "My organisation", stored.organisation if stored else "", max_length=LONGEST_LINE),
        TextField(
            "about",
            "What I do and care about",
            stored.about if stored else "",
            hint="A few sentences in your own words. People are matched on this.",
            required=True,
            multiline=True,
            max_length=LONGEST_ABOUT,
        ),
        TextField(
            "offers", "What I can offer", stored.offers if stored else "", multiline=True, max_length=LONGEST_TEXT
        ),
        TextField(
            "looking_for",
            "What I am looking for",
            stored.looking_for if stored else "",
            multiline=True,
            max_length=LONGEST_TEXT,
        ),
        SuggestField(
            "topics",
            "Topics",
            "profiles.topics",
            tuple(Option(label, label) for label in labels),
            hint=f"Pick some that others use, or add your own. At most {MOST_TOPICS}.",
            placeholder="Type a topic",
            most=MOST_TOPICS,
        ),
        ChoiceField(
            "region", "Where I work", parts.REGIONS, value=stored.region if stored else "anywhere", required=True
        ),
        ChoiceField("pay", "How my time is paid", parts.PAY, value=stored.pay if stored else ""),
        NumberField(
            "monthly_requests",
            "Introduction requests a month, at most",
            stored.monthly_requests if stored else REQUESTS,
            hint="0 means none: people can read your profile, but not ask to meet you.",
            required=True,
            most=MOST_REQUESTS,
        ),
        DateField(
            "paused_until",
            "Pause until",
            stored.paused_until if stored else None,
            hint="Nobody finds you before this day. Leave it empty to be found.",
        ),
        TextField(
            "private",
            "Match me on this, never show it",
            stored.private if stored else "",
            hint="For match rounds only. It is never shown, quoted or searched.",
            multiline=True,
            max_length=LONGEST_TEXT,
        ),
    )
    if agreed:
        return Form("profiles.save", "My profile", fields)
    consent = TickField(
        "consent", "Do you agree?", "Yes, keep this and show it to people in this network", required=True
    )
    return Form("profiles.save", "My profile", (*fields, consent), intro=WHAT_IS_KEPT)


async def save(work: Work, me: Me, said: Said) -> Card:
    """Take the form; raises BadForm with words for each field that cannot be taken."""
    before = await profiles.lock(work.session, me.id)
    today = me.today(work)
    values = read_form(said, before, today)
    consented_at = before.consented_at if before else None
    if consented_at is None:
        consented_at = work.now
    labels = read_topics(said)
    ids = await topics.ensure(work.session, {topic_key(label): label for label in labels})
    revision = await profiles.bump(work.session, me.id)
    await profiles.save(
        work.session, me.id, {**values, "consented_at": consented_at, "texts_revision": revision, "imported": False}
    )
    await topics.assign(work.session, me.id, [ids[topic_key(label)] for label in labels])
    await work.refresh_home(me.id)
    work.afterwards(index_now)
    if values["paused"]:
        state = f"You are paused until {day(values['paused_until'])}. Nobody finds you before then."
    else:
        state = "People in this network can find you now."
    return Card(
        "Your profile is saved",
        (Text(state), Buttons((Button("See it as others do", "profiles.see", str(me.id)), EDIT))),
    )


def read_form(said: Said, before: Stored | None, today: date) -> dict[str, Any]:
    """A profile's columns from the form's answers; raises BadForm."""
    problems: dict[str, str] = {}
    limits = {"role": LONGEST_LINE, "organisation": LONGEST_LINE, "about": LONGEST_ABOUT}
    texts = {
        name: clean(said.text(name)) for name in ("role", "organisation", "about", "offers", "looking_for", "private")
    }
    for name, text in texts.items():
        most = limits.get(name, LONGEST_TEXT)
        if len(text) > most:
            problems[name] = f"This has {len(text):,} characters. Please keep it to {most:,}."
    if not texts["about"]:
        problems["about"] = "Please write a sentence or two, so that people can find you."
    for name, options in (("part", parts.PARTS), ("region", parts.REGIONS)):
        if not parts.label(options, said.text(name)):
            problems[name] = "Please pick one of these."
    pay = said.text("pay")
    if pay and not parts.label(parts.PAY, pay):
        problems["pay"] = "Please pick one of these, or none."
    requests = said.answers.get("monthly_requests")
    if not isinstance(requests, int) or not 0 <= requests <= MOST_REQUESTS:
        problems["monthly_requests"] = f"Please give a number from 0 to {MOST_REQUESTS}."
    until = said.answers.get("paused_until")
    kept = before is not None and before.paused_until == until
    if isinstance(until, date) and until <= today and not kept:
        problems["paused_until"] = "This day has passed or is today. Please pick a later one, or leave it empty."
    if (before is None or before.consented_at is None) and said.answers.get("consent") is not True:
        problems["consent"] = "We keep nothing without your yes. Tick this box to agree, or close the form."
    wrong_topics = [label for label in said.several("topics") if len(clean(label)) > LONGEST_TOPIC]
    if wrong_topics:
        problems["topics"] = f"Please keep each topic to {LONGEST_TOPIC} characters."
    elif len(said.several("topics")) > MOST_TOPICS:
        problems["topics"] = f"Please keep it to {MOST_TOPICS} topics."
    if problems:
        raise BadForm(**problems)
    open_ended = before is not None and before.paused and before.paused_until is None
    until = until if isinstance(until, date) and until > today else None
    return {
        **texts,
        "part": said.text("part"),
        "region": said.text("region"),
        "pay": pay,
        "monthly_requests": requests,
        "paused": until is not None or open_ended,
        "paused_until": until,
    }


def read_topics(said: Said) -> list[str]:
    """The topics of the form, each once, in their order."""
    found: dict[str, str] = {}
    for label in said.several("topics"):
        if words := clean(label):
            found.setdefault(topic_key(words), words)
    return list(found.values())


def topic_key(label: str) -> str:
    """The same for spellings of a topic that differ only in case and blanks."""
    return " ".join(label.split()).casefold()


def clean(text: str) -> str:
    """Text without what nobody can see or type: control characters other than line breaks, and lone surrogates."""
    kept = "".join(
        letter for letter in text if letter in "\n\t" or (letter.isprintable() or letter in "\u200c\u200d\u200e\u200f")
    )
    return kept.strip()


async def suggest_topics(work: Work, me: Me, said: Said) -> Suggestions:  # noqa: ARG001
    """Topics in use that have the typed letters in them, most used first, and the typed words themselves."""
    typed = clean(" ".join(said.value.split()))[:LONGEST_TOPIC]
    await work.people.refresh(work.session)
    letters = topic_key(typed)
    labels = [label for label, _ in work.people.used.most_common() if letters in topic_key(label)][:MOST_SUGGESTIONS]
    options = [Option(label, label) for label in labels]
    if typed and topic_key(typed) not in {topic_key(label) for label in labels}:
        options.append(Option(f"Add “{typed}”", typed))
    return Suggestions(tuple(options))


async def pause(work: Work, me: Me, said: Said) -> Card:  # noqa: ARG001
    """Stop being found, until resumed; does nothing new when paused already."""
    return await set_pause(work, me, paused=True)


async def resume(work: Work, me: Me, said: Said) -> Card:  # noqa: ARG001
    """Be found again."""
    return await set_pause(work, me, paused=False)


async def set_pause(work: Work, me: Me, *, paused: bool) -> Card:
    """Pause or resume; raises NoProfile."""
    if not await profiles.set_pause(work.session, me.id, paused=paused):
        raise NoProfile
    await profiles.bump(work.session, me.id)
    await work.refresh_home(me.id)
    if paused:
        return Card(
            "You are paused", (Text("Nobody finds you now. Your profile is kept as it is."), Buttons((RESUME,)))
        )
    return Card("You can be found again", (Text("People in this network can find you now."), Buttons((PAUSE,))))


async def see(work: Work, me: Me, said: Said) -> Card:
    """A profile as others see it; raises NotYours for one that is not shown now."""
    member = int(said.value) if said.value.isdecimal() and len(said.value) < 10 else 0  # noqa: PLR2004 - an id's digits
    stored = (await profiles.read_listed(work.session, [member])).get(member)
    if stored is None or (member != me.id and is_paused(stored, me.today(work))):
        raise NotYours
    labels = (await topics.of(work.session, [member]))[member]
    return Card(stored.name, shown(stored, labels), detail=True)


def shown(stored: Stored, labels: list[str]) -> tuple[Element, ...]:
    """What others see of a profile, its name aside."""
    facts = [
        Fact("Pronouns", stored.pronouns),
        Fact("Role", stored.role),
        Fact("Organisation", stored.organisation),
        Fact("Takes part as", parts.label(parts.PARTS, stored.part)),
        Fact("Works in", parts.label(parts.REGIONS, stored.region)),
        Fact("How their time is paid", parts.label(parts.PAY, stored.pay)),
        Fact("Topics", ", ".join(labels)),
        Fact("Introductions", openness(stored.monthly_requests)),
    ]
    body: list[Element] = [Facts(tuple(fact for fact in facts if fact.value))]
    for title, text in (
        ("What I do and care about", stored.about),
        ("What I can offer", stored.offers),
        ("What I am looking for", stored.looking_for),
    ):
        if text:
            body += [Heading(title), Quote(Marked(text))]
    return tuple(body)


def openness(monthly_requests: int) -> str:
    """Whether somebody is open to introductions now, in words."""
    return "Open to introductions now" if monthly_requests else "Not taking introductions at the moment"


def is_paused(stored: Stored, today: date) -> bool:
    """Whether somebody is paused on this day."""
    return stored.paused and (stored.paused_until is None or stored.paused_until > today)


def day(when: date) -> str:
    """A day as it is read: 5 January 2027."""
    return f"{when.day} {when:%B %Y}"


async def agree(work: Work, me: Me, said: Said) -> Card:  # noqa: ARG001
    """Say yes to a profile that somebody else prepared; raises NoProfile when there is none."""
    stored = await profiles.lock(work.session, me.id)
    if stored is None:
        raise NoProfile
    if stored.consented_at is None:
        await profiles.save(work.session, me.id, {"consented_at": work.now})
        await profiles.bump(work.session, me.id)
        await work.refresh_home(me.id)
        work.afterwards(index_now)
    return Card(
        "Thank you. Your profile is now shown",
        (
            Text("People in this network can find you. You can change, pause or delete it at any time."),
            Buttons((EDIT, PAUSE)),
        ),
    )


async def delete(work: Work, me: Me, said: Said) -> Card:  # noqa: ARG001
    """Remove my profile for good; the same answer when there is none."""
    await profiles.erase(work.session, me.id)
    await profiles.bump(work.session, me.id)
    await work.refresh_home(me.id)
    return Card(
        "Your profile is deleted",
        (
            Text("Everything you wrote in it is gone, and nobody finds you. You can make a new one at any time."),
            Buttons((MAKE,)),
        ),
    )
