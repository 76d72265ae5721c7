"""Profiles from public records: somebody gives a number, and finds the profile form filled in from there."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from bot import outside
from bot.cards import Field, Form, Option, SuggestField, Text, TextField
from bot.members import Me
from bot.network import Work
from bot.profile_form import LONGEST_ABOUT, LONGEST_LINE, LONGEST_TOPIC, MOST_TOPICS, topic_key
from bot.profile_form import form as profile_form
from bot.registers import Found, Missing, Number, Reason, Register, number_in
from bot.said import Said
from bot.timezones import day, day_at
from storage import profiles, topics

LONGEST_NUMBER = 100
SHORTEST_ADDED = 200
"""Characters that a text must have room for before anything is added to what stands there."""

LONGEST_BESIDE = 600
"""Characters of a text that is shown beside a field, since there is no room in it."""

FORM = Form(
    "records.fill",
    "Fill in from a record",
    (
        TextField(
            "number",
            "Your ORCID iD, or your charity's number",
            hint="For example 0000-0002-1825-0097, or 1095654. It goes to that register, and not into your profile.",
            required=True,
            max_length=LONGEST_NUMBER,
        ),
    ),
    intro=(
        Text(
            "Do you have an ORCID iD as a researcher, or are you with a charity in England or Wales? Then your profile "
            "form can be filled in from the public record."
        ),
        Text("You read it first and change what you like. Nothing is kept or shown before you save the form."),
    ),
    submit="Look it up",
)

CALLED: Mapping[Register, str] = {
    "orcid": "your ORCID record",
    "england-and-wales": "the register of charities in England and Wales",
    "scotland": "the Scottish Charity Register",
    "northern-ireland": "the register of charities in Northern Ireland",
}

WHY: Mapping[Reason, str] = {
    "unknown": "There is nothing under {number} in {register}. Is the number right?",
    "empty": "There is nothing that a profile has room for under {number} in {register}, or nothing that is public.",
    "moved": "{number} was replaced by another number in {register}. Please look up the new one there.",
    "closed": "Under {number}, {register} says that it is closed or was removed.",
    "away": "We cannot reach {register} just now.",
    "busy": "Too many people ask for {register} just now.",
    "refused": "We were not let in to {register}. Please tell a facilitator.",
    "unconnected": "This network is not connected to {register}. A facilitator can ask for it.",
    "elsewhere": "The number is fine, but we cannot read {register} from here.",
}
INSTEAD = "You can fill in the form yourself here, or look it up again later. Nothing you had is changed."


async def ask(work: Work, me: Me, said: Said) -> Form:
    """Ask for the number."""
    return FORM


def wanted(said: Said) -> Number:
    """What is to be looked up before `fill` begins; raises BadForm for what is no number."""
    return number_in(said.text("number"))


async def fill(work: Work, me: Me, said: Said) -> Form:
    """The profile form with what was found, beside what is kept already; nothing is changed by that."""
    stored = (await profiles.read(work.session, [me.id])).get(me.id)
    labels = (await topics.of(work.session, [me.id]))[me.id]
    blank = profile_form(stored, labels)
    record = said.found or Missing(wanted(said), "unconnected")
    if isinstance(record, Missing):
        return unfilled(blank, record)
    return filled(blank, record, read_on(day_at(record.read_at, me.timezone), me.today(work)))


def read_on(read: date, today: date) -> str:
    """When a record was read, in words."""
    return "read today" if read == today else f"read on {day(read)}"


def unfilled(form: Form, missing: Missing) -> Form:
    """The form as it is, with words on why nothing was found."""
    why = WHY[missing.reason].format(number=missing.number, register=CALLED[missing.number.register])
    return replace(form, intro=(Text(f"{why} {INSTEAD}"), *form.intro))


def filled(form: Form, record: Found, when: str) -> Form:
    """The form with what was found: in what is empty, below a text that is there, and beside a line that is."""
    source = CALLED[record.number.register]
    words = f"Filled in from {source}, {record.number}, {when}. Read it through and change what you like, then save it."
    return replace(
        form, fields=tuple(proposed(field, record) for field in form.fields), intro=(Text(words), *form.intro)
    )


def proposed(field: Field, record: Found) -> Field:
    """A field with what was found for it; what the member has there stays."""
    match field:
        case TextField(name="role"):
            return beside(field, record.role)
        case TextField(name="organisation"):
            return beside(field, record.organisation)
        case TextField(name="about"):
            return below(field, record.about)
        case SuggestField(name="topics"):
            return among(field, record.topics)
        case _:
            return field


def beside(field: TextField, proposal: str) -> TextField:
    """A line, or what was found beside the one that is there."""
    if not field.value:
        return replace(field, value=proposal)
    if not proposal or topic_key(proposal) == topic_key(field.value):
        return field
    return replace(field, hint=f"The record says: {proposal}")


def below(field: TextField, proposal: str) -> TextField:
    """A text, or what was found below the one that is there, as far as there is room."""
    if not field.value:
        return replace(field, value=proposal)
    if not proposal or proposal in field.value:
        return field
    room = field.max_length - len(field.value) - 2
    if room < min(len(proposal), SHORTEST_ADDED):
        return replace(field, hint=f"The record says: {outside.shortened(proposal, LONGEST_BESIDE)}")
    return replace(
        field,
        value=f"{field.value}\n\n{outside.shortened(proposal, room)}",
        hint="What you wrote comes first, and below it what the record says. People are matched on this.",
    )


def among(field: SuggestField, proposals: Iterable[str]) -> SuggestField:
    """Topics, with those that were found after the ones that are there, and the names of those without room."""
    held = {topic_key(option.value) for option in field.values}
    new = [label for label in proposals if topic_key(label) not in held]
    room = max(0, MOST_TOPICS - len(field.values))
    left = f" The record also has: {', '.join(new[room:])}." if new[room:] else ""
    values = (*field.values, *(Option(label, label) for label in new[:room]))
    return replace(field, values=values, hint=f"{field.hint}{left}")


def found(
    number: Number,
    read_at: datetime,
    *,
    role: str = "",
    organisation: str = "",
    about: Iterable[str] = (),
    topics: Iterable[str] = (),
) -> Found | Missing:
    """What a record says, without its markup and cut to what a profile takes; Missing when nothing of it is left."""
    paragraphs = "\n\n".join(filter(None, (outside.words(text, LONGEST_ABOUT) for text in about)))
    labels = {topic_key(label): label for label in (outside.line(topic, LONGEST_TOPIC + 1) for topic in topics)}
    kept = Found(
        number,
        read_at,
        outside.line(role, LONGEST_LINE),
        outside.line(organisation, LONGEST_LINE),
        outside.shortened(paragraphs, LONGEST_ABOUT),
        tuple(label for label in labels.values() if 0 < len(label) <= LONGEST_TOPIC)[:MOST_TOPICS],
    )
    return Missing(number, "empty") if kept == Found(number, read_at) else kept
