"""Bringing in profiles: good rows are kept, bad ones told by line and reason, and nobody is shown without a yes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import Card, load
from bot.directory import Unreachable
from bot.imports import BATCH, COLUMNS, NoTable, Report, Row, bring_in, read_rows
from tests.bot.scene import Scene, buttons_of, only, words_of
from tests.bot.test_members import Away

HEADING = "email,name,side,role,organisation,about,offers,looking_for,topics,region,pay,monthly_requests,private\n"


def table(*lines: str) -> list[Row]:
    """Rows from the lines of a file."""
    return read_rows((HEADING + "\n".join(lines)).splitlines(keepends=True))


async def brought(scene: Scene, rows: list[Row], *, side: str = "", consented: bool = False) -> Report:
    """Bring them in."""
    return await bring_in(scene.network, [scene.town], rows, side=side, consented=consented)


def told(report: Report) -> dict[int, str]:
    """The problems by line."""
    return {problem.line: problem.reason for problem in report.problems}


async def test_good_rows_are_kept_and_bad_ones_told_by_line_and_reason(sqlite_scene: Scene) -> None:
    """A quoted line break counts as the lines it takes."""
    for user in ("rosa", "rolf", "bot", "gone"):
        sqlite_scene.town.add(user, user.title(), email=f"{user}@example.org", bot=user == "bot", left=user == "gone")
    report = await brought(
        sqlite_scene,
        table(
            'ROSA@example.org,,vcse,Lead,Harbour,"We run groups.\nWe hear voices.",,,art; boats;,North East,,3,quiet',
            "rolf@example.org,,gardener,,,We paint.,,,,,,,",
            "nobody@example.org,,vcse,,,We paint.,,,,,,,",
            "bot@example.org,,vcse,,,We paint.,,,,,,,",
            "gone@example.org,,vcse,,,We paint.,,,,,,,",
            "rosa@example.org,,vcse,,,We paint.,,,,,,,",
            ",Nell,vcse,,,We paint.,,,,,,,",
            ",,,,,,,,,,,,",
            "rolf@example.org,,vcse,,,,,,,Atlantis,gold,many,",
        ),
    )
    assert (report.added, report.changed, report.unchanged) == (1, 0, 0)
    problems = told(report)
    assert sorted(problems) == [4, 5, 6, 7, 8, 9, 11]
    assert "side" in problems[4]
    assert "nobody in the workspace" in problems[5]
    assert "a bot" in problems[6]
    assert "somebody who left" in problems[7]
    assert "the same person" in problems[8]
    assert "no e-mail address" in problems[9]
    assert all(word in problems[11] for word in ("about", "region", "pay", "monthly_requests"))
    [row] = await sqlite_scene.rows("profiles")
    assert (row["role"], row["region"], row["monthly_requests"], row["private"]) == ("Lead", "north-east", 3, "quiet")
    assert row["consented_at"] is None
    assert {topic["label"] for topic in await sqlite_scene.rows("topics")} == {"art", "boats"}


async def test_running_it_twice_changes_nothing(sqlite_scene: Scene) -> None:
    """Not a row in any table; nobody is asked twice."""
    sqlite_scene.town.add("rosa", "Rosa", email="rosa@example.org")
    rows = table("rosa@example.org,,vcse,,,We hear voices.,,,art,,,,")
    assert (await brought(sqlite_scene, rows)).added == 1
    before = await sqlite_scene.everything()
    report = await brought(sqlite_scene, rows)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 1)
    assert await sqlite_scene.everything() == before


async def test_a_changed_row_changes_the_profile_until_its_owner_has(sqlite_scene: Scene) -> None:
    """From then on it is theirs alone."""
    who = sqlite_scene.town.add("rosa", "Rosa", email="rosa@example.org")
    await brought(sqlite_scene, table("rosa@example.org,,vcse,,,We hear voices.,,,art,,,,"))
    report = await brought(sqlite_scene, table("rosa@example.org,,vcse,,,We paint boats.,,,boats,,,,"))
    assert (report.changed, report.unchanged) == (1, 0)
    await sqlite_scene.save(who, about="My own words.")
    report = await brought(sqlite_scene, table("rosa@example.org,,vcse,,,We bake bread.,,,bread,,,,"))
    assert (report.changed, report.unchanged) == (0, 1)
    [row] = await sqlite_scene.rows("profiles")
    assert row["about"] == "My own words."


async def test_people_are_asked_for_their_yes_and_found_after_it(sqlite_scene: Scene) -> None:
    """The message shows what was prepared and how to agree, change or delete it."""
    who = sqlite_scene.town.add("rosa", "Rosa", email="rosa@example.org")
    await brought(sqlite_scene, table("rosa@example.org,,vcse,,,We hear voices.,,,,,,,zanzibar"))
    [row] = [row for row in await sqlite_scene.rows("outbox") if row["kind"] == "card"]
    card = only(Card, load(row["card"]))
    assert [one.action for one in buttons_of(card)] == ["profiles.agree", "profiles.edit", "profiles.delete"]
    assert "zanzibar" not in words_of(card)
    asker = sqlite_scene.town.add("asker", "Asker")
    assert await sqlite_scene.find(asker, "hearing voices") == []
    await sqlite_scene.card(who, "profiles.agree")
    assert await sqlite_scene.find(asker, "hearing voices") == ["Rosa"]


async def test_with_consent_given_elsewhere_people_are_found_at_once(sqlite_scene: Scene) -> None:
    """Rows without an e-mail address too; nobody is asked."""
    rows = read_rows(["charity,activities,id\n", "Harbour Voices,We hear voices.,7\n", ",We paint.,\n"])
    report = await brought(sqlite_scene, rows, side="charity", consented=True)
    assert report.added == 1
    assert "name to know them by" in told(report)[3]
    asker = sqlite_scene.town.add("asker", "Asker")
    assert await sqlite_scene.find(asker, "hearing voices") == ["Harbour Voices"]
    assert [row for row in await sqlite_scene.rows("outbox") if row["kind"] == "card"] == []
    assert len(await sqlite_scene.rows("profile_vectors")) == 1
    report = await brought(sqlite_scene, rows, side="charity", consented=True)
    assert report.unchanged == 1


async def test_many_rows_are_brought_in_and_counted(scene: Scene) -> None:
    """In batches; the bar comes to the end however many were bad."""
    rows = read_rows(["name,about\n", *(f"Person {number},We hear voices {number}.\n" for number in range(BATCH + 7))])
    progress: list[int] = []
    bad = [Row(999, {"name": "Bad"})]
    report = await bring_in(scene.network, [], rows + bad, side="research", consented=True, progress=progress.append)
    assert report.added == BATCH + 7
    assert sum(progress) == len(rows) + 1
    assert len(await scene.rows("profiles")) == BATCH + 7


async def test_a_profile_of_ones_own_is_not_overwritten(sqlite_scene: Scene) -> None:
    """Nor its consent touched."""
    who = sqlite_scene.town.add("rosa", "Rosa", email="rosa@example.org")
    await sqlite_scene.save(who)
    before = await sqlite_scene.rows("profiles")
    report = await brought(sqlite_scene, table("rosa@example.org,,research,,,Other words.,,,,,,,"), consented=True)
    assert report.unchanged == 1
    assert await sqlite_scene.rows("profiles") == before


async def test_a_platform_that_does_not_answer_stops_it_before_anything_is_kept(sqlite_scene: Scene) -> None:
    """The operator is told, and may try again."""
    with pytest.raises(Unreachable):
        await bring_in(sqlite_scene.network, [Away()], table("rosa@example.org,,vcse,,,We paint.,,,,,,,"))
    assert await sqlite_scene.rows("members") == []


def test_columns_are_found_under_their_other_names() -> None:
    """In any case, with the mark that spreadsheets put first, and under names that are given."""
    for name, others in COLUMNS.items():
        for heading in (name, name.upper(), name.replace("_", " "), *others):
            about = [] if name == "about" else ["about"]
            [row] = read_rows([f"\ufeff{','.join([heading, *about])}\n", "x,y\n"])
            assert row.values[name] == "x"
    [row] = read_rows(["about,text\n", "no,yes\n"], {"about": "Text"})
    assert row.values["about"] == "yes"


@pytest.mark.parametrize(
    ("lines", "given"),
    [
        ([], {}),
        (["name\n", "Rosa\n"], {}),
        (["about\n", 'an "open" end\n', '"never closed\n'], {}),
        (["about\n", "x\n"], {"name": "nothing"}),
    ],
)
def test_what_is_no_table_is_said_in_words(lines: list[str], given: dict[str, str]) -> None:
    """With the line, or the column that is missing."""
    with pytest.raises(NoTable, match=r"line|column"):
        read_rows(lines, given)


@given(st.lists(st.text(st.characters(codec="utf-8"))))
def test_any_lines_are_read_or_refused(lines: list[str]) -> None:
    """Never another error."""
    try:
        rows = read_rows(["about\n", *lines])
    except NoTable:
        return
    assert all(row.values["about"] for row in rows)


async def test_hostile_rows_are_kept_as_words_or_refused(scene: Scene) -> None:
    """Nulls, long names and markup alike; both databases take what is taken."""
    long = f"We\x00 <!channel> paint.,{'N' * 500},{'K' * 500},;;\x00; a\u00a0b ;A B\n"
    rows = read_rows(["about,name,id,topics\n", long, f"{'a' * 5000},Long,1,\n", "ok,\ud800\x00Odd name,\x002,\n"])
    report = await bring_in(scene.network, [], rows, side="vcse", consented=True)
    assert sorted(told(report)) == [3]
    assert report.added == 2
    assert [topic["label"] for topic in await scene.rows("topics")] == ["a b"]
    assert sorted(len(row["name"]) for row in await scene.rows("members")) == [8, 200]


async def test_somebody_imported_who_left_and_is_back_is_asked_still(sqlite_scene: Scene) -> None:
    """Nothing of theirs is shown meanwhile."""
    who = sqlite_scene.town.add("rosa", "Rosa", email="rosa@example.org")
    await brought(sqlite_scene, table("rosa@example.org,,vcse,,,We hear voices.,,,,,,,"))
    await sqlite_scene.told(replace(sqlite_scene.town.people[who], left=True))
    sqlite_scene.town.people[who] = replace(sqlite_scene.town.people[who], left=False)
    assert "A facilitator prepared a profile for you" in words_of(await sqlite_scene.card(who, "home.show"))
