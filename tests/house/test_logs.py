"""Logs say what happened and to which id, never what a member wrote."""

import asyncio
import json
import logging
from pathlib import Path

import pytest
import structlog
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from handlers.logs import keep_traceback, kind, say_no_more
from tests.house.conftest import Slack
from tests.house.processes import serving

SECRET = "xylophone-in-the-attic"


async def test_words_typed_anywhere_are_in_no_log_line(tmp_path: Path, sqlite_url: str, slack: Slack) -> None:
    """Commands, messages, mentions, forms, faults of Slack and a broken database, all at the level of debug."""
    settings = {**slack.settings, "DATABASE_URL": sqlite_url, "ROUNDTABLE_LOG_LEVEL": "debug"}
    async with serving(tmp_path, "run", settings=settings, ready="listening") as bot:
        await slack.answered_at(bot.url)
        channel = await slack.channel()
        direct = next(c["id"] for c in (await slack.see("users/UBELA/view"))["conversations"] if c.get("app_dm"))
        await slack.command("UBELA", "/find-collaborator", SECRET)
        await slack.command("UBELA", "/roundtable", f"pause {SECRET}")
        await slack.do("users/UBELA/say", channel=direct, text=f"who knows about {SECRET}?")
        await slack.do("users/UBELA/say", channel=channel, text=f"<@UROUNDTABLE> {SECRET}")
        await slack.command("UBELA", "/my-profile", "")
        await filled_in(slack)
        await slack.do("faults", method="*", error="missing_scope", times=3)
        await slack.do("users/UBELA/say", channel=direct, text=f"again {SECRET}")
        await slack.do("faults", response_url="response_url", error="500", times=3)
        await slack.command("UBELA", "/find-collaborator", f"more {SECRET}")
        garble(sqlite_url)
        await slack.command("UBELA", "/find-collaborator", f"once more {SECRET}")
        await bot.wait_for("action_failed")
        assert await bot.stop() == 0
        log = bot.told
    assert SECRET not in log
    assert "xylophone" not in log
    lines = [json.loads(line) for line in log.splitlines()]
    assert {"listening", "stopped", "action_failed", "slack_refused"} <= {line["event"] for line in lines}
    failed = next(line for line in lines if line["event"] == "action_failed")
    assert len(failed["reference"]) == 8
    assert "builtins.ValueError\n" in failed["exception"]
    assert "storage/members.py" in failed["exception"]


async def filled_in(slack: Slack) -> None:
    """Send the profile form with the secret in every text."""
    async with asyncio.timeout(20):
        while not (modals := (await slack.see("users/UBELA/view"))["modals"]):  # noqa: ASYNC110 - the sandbox tells nobody
            await asyncio.sleep(0.05)
    view = modals[-1]
    fill: dict[str, dict[str, dict[str, object]]] = {}
    for block in view["blocks"]:
        element = block.get("element") or {}
        if element.get("type") == "plain_text_input":
            fill[block["block_id"]] = {element["action_id"]: {"value": f"{SECRET} {block['block_id']}"[:60]}}
    sent = await slack.do("users/UBELA/submit", view=view["id"], fill=fill)
    assert sent.get("sent") is False or "action" in sent or "errors" in sent


def garble(url: str) -> None:
    """Put words where the database holds a moment, so that reading it fails with them in the error's words."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE accounts SET left_at = :words"), {"words": SECRET})
    engine.dispose()


def test_an_exception_is_logged_by_kind_and_place_without_its_words() -> None:
    """So is what led to it."""
    try:
        try:
            int(SECRET)
        except ValueError as error:
            raise LookupError(SECRET) from error
    except LookupError:
        event = keep_traceback(None, "error", {"event": "it", "exc_info": True})
    assert SECRET not in event["exception"]
    assert event["exception"].startswith("builtins.LookupError\n")
    assert "caused by\nbuiltins.ValueError" in event["exception"]
    assert "test_logs.py" in event["exception"]


def test_a_group_of_exceptions_is_logged_one_by_one() -> None:
    """As tasks raise them together."""
    event = keep_traceback(None, "error", {"event": "it", "exc_info": ExceptionGroup(SECRET, [ValueError(SECRET)])})
    assert SECRET not in event["exception"]
    assert "ValueError" in event["exception"]


def test_a_database_error_is_logged_with_its_code_without_its_words() -> None:
    """What was to be written may stand in them."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE t (a TEXT UNIQUE)"))
        insert = text("INSERT INTO t VALUES (:a)")
        connection.execute(insert, {"a": SECRET})
        with pytest.raises(DBAPIError) as raised:
            connection.execute(insert, {"a": SECRET})
    engine.dispose()
    assert kind(raised.value) == "sqlalchemy.exc.IntegrityError (SQLITE_CONSTRAINT_UNIQUE)"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (f"Unhandled request ({{'text': '{SECRET}'}})", "Unhandled request"),
        (f"Failed to run listener function (error: {SECRET})", "Failed to run listener function"),
        (f"Task exception was never retrieved\nfuture: <Task {SECRET}>", "Task exception was never retrieved"),
        (f"Received the following response: {SECRET}", "Received the following response"),
    ],
)
def test_a_library_is_cut_short_before_it_quotes(words: str, kept: str) -> None:
    """Bolt, the Slack SDK and asyncio quote what they were given."""
    record = logging.LogRecord("slack_bolt", logging.WARNING, __file__, 1, words, (), None)
    event = say_no_more(structlog.get_logger(), "warning", {"event": words, "_record": record})
    assert event["event"] == kept


def test_a_library_that_fills_in_a_template_is_quoted_by_its_template() -> None:
    """What it fills in is left out."""
    record = logging.LogRecord("any", logging.WARNING, __file__, 1, "Cannot take %s", (SECRET,), None)
    event = say_no_more(structlog.get_logger(), "warning", {"event": record.getMessage(), "_record": record})
    assert event["event"] == "Cannot take %s"
