"""Attacks on a closed pulse: by everything in its tables, by the bytes of its file, and by what is logged."""

import json
import logging
import math
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
import structlog
from sqlalchemy import text

from bot.ballots import token
from bot.desk import press
from bot.directory import Address
from bot.network import Work
from bot.said import Said
from storage import survey_ballots
from storage.database import Base
from tests.bot.pulsing import SHEET, Pulse, begun, opened, tended
from tests.bot.scene import Scene, button, words_of
from tests.conftest import Opener

MEMBERS, WAVES = 10, 8

PHYSICAL = {"sqlite": "SELECT * FROM survey_texts", "postgresql": "SELECT * FROM survey_texts ORDER BY ctid"}


async def again(pulse: Pulse, template: str = "needs") -> Pulse:
    """One more pulse for the same people."""
    key = await begun(pulse.scene, pulse.olga, template)
    opening = button(await pulse.scene.card(pulse.olga, "surveys.draft", key), "Open it")
    await pulse.scene.card(pulse.olga, opening.action, opening.value)
    return Pulse(pulse.scene, pulse.olga, pulse.people, key)


async def answered_by_all(pulse: Pulse, wave: int) -> None:
    """All answer one after another, a minute apart, with words that only this test knows the authors of."""
    for number, who in enumerate(pulse.people):
        own = {"needs.topic": f"topic {wave} {number}", "needs.offer": f"offer {wave} {number}"}
        said = Said(pulse.key, SHEET | own | {"core.value": str(number % 5 + 1)})
        await press(pulse.scene.desk, who, "surveys.answer", said, once=f"{wave} {number}")
        pulse.scene.clock.forward(minutes=1)


async def written(scene: Scene, survey: int, question: str) -> list[int]:
    """Who wrote each text, in the order in which the database gives them, with nothing to sort by."""
    kind = scene.network.database.engine.dialect.name

    async def look(work: Work) -> list[dict[str, Any]]:
        return [dict(row) for row in (await work.session.execute(text(PHYSICAL[kind]))).mappings()]

    rows = await scene.network.look(look)
    mine = [row for row in rows if row["survey_id"] == survey and row["question"] == question]
    return [int(row["words"].split()[2]) for row in mine]


async def test_a_curious_facilitator_does_no_better_than_chance(scene: Scene) -> None:
    """Neither who wrote what, nor which two texts are by one person, by any order that the tables have."""
    pulse = await opened(scene, MEMBERS)
    hits = dict.fromkeys(("by answering", "by answering backwards", "by member", "one author of two"), 0)
    shuffled = list(range(MEMBERS))
    Random(3).shuffle(shuffled)  # noqa: S311 - the same chance in every run
    for wave in range(WAVES):
        if wave:
            pulse = await again(pulse)
        await answered_by_all(Pulse(scene, pulse.olga, tuple(pulse.people[one] for one in shuffled), pulse.key), wave)
        await pulse.close()
        survey = int((await pulse.row())["id"])
        topics, offers = await written(scene, survey, "needs.topic"), await written(scene, survey, "needs.offer")
        assert sorted(topics) == sorted(offers) == list(range(MEMBERS))
        hits["by answering"] += same(topics, range(MEMBERS))
        hits["by answering backwards"] += same(topics, range(MEMBERS)[::-1])
        hits["by member"] += same([shuffled[one] for one in topics], range(MEMBERS))
        hits["one author of two"] += same(topics, offers)
    # Whoever guesses is right once a pulse on average, whatever the number of people, and its variance is one as well.
    assert max(hits.values()) <= WAVES + 3 * math.sqrt(WAVES), hits


def same(guessed: Sequence[int], true: Sequence[int]) -> int:
    """How many guesses are right."""
    return sum(one == other for one, other in zip(guessed, true, strict=True))


async def test_nothing_is_left_that_tells_who_answered_or_when(scene: Scene) -> None:
    """What is kept of those who answered is what is kept of those who did not; no moment stands beside a member."""
    pulse = await opened(scene, 14)
    came, stayed = pulse.people[::2], pulse.people[1::2]
    moments = []
    for number, who in enumerate(came):
        scene.clock.forward(minutes=7, seconds=13)
        moments.append(scene.clock.now)
        said = Said(pulse.key, SHEET | {"needs.topic": f"topic {number}"})
        await press(scene.desk, who, "surveys.answer", said, once=f"press {number}")
    await tended(scene, days=3)
    await tended(scene, days=2)
    secrets = [row["secret"] for row in await scene.rows("survey_keys")]
    tokens = [row["token"] for row in await scene.rows("survey_ballots")]
    assert sorted(tokens) == sorted([token(secrets[0], await scene.id_of(who)) for who in came])
    await pulse.close()
    await tended(scene, hours=1)
    everything = await scene.everything()
    assert not [one for one in (*tokens, *map(repr, secrets)) if one in everything]
    kept = [{what for who in group for what in await about(scene, who)} for group in (came, stayed)]
    assert kept[0] == kept[1]
    for table in set(Base.metadata.tables) - {"once_keys"}:
        cells = repr(await scene.rows(table))
        assert not [moment for moment in moments if str(moment)[:19] in cells or repr(moment)[:45] in cells], table


async def test_no_answer_to_a_press_is_kept_that_says_who_has_answered(sqlite_scene: Scene) -> None:
    """Beside when it was pressed, which the platform's own log may join to a person."""
    pulse = await opened(sqlite_scene, 2)
    await pulse.answer(pulse.people[0])
    for action in ("show", "look", "ask", "answer", "withdraw"):
        said = Said("" if action == "show" else pulse.key, SHEET)
        await press(sqlite_scene.desk, pulse.people[0], f"surveys.{action}", said, once=action)
    assert {row["answer"] for row in await sqlite_scene.rows("once_keys")} == {None}


async def test_no_key_of_a_reminder_tells_who_was_reminded(sqlite_scene: Scene) -> None:
    """It is logged where it cannot be delivered, and whoever was reminded had not answered."""
    pulse = await opened(sqlite_scene, 12)
    for who in pulse.people[:6]:
        await pulse.answer(who)
    await tended(sqlite_scene, days=3)
    reminders = [row for row in await sqlite_scene.rows("outbox") if ":remind:" in row["key"]]
    assert {row["member_id"] for row in reminders} == {await sqlite_scene.id_of(who) for who in pulse.people[6:]}
    assert all(len(row["key"].rpartition(":")[2]) == 15 for row in reminders)


async def about(scene: Scene, who: Address) -> set[tuple[str, str]]:
    """What is kept of a member: the tables they are in, and what their messages are about."""
    member = await scene.id_of(who)
    found = set()
    for table in Base.metadata.tables:
        for row in await scene.rows(table):
            if member in (row.get("member_id"), row.get("author_id")):
                found.add((table, str(row.get("key", "")).replace(str(member), "N")))
    return found


async def test_no_two_answers_of_one_person_stand_together(scene: Scene) -> None:
    """A question has its own figures, which are the same whoever else answered it so."""
    pulse = await opened(scene, 8)
    for number, who in enumerate(pulse.people):
        first, second = (("1", "5"), ("5", "1"))[number % 2]
        await pulse.answer(who, **{"core.value": first, "core.equal": second})
    await pulse.close()
    together = json.loads((await pulse.row())["figures"])["results"]
    other = await again(pulse)
    for number, who in enumerate(other.people):
        both = ("1", "5")[number % 2]
        await other.answer(who, **{"core.value": both, "core.equal": both})
    await other.close()
    assert json.loads((await other.row())["figures"])["results"] == together


async def test_the_bytes_of_the_file_hold_no_sheet_and_no_token(
    sqlite_scene: Scene, sqlite_url: str, opener: Opener
) -> None:
    """Nor the key, nor words that too few wrote, though answers filled many pages, were changed and taken back."""
    scene = sqlite_scene
    pulse = await opened(scene, 6)
    survey = int((await pulse.row())["id"])
    for who in pulse.people[:4]:
        await pulse.answer(who, **{"needs.offer": "zanzibar"})
    chance = Random(5)  # noqa: S311 - the same in every run
    tokens = [chance.randbytes(32).hex() for _ in range(400)]

    async def fill(work: Work, length: int) -> None:
        for number, one in enumerate(tokens):
            sheet = json.dumps({"core.value": number % 5 + 1, "needs.topic": f"quagga {number} " * length})
            await survey_ballots.cast(work.session, survey, one, "research", sheet)

    await scene.network.run(fill, 3)
    await scene.network.run(fill, 20)
    await scene.network.run(take_back, survey, tokens[::2])
    [row] = await scene.rows("survey_keys")
    traces = [row["secret"], b"zanzibar", b'"core.value":', *(one.encode() for one in tokens)]
    here = Path(sqlite_url.removeprefix("sqlite:///"))
    assert traces[1] in raw(here)
    await pulse.close()
    await tended(scene, minutes=5)
    assert not (await pulse.row())["unswept"]
    await scene.change("DELETE FROM survey_texts")
    await opener(sqlite_url).run(swept)
    assert not [trace for trace in traces if trace in raw(here)]


async def take_back(work: Work, survey: int, tokens: Sequence[str]) -> None:
    """Have people take their answers back."""
    for one in tokens:
        await survey_ballots.take_back(work.session, survey, one)


async def swept(work: Work) -> None:
    """Write once more, as the program goes on doing."""
    await work.session.execute(text("UPDATE surveys SET version = version + 1"))


async def test_postgresql_gives_back_the_pages_of_what_was_deleted(postgres_scene: Scene) -> None:
    """The files of the tables are empty, until the next pulse opens."""
    pulse = await opened(postgres_scene, 6)
    for who in pulse.people:
        await pulse.answer(who)
    assert min(await pages(postgres_scene)) > 0
    await pulse.close()
    await tended(postgres_scene, minutes=5)
    assert await pages(postgres_scene) == [0, 0, 0]


async def pages(scene: Scene) -> list[int]:
    """How many bytes the files of the tables have in which answers are kept."""
    sizes = (f"pg_relation_size('{table}')" for table in ("survey_keys", "survey_ballots", "survey_taken"))

    async def look(work: Work) -> list[int]:
        return list((await work.session.execute(text(f"SELECT {', '.join(sizes)}"))).one())

    return await scene.network.look(look)


def raw(path: Path) -> bytes:
    """A database file with the logs beside it."""
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))


async def test_who_reads_the_log_learns_neither_who_nor_what(
    sqlite_scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    """Not while people answer, nor when something goes wrong with an answer, nor at closing."""
    scene = sqlite_scene
    caplog.set_level(logging.DEBUG)
    pulse = await opened(scene, 6)
    with structlog.testing.capture_logs() as logged:
        for who in pulse.people:
            await pulse.answer(who)
        await scene.change("DELETE FROM survey_keys")
        broken = await scene.card(pulse.people[0], "surveys.answer", pulse.key, **SHEET)
        await pulse.close()
        await tended(scene, hours=1)
    assert broken.title == "Something went wrong on our side"
    assert [line["event"] for line in logged] == ["action_failed"]
    lines = "\n".join([*map(repr, logged), *(record.getMessage() for record in caplog.records)])
    known = [who.user for who in pulse.people] + ["tide", "core.value", "Member"]
    assert not [one for one in known if one in lines]


async def test_who_answers_is_told_before_what_becomes_of_it(sqlite_scene: Scene) -> None:
    """On the invitation, in the channel, and before the form; with whom one can talk to."""
    pulse = await opened(sqlite_scene, 1)
    looked = words_of(await sqlite_scene.card(pulse.people[0], "surveys.look", pulse.key))
    form = words_of(await sqlite_scene.form(pulse.people[0], "surveys.ask", pulse.key))
    assert "Nobody is shown what you answer" in looked
    assert "kept under a key" in looked
    assert "116 123" in looked
    assert "116 123" in form
