"""Bringing in profiles in bulk, from a table of one row a person."""

import csv
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, Literal

from bot import members, parts, people
from bot.cards import Answer, Buttons, Card, Divider, Heading, Option, Text
from bot.directory import Address, Directory, Identity
from bot.errors import BadForm, NoBots
from bot.home import AGREE, LOOK
from bot.network import Network, Work
from bot.people import Made, matched_texts
from bot.profile_form import REQUESTS, TEXTS, read_form, read_topics, topic_key
from bot.profiles import DELETE, reach_of, shown
from bot.said import Said
from bot.timezones import day_at
from bot.typed import clean
from storage import members as accounts
from storage import profiles, topics
from storage.profiles import Stored

BATCH = 50
"""People whose texts are encoded together and saved in one transaction."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "email": ("e-mail", "email address", "mail"),
    "id": ("key", "reference"),
    "name": ("full name", "person"),
    "pronouns": (),
    "side": ("part", "takes part as"),
    "role": ("job title",),
    "organisation": ("organization", "institution", "charity", "employer"),
    "about": ("activities", "summary", "description", "what i do"),
    "offers": ("what i can offer",),
    "looking_for": ("looking for", "what i am looking for"),
    "topics": ("keywords", "tags", "unit"),
    "region": ("where i work",),
    "pay": ("how my time is paid",),
    "monthly_requests": ("monthly requests",),
    "private": ("never show",),
}
"""The columns, each with other names under which it is found."""

SIDES: Mapping[str, str] = {
    **{option.value: option.value for option in parts.PARTS},
    "researcher": "research",
    "community": "vcse",
    "charity": "vcse",
    "lived experience": "lived",
    "creative practice": "creative",
    "health practice": "health",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: its number in the file, and what stands in it by our column names."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was left out, and why."""

    line: int
    reason: str


@dataclass(slots=True)
class Report:
    """What became of the rows."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Person:
    """A row that can be taken: who it is about, and their profile's columns and topics."""

    row: Row
    identity: Identity
    values: Mapping[str, Any]
    labels: Sequence[str]

    @property
    def texts(self) -> list[str]:
        """The texts on which they will be found."""
        return matched_texts(self.values["about"], self.values["offers"], self.values["looking_for"], self.labels)


class NoTable(ValueError):
    """A file that cannot be read as a table; the words say why."""


def read_rows(lines: Iterable[str], given: Mapping[str, str] | None = None) -> list[Row]:
    """The rows of a CSV file with a heading line, empty ones left out.

    `given` names, for some of our columns, the column of the file that holds it. Raises NoTable.
    """
    reader = csv.DictReader(lines, strict=True, skipinitialspace=True)
    try:
        headings = {(heading or "").strip().lstrip("\ufeff").casefold(): heading for heading in reader.fieldnames or ()}
        found = {
            name: headings[heading] for name in COLUMNS if (heading := match(name, headings, given or {})) is not None
        }
        if "about" not in found:
            raise NoTable(f"there is no column about; it has {', '.join(sorted(headings)) or 'none'}")
        rows = []
        line = reader.line_num + 1
        for record in reader:
            values = {name: clean(record.get(heading) or "") for name, heading in found.items()}
            if any(values.values()):
                rows.append(Row(line, values))
            line = reader.line_num + 1
    except (csv.Error, UnicodeDecodeError) as error:
        raise NoTable(f"line {reader.line_num + 1} cannot be read: {error}") from error
    return rows


def match(name: str, headings: Mapping[str, str], given: Mapping[str, str]) -> str | None:
    """The heading under which one of our columns is found; raises NoTable for a given one that is not there."""
    if name in given:
        if given[name].casefold() not in headings:
            raise NoTable(f"there is no column {given[name]}, which was given for {name}")
        return given[name].casefold()
    taken = {heading.casefold() for heading in given.values()}
    names = (name, name.replace("_", " "), *COLUMNS[name])
    return next((heading for heading in names if heading in headings and heading not in taken), None)


async def bring_in(
    network: Network,
    directories: Sequence[Directory],
    rows: Sequence[Row],
    *,
    side: str = "",
    consented: bool = False,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Report:
    """Take the rows: people are found by e-mail address, asked for their consent, and changed only where they differ.

    `side` is for rows that name none. `consented` says that people agreed elsewhere: then nobody is asked, and rows
    without an e-mail address are taken too. Somebody on several platforms is met on the first. `progress` is told how
    many rows more are done. Raises Unreachable.
    """
    report = Report()
    known: dict[str, Identity] = {}
    async for one in everyone(directories, rows):
        if one.email:
            known.setdefault(one.email.casefold(), one)
    seen: set[Address] = set()
    waiting: list[Person] = []
    for row in rows:
        taken = take(row, known, side=side, consented=consented, today=day_at(network.clock()))
        if isinstance(taken, Problem):
            report.problems.append(taken)
            progress(1)
        elif taken.identity.address in seen:
            report.problems.append(Problem(row.line, "is about the same person as a row before it"))
            progress(1)
        else:
            seen.add(taken.identity.address)
            waiting.append(taken)
    persons = iter(waiting)
    while asked := list(islice(persons, BATCH)):
        batch = await network.look(differing, asked, consented=consented)
        report.unchanged += len(asked) - len(batch)
        prepared = await network.people.prepare([person.texts for person in batch])
        made = [one.to_bytes() for one in prepared]
        for outcome in await network.run(save_batch, list(zip(batch, made, strict=True)), consented=consented):
            setattr(report, outcome, getattr(report, outcome) + 1)
        progress(len(asked))
    return report


async def everyone(directories: Sequence[Directory], rows: Sequence[Row]) -> AsyncIterator[Identity]:
    """The platforms' people, asked for only when a row has an e-mail address to find them by."""
    if any(row.values.get("email") for row in rows):
        for directory in directories:
            async for identity in directory.everyone():
                yield identity


def take(row: Row, known: Mapping[str, Identity], *, side: str, consented: bool, today: date) -> Person | Problem:
    """A row as a person, or why it cannot be one."""
    values = row.values
    identity = whose(row, known, consented=consented)
    if isinstance(identity, Problem):
        return identity
    answers: dict[str, Answer] = {name: values.get(name, "") for name in TEXTS}
    answers["part"] = SIDES.get((values.get("side") or side).casefold(), values.get("side") or side)
    answers["region"] = value_of(parts.REGIONS, values.get("region", "")) or "anywhere"
    answers["pay"] = value_of(parts.PAY, values.get("pay", ""))
    answers["topics"] = tuple(topic.strip() for topic in values.get("topics", "").split(";") if topic.strip())
    number = values.get("monthly_requests", "")
    answers["monthly_requests"] = (
        int(number) if number.isascii() and number.isdecimal() else (None if number else REQUESTS)
    )
    answers["consent"] = True
    said = Said("", answers)
    try:
        columns = read_form(said, None, today)
    except BadForm as bad:
        return Problem(
            row.line, "; ".join(f"{name.replace('part', 'side')}: {words}" for name, words in bad.errors.items())
        )
    return Person(row, identity, columns, read_topics(said))


def whose(row: Row, known: Mapping[str, Identity], *, consented: bool) -> Identity | Problem:
    """Whom a row is about."""
    email = row.values.get("email", "").casefold()
    if email:
        found = known.get(email)
        if found is None:
            return Problem(row.line, "nobody in the workspace has this e-mail address")
        if found.bot or found.left:
            return Problem(
                row.line, "this e-mail address belongs to " + ("a bot" if found.bot else "somebody who left")
            )
        return found
    if not consented:
        return Problem(row.line, "has no e-mail address, so nobody can be asked whether they agree")
    name = row.values.get("name") or row.values.get("organisation", "")
    key = row.values.get("id") or name
    if not key:
        return Problem(row.line, "has no e-mail address, id or name to know them by")
    return Identity(Address("import", "", key[:200]), (name or key)[:200], row.values.get("pronouns", "")[:100])


def value_of(options: tuple[Option, ...], words: str) -> str:
    """An option's value from its value or its label; the words themselves where they are neither."""
    wanted = words.casefold()
    return next((one.value for one in options if wanted in (one.value, one.label.casefold())), words)


async def differing(work: Work, asked: Sequence[Person], *, consented: bool) -> list[Person]:
    """Those of these people whose row says something new, so that only their texts are encoded."""
    found = []
    for person in asked:
        row = await accounts.known(work.session, *person.identity.address)
        before = (await profiles.read(work.session, [row.id])).get(row.id) if row else None
        labels = (await topics.of(work.session, [row.id]))[row.id] if row else []
        if not is_kept(before, labels, person, consented=consented):
            found.append(person)
    return found


async def save_batch(
    work: Work, batch: Sequence[tuple[Person, bytes]], *, consented: bool
) -> list[Literal["added", "changed", "unchanged"]]:
    """Save some people in one transaction; what became of each."""
    return [await save(work, person, data, consented=consented) for person, data in batch]


async def save(work: Work, person: Person, data: bytes, *, consented: bool) -> Literal["added", "changed", "unchanged"]:
    """Save one person, and ask for their consent if need be; what became of them."""
    row = await accounts.known(work.session, *person.identity.address, held=True)
    member = row.id if row else await members.meet(work, person.identity)
    if member is None:
        raise NoBots
    before = await profiles.lock(work.session, member)
    labels = (await topics.of(work.session, [member]))[member]
    if is_kept(before, labels, person, consented=consented):
        return "unchanged"
    revision = await profiles.bump(work.session, member)
    ids = await topics.ensure(work.session, {topic_key(label): label for label in person.labels})
    agreed = before.consented_at if before else None
    if consented and agreed is None:
        agreed = work.now
    await profiles.save(
        work.session, member, {**person.values, "consented_at": agreed, "texts_revision": revision, "imported": True}
    )
    await topics.assign(work.session, member, [ids[topic_key(label)] for label in person.labels])
    await people.keep(work.session, [Made(member, work.people.method, revision, data)])
    if agreed is None:
        stored = (await profiles.read(work.session, [member]))[member]
        asked = invitation(stored, list(person.labels), await reach_of(work, member))
        await work.send(member, asked, key=f"invitation:{member}")
        await work.refresh_home(member)
    return "added" if before is None else "changed"


def is_kept(before: Stored | None, labels: Sequence[str], person: Person, *, consented: bool) -> bool:
    """Whether a row has nothing new: it says what is kept, or the profile is its owner's by now."""
    if before is None:
        return False
    if not before.imported:
        return True
    kept = all(getattr(before, name) == value for name, value in person.values.items())
    return kept and list(labels) == list(person.labels) and (before.consented_at is not None or not consented)


def invitation(stored: Stored, labels: list[str], reach: str) -> Card:
    """The message that asks somebody whether a profile prepared for them may be shown."""
    return Card(
        "May we show this profile of you?",
        (
            Text(
                "A facilitator of this research exchange network prepared a profile for you, so that people can find "
                "you by topic. Nobody else can see it until you say yes. You can change it first, or delete it."
            ),
            Buttons((AGREE, LOOK, DELETE)),
            Divider(),
            Heading("The profile they prepared"),
            *shown(stored, labels, reach),
            Text("If you do nothing, nothing is shown."),
        ),
    )
