"""Files in: people from a table, and rankings from lines."""

import asyncio
import json
from pathlib import Path

import pytest

from handlers.importing import BadMapping, named
from handlers.ranking import BadLine, read_people, read_queries
from tests.house.conftest import Slack
from tests.house.processes import roundtable

TABLE = """email,side,about,Employer
asha@people.example,research,I study how sleep and grief go together,North College
nobody@people.example,research,Somebody who is not in the workspace,
bela@people.example,wizard,I make quilts with carers,Quilt Room
"""


async def test_good_rows_are_kept_and_bad_ones_told_by_line_and_reason(
    tmp_path: Path, sqlite_url: str, slack: Slack
) -> None:
    """It ends with 1; run again, with the row mended, only that one is new."""
    table = tmp_path / "people.csv"
    table.write_text(TABLE, encoding="utf-8")
    settings = {**slack.settings, "DATABASE_URL": sqlite_url}
    words = ("import", str(table), "--column", "organisation=Employer")
    first = await asyncio.to_thread(roundtable, tmp_path, *words, settings=settings)
    assert first.returncode == 1
    assert first.stdout == "1 added, 0 changed, 0 unchanged, 2 left out.\n"
    assert "line 3: nobody in the workspace has this e-mail address" in first.stderr
    assert "line 4: side: " in first.stderr
    table.write_text(TABLE.replace("wizard", "creative").replace("nobody@", "asha@"), encoding="utf-8")
    second = await asyncio.to_thread(roundtable, tmp_path, *words, settings=settings)
    assert second.stdout == "1 added, 0 changed, 1 unchanged, 1 left out.\n"
    assert "line 3: is about the same person as a row before it" in second.stderr


async def test_people_who_agreed_elsewhere_need_no_workspace(tmp_path: Path, sqlite_url: str) -> None:
    """Nor an e-mail address; the side is given once for all."""
    table = tmp_path / "charities.csv"
    table.write_text("name,activities\nKite Makers,We build kites together\n", encoding="utf-8")
    words = ("import", str(table), "--consented", "--side", "vcse")
    ended = await asyncio.to_thread(roundtable, tmp_path, *words, settings={"DATABASE_URL": sqlite_url})
    assert (ended.returncode, ended.stdout) == (0, "1 added, 0 changed, 0 unchanged, 0 left out.\n")


def test_a_file_that_is_no_table_is_told_in_one_line(tmp_path: Path, sqlite_url: str) -> None:
    """With the file's name and the columns it has."""
    table = tmp_path / "other.csv"
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    ended = roundtable(tmp_path, "import", str(table), settings={"DATABASE_URL": sqlite_url})
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].startswith(f"roundtable: {table}: there is no column about; it has a, b")


def test_a_mapping_names_a_column_of_ours() -> None:
    """Anything else is told, with the names there are."""
    assert named(["about=What we do", "name=Charity"]) == {"about": "What we do", "name": "Charity"}
    for wrong in ("biography=About", "about"):
        with pytest.raises(BadMapping, match="NAME is one of"):
            named([wrong])


PEOPLE = '{"id": "gardeners", "texts": ["We dig gardens with people who are lonely"]}\n'
QUERIES = '{"id": 7, "text": "gardening against loneliness"}\n\n{"id": "q2", "text": "debt advice"}\n'


def test_a_ranking_is_one_line_a_query_with_everybody_best_first(tmp_path: Path) -> None:
    """Ids come back as they were given, numbers as numbers."""
    (tmp_path / "p.jsonl").write_text('{"id": 1, "texts": ["Advice on debt", "and on money"]}\n' + PEOPLE, "utf-8")
    (tmp_path / "q.jsonl").write_text(QUERIES, "utf-8")
    ended = roundtable(tmp_path, "rank", "--people", "p.jsonl", "--queries", "q.jsonl")
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 0
    assert [line["query"] for line in lines] == [7, "q2"]
    assert [[one["person"] for one in line["ranked"]] for line in lines] == [["gardeners", 1], [1, "gardeners"]]
    assert all(one["ranked"][0]["score"] > one["ranked"][1]["score"] for one in lines)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Invalid JSON"),
        ('{"id": "a"}', "texts: Field required"),
        ('{"id": null, "texts": []}', "id"),
        ('{"id": "a", "texts": "one"}', "texts: Input should be a valid array"),
    ],
)
def test_a_bad_line_of_people_is_told_by_file_and_number(tmp_path: Path, line: str, reason: str) -> None:
    """And by what is wrong with it."""
    file = tmp_path / "p.jsonl"
    file.write_text(PEOPLE + line + "\n", encoding="utf-8")
    with pytest.raises(BadLine) as bad:
        read_people(file)
    assert str(bad.value).startswith(f"{file}, line 2: ")
    assert reason in str(bad.value)


def test_a_file_that_cannot_be_read_is_told_by_its_name(tmp_path: Path) -> None:
    """One that is not there, and one that is no text."""
    with pytest.raises(BadLine, match="No such file"):
        read_queries(tmp_path / "none.jsonl")
    (tmp_path / "picture.jsonl").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(BadLine, match="not UTF-8"):
        read_queries(tmp_path / "picture.jsonl")


def test_a_bad_line_stops_the_command_in_one_line(tmp_path: Path) -> None:
    """On the error stream, with nothing on the other."""
    (tmp_path / "p.jsonl").write_text("[]\n", "utf-8")
    (tmp_path / "q.jsonl").write_text(QUERIES, "utf-8")
    ended = roundtable(tmp_path, "rank", "--people", "p.jsonl", "--queries", "q.jsonl")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("roundtable: p.jsonl, line 1: ")


def test_the_manifest_is_json_with_the_address_given(tmp_path: Path) -> None:
    """For HTTP with the path that Slack calls; for Socket Mode with none."""
    http = roundtable(tmp_path, "slack-manifest", "--url", "https://bot.example.org/")
    settings = json.loads(http.stdout)["settings"]
    assert settings["event_subscriptions"]["request_url"] == "https://bot.example.org/slack/events"
    assert settings["socket_mode_enabled"] is False
    socket = json.loads(roundtable(tmp_path, "slack-manifest", "--socket-mode").stdout)
    assert socket["settings"]["socket_mode_enabled"] is True
    assert "https://" not in json.dumps(socket)
