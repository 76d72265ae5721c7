"""The profile form, and what it takes."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from bot import parts
from bot.cards import (
    ChoiceField,
    DateField,
    Field,
    Form,
    Heading,
    NumberField,
    Option,
    SuggestField,
    Text,
    TextField,
    TickField,
)
from bot.errors import BadForm
from bot.said import Said
from bot.typed import clean, too_long
from storage.profiles import Stored

LONGEST_ABOUT = 1500
LONGEST_TEXT = 1000
LONGEST_LINE = 150
LONGEST_TOPIC = 60
MOST_TOPICS = 10
MOST_REQUESTS = 20
REQUESTS = 2
"""Introduction requests a month that a member gets at most unless they say otherwise."""

TEXTS = {
    "role": LONGEST_LINE,
    "organisation": LONGEST_LINE,
    "about": LONGEST_ABOUT,
    "offers": LONGEST_TEXT,
    "looking_for": LONGEST_TEXT,
    "private": LONGEST_TEXT,
}
"""The form's texts, with the characters that each may have."""

LINES = ("role", "organisation")
"""Those of them that are one line."""

NO_YES = "We keep nothing without your yes. Tick this box to agree, or leave the form unsaved."
NO_BOX = (
    "Your profile was deleted while this form was open, so we need your yes again. Copy what you typed, and write "
    "“profile” to Roundtable for a new form."
)
CHANGED = (
    "Your profile was changed after this form was opened, here or with another account of yours. Nothing was saved, so "
    "that nothing is lost. Copy what you typed, and write “profile” to Roundtable for a new form."
)

NOTHING = "new"
"""What a form began with that began with no profile."""

CHOICES = {"part": parts.PARTS, "region": parts.REGIONS, "pay": parts.PAY}

WHAT_IS_KEPT = (
    Heading("Before you begin"),
    Text(
        "We keep what you write here, so that people in this network can find you by topic. They see your name, your "
        "pronouns and everything below, except the last text, which is never shown to anyone."
    ),
    Text("You can change it, pause it or delete it at any time. Deleting removes it for good."),
)


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
    began = edition(stored.columns(), labels) if stored else NOTHING
    if agreed:
        return Form("profiles.save", "My profile", fields, value=began)
    consent = TickField(
        "consent", "Do you agree?", "Yes, keep this and show it to people in this network", required=True
    )
    return Form("profiles.save", "My profile", (*fields, consent), intro=WHAT_IS_KEPT, value=began)


def edition(columns: Mapping[str, Any], labels: Iterable[str]) -> str:
    """What a form shows of a profile, in few letters: a form can stay open for long, and must not undo what came later.

    Pauses are left out, as they are made in other ways too, and are kept by a form that was open meanwhile.
    """
    shown = [columns[name] for name in (*TEXTS, *CHOICES, "monthly_requests")]
    return hashlib.sha256(json.dumps([*shown, *sorted(map(topic_key, labels))]).encode()).hexdigest()[:16]


def read_form(said: Said, before: Stored | None, today: date) -> dict[str, Any]:
    """A profile's columns from the form's answers; raises BadForm with words for each field that cannot be taken."""
    texts = {name: clean(said.text(name)) for name in TEXTS}
    problems = dict(problems_in(said, texts, before, today))
    if problems:
        raise BadForm(**problems)
    until = said.answers.get("paused_until")
    until = until if isinstance(until, date) and until > today else None
    open_ended = before is not None and before.paused and before.paused_until is None
    return {
        **texts,
        **{name: " ".join(texts[name].split()) for name in LINES},
        "part": said.text("part"),
        "region": said.text("region"),
        "pay": said.text("pay"),
        "monthly_requests": said.answers.get("monthly_requests"),
        "paused": until is not None or open_ended,
        "paused_until": until,
    }


def problems_in(said: Said, texts: dict[str, str], before: Stored | None, today: date) -> Iterator[tuple[str, str]]:
    """(field, words) for each field that cannot be taken."""
    if not texts["about"]:
        yield "about", "Please write a sentence or two, so that people can find you."
    for name, most in TEXTS.items():
        if len(texts[name]) > most:
            yield name, too_long(texts[name], most)
    for name, options in CHOICES.items():
        if not parts.label(options, said.text(name)) and (said.text(name) or name != "pay"):
            yield name, "Please pick one of these."
    requests = said.answers.get("monthly_requests")
    if not isinstance(requests, int) or isinstance(requests, bool) or not 0 <= requests <= MOST_REQUESTS:
        yield "monthly_requests", f"Please give a number from 0 to {MOST_REQUESTS}."
    until = said.answers.get("paused_until")
    changed = before is None or before.paused_until != until
    if isinstance(until, date) and until <= today and changed:
        yield "paused_until", "This day has passed or is today. Please pick a later one, or leave it empty."
    longest = max((len(clean(label)) for label in said.several("topics")), default=0)
    if longest > LONGEST_TOPIC or len(said.several("topics")) > MOST_TOPICS:
        yield "topics", f"Please keep it to {MOST_TOPICS} topics of at most {LONGEST_TOPIC} characters each."
    if (before is None or before.consented_at is None) and said.answers.get("consent") is not True:
        yield "consent", NO_YES if "consent" in said.answers else NO_BOX


def read_topics(said: Said) -> list[str]:
    """The topics of the form, each once, in their order."""
    found: dict[str, str] = {}
    for label in said.several("topics"):
        if words := " ".join(clean(label).split()):
            found.setdefault(topic_key(words), words)
    return list(found.values())


def topic_key(label: str) -> str:
    """The same for spellings of a topic that differ only in case and blanks."""
    return " ".join(label.split()).casefold()
