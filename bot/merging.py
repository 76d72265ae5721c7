"""What becomes of two profiles of one person: which texts they have to choose from, and what is kept.

`here` is the account in use, `there` the other one. A profile that somebody else prepared and its owner never agreed to
is not theirs: it is left out when there is one that is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot import parts, profile_form
from bot.cards import ChoiceField, Option
from bot.errors import BadForm
from bot.profile_form import CHOICES, LINES, MOST_TOPICS, TEXTS, topic_key
from bot.said import Said
from storage.profiles import Stored

HERE, THERE, BOTH = "here", "there", "both"

FORM = profile_form.form(None, [])
LABELS: Mapping[str, str] = {field.name: field.label for field in FORM.fields}
CHOSEN = tuple(name for name in LABELS if name not in ("topics", "paused_until", "consent"))
"""What a profile consists of, in the order of its form, but for topics, pauses and consent."""

PICK = "Please choose what to keep."
LONGEST_LABEL = 70


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two profiles, with its topics and what its account is called.

    `open` says that its words are seen by others, so that they may be shown before both accounts are one; `paused`
    that it is paused now.
    """

    stored: Stored
    topics: Sequence[str]
    called: str
    open: bool
    paused: bool


def value(side: Side, name: str) -> Any:
    """One of a profile's columns."""
    return getattr(side.stored, name)


def joined(name: str, here: Any, there: Any) -> str:
    """Both texts in one; empty where that cannot be, or is too long."""
    if name not in TEXTS:
        return ""
    together = f"{here}; {there}" if name in LINES else f"{here}\n\n{there}"
    return together if len(together) <= TEXTS[name] else ""


def differing(here: Side, there: Side) -> list[str]:
    """What differs, so that somebody has to choose; where one has nothing, the other's is kept without asking."""
    found = [
        name
        for name in CHOSEN
        if value(here, name) != value(there, name) and (value(here, name) != "" and value(there, name) != "")
    ]
    return [*found, "topics"] if len(topics_of_both(here, there)) > MOST_TOPICS else found


def topics_of_both(here: Side, there: Side) -> list[str]:
    """All topics, each once."""
    found: dict[str, str] = {}
    for label in (*here.topics, *there.topics):
        found.setdefault(topic_key(label), label)
    return list(found.values())


def fields(here: Side, there: Side) -> tuple[ChoiceField, ...]:
    """The fields to choose with, everything kept that can be unless they say otherwise."""
    return tuple(field(name, here, there) for name in differing(here, there))


def field(name: str, here: Side, there: Side) -> ChoiceField:
    """What to keep of one thing."""
    options = [Option(option_label(name, here), HERE), Option(option_label(name, there), THERE)]
    default, hint = HERE, ""
    if name == "topics":
        options.append(Option(f"The first {MOST_TOPICS} of both", BOTH))
        default, hint = BOTH, f"A profile has at most {MOST_TOPICS}, and together they have more."
    elif joined(name, value(here, name), value(there, name)):
        options.append(Option("Both, one after the other", BOTH))
        default = BOTH
    elif name in TEXTS:
        hint = f"Together they are longer than {TEXTS[name]:,} characters. Copy what you need of the other one first."
    elif name == "monthly_requests" and value(there, name) < value(here, name):
        default = THERE
    if name == "private":
        hint = f"It is never shown, so it is not shown here either. {hint}".strip()
    return ChoiceField(name, LABELS[name], tuple(options), value=default, hint=hint, required=True)


def option_label(name: str, side: Side) -> str:
    """Which of the two it is, with its words where others may see them."""
    if name == "private" or not side.open:
        return f"From {side.called}"
    if name == "topics":
        words = ", ".join(side.topics)
    elif name in CHOICES:
        words = parts.label(CHOICES[name], value(side, name))
    else:
        words = " ".join(str(value(side, name)).split())
    label = f"From {side.called}: {words}"
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"


def chosen(said: Said, here: Side, there: Side) -> tuple[dict[str, Any], list[str]]:
    """The columns and the topics of the one profile; raises BadForm where something differs and nothing was chosen.

    What is paused stays paused, as long as either, and the first consent is the one that counts.
    """
    asked = differing(here, there)
    picks = {name: said.text(name) for name in asked}
    problems = {name: PICK for name, pick in picks.items() if not is_offered(name, pick, here, there)}
    if problems:
        raise BadForm(**problems)
    values = {name: kept(name, picks.get(name, ""), here, there) for name in CHOSEN}
    every = topics_of_both(here, there)[:MOST_TOPICS]
    topics = {HERE: list(here.topics), THERE: list(there.topics)}.get(picks.get("topics", ""), every)
    consents = [side.stored.consented_at for side in (here, there) if side.stored.consented_at is not None]
    paused, until = pause_of_both(here, there)
    agreed = {"paused": paused, "paused_until": until, "consented_at": min(consents), "imported": False}
    return values | agreed, topics


def is_offered(name: str, pick: str, here: Side, there: Side) -> bool:
    """Whether this could be chosen."""
    return any(option.value == pick for option in field(name, here, there).options)


def kept(name: str, wanted: str, here: Side, there: Side) -> Any:
    """What is kept of one thing."""
    mine, theirs = value(here, name), value(there, name)
    if wanted == BOTH:
        return joined(name, mine, theirs)
    if wanted == THERE or mine == "":
        return theirs
    return mine


def pause_of_both(here: Side, there: Side) -> tuple[bool, date | None]:
    """Whether the one profile is paused, and until when: as long as either is."""
    ends = [side.stored.paused_until for side in (here, there) if side.paused]
    if not ends:
        return False, None
    days = [end for end in ends if end is not None]
    return True, max(days) if len(days) == len(ends) else None
