"""What goes wrong between Slack and us: clear words to the member or the operator, and a line in the log with an id."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.cards import Card, Picture, Text
from handlers.slack.answers import Place
from tests.slack.workplace import SECRET, Workplace, field, profile, words

VOICES = "We draw and write with people who hear voices."
REFERENCE = r"[0-9a-f]{8}"


@pytest.fixture
def written() -> Iterator[list[Any]]:
    """What is written to the log."""
    with structlog.testing.capture_logs() as lines:
        yield lines


def refusal(written: list[Any], code: str) -> Any:
    """The line about a refusal of Slack's; it has an id and says what to do."""
    line = next(line for line in written if line["event"] == "slack_refused" and line["code"] == code)
    assert len(line["reference"]) == 8
    assert line["advice"]
    return line


async def test_a_missing_scope_is_said_to_the_operator(place: Workplace, written: list[Any]) -> None:
    """Without chat:write a mention cannot be answered; the log says which scope, and what to do."""
    granted = [scope for scope in place.workspace.scopes if scope != "chat:write"]
    await place.control("PUT", "app", scopes=granted)
    await place.act("UADA", "say", channel=place.channel(), text=f"<@{place.workspace.bot.id}> poetry")
    line = refusal(written, "missing_scope")
    assert "chat:write" in line["advice"]
    assert "slack-manifest" in line["advice"]
    assert any(line["event"] == "member_not_told" for line in written)


async def test_with_a_revoked_token_commands_still_answer(place: Workplace) -> None:
    """An answer that goes out with the acknowledgement needs no token."""
    await place.make_profile("UADA", VOICES)
    await place.control("PUT", "app", revoked=True)
    await place.command("UADA", "/roundtable", "help")
    assert "/find-collaborator" in words(await place.last("UADA"))


async def test_with_a_revoked_token_a_form_is_excused(place: Workplace, written: list[Any]) -> None:
    """The member reads that nothing is lost and a reference, under which the operator reads what to do."""
    await place.make_profile("UADA", VOICES)
    await place.control("PUT", "app", revoked=True)
    await place.command("UADA", "/my-profile")
    line = refusal(written, "token_revoked")
    assert "install the app again" in line["advice"]
    assert line["reference"] in words(await place.last("UADA"))


async def test_a_stranger_is_told_to_come_back_when_slack_does_not_say_who_they_are(place: Workplace) -> None:
    """Without Slack nobody can be met for the first time."""
    await place.fault(method="users.info", error="500", times=5)
    await place.command("UBEN", "/find-collaborator", "poetry")
    assert "try again in a minute" in words(await place.last("UBEN"))


async def test_a_form_that_comes_too_late_is_offered_again(place: Workplace) -> None:
    """Slack lets a modal open for 3 seconds; after that a button does it."""
    await place.make_profile("UBEN", VOICES)
    await place.fault(method="views.open", error="expired_trigger_id")
    await place.command("UBEN", "/my-profile")
    await place.press("UBEN", await place.last("UBEN"), "Open the form")
    assert (await place.modal("UBEN"))["callback_id"] == "profiles.save"


@pytest.mark.parametrize("error", ["drop_before", "drop_after"])
async def test_a_form_opens_although_a_connection_broke(place: Workplace, written: list[Any], error: str) -> None:
    """Once, whether Slack had taken the press by then or not, and nothing is told of it."""
    await place.fault(method="views.open", error=error)
    await place.command("UBEN", "/my-profile")
    assert (await place.modal("UBEN"))["callback_id"] == "profiles.save"
    assert await place.messages("UBEN") == []
    assert [line for line in written if line["event"] == "slack_refused"] == []


async def test_a_profile_that_comes_too_late_is_told(place: Workplace) -> None:
    """What would have been a modal is a message to the member alone."""
    await place.make_profile("UBEN", VOICES)
    await place.command("UADA", "/find-collaborator", "hearing voices")
    await place.fault(method="views.open", error="expired_trigger_id")
    await place.press("UADA", await place.last("UADA"), "See profile")
    shown = await place.last("UADA")
    assert shown["ephemeral"]
    assert VOICES in words(shown)


async def test_a_channel_without_the_bot_is_answered_in_private(place: Workplace, written: list[Any]) -> None:
    """Where the bot may not write, the answer comes as a direct message."""
    await place.fault(method="chat.postEphemeral", error="not_in_channel")
    await place.act("UADA", "say", channel=place.channel(), text=f"<@{place.workspace.bot.id}> poetry")
    assert "poetry" in words(await place.last("UADA", place.dm("UADA")))
    assert "invite it" in refusal(written, "not_in_channel")["advice"]


async def test_an_old_response_url_is_replaced_by_a_direct_message(place: Workplace, written: list[Any]) -> None:
    """After half an hour Slack takes no more answers there."""
    await place.make_profile("UBEN", VOICES)
    await place.command("UADA", "/find-collaborator", "hearing voices")
    await place.fault(response_url="*", error="expired_url", times=2)
    await place.press("UADA", await place.last("UADA"), "Search again with these")
    assert refusal(written, "expired_url")
    assert "Ben Hall" in words(await place.last("UADA", place.dm("UADA")))


async def test_an_answer_arrives_without_the_picture_that_slack_cannot_fetch(
    place: Workplace, written: list[Any]
) -> None:
    """Slack refuses the whole of it; the words stand there in any case."""
    answers = place.door._answers
    assert answers is not None
    card = Card("Results", (Text("Yes: 3."), Picture("http://127.0.0.1:1/files/0/poll.png", "Bars.")))
    await answers.tell(Place("UADA", channel=place.channel()), card)
    assert words(await place.last("UADA")) == "Results\nYes: 3."
    assert "downloading image failed" in refusal(written, "invalid_blocks")["advice"]
    assert not any(line["event"] == "member_not_told" for line in written)


async def test_too_many_calls_are_waited_for(place: Workplace) -> None:
    """Slack says how long; the answer comes after that."""
    await place.fault(method="chat.postMessage", error="ratelimited", retry_after=0)
    await place.act("UADA", "say", channel=place.dm("UADA"), text="poetry")
    assert "poetry" in words(await place.last("UADA", place.dm("UADA")))


async def test_a_slow_search_is_acknowledged_and_answered_later(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack waits for 3 seconds; an answer after that comes by the response_url."""
    await place.make_profile("UBEN", VOICES)
    slow(place, monkeypatch, 3.2)
    began = time.monotonic()
    answer = await place.control(
        "POST", "users/UBEN/command", channel=place.channel(), command="/find-collaborator", text="poetry"
    )
    assert answer["acknowledged"]
    assert time.monotonic() - began < 2.5
    await place.quiet()
    assert "poetry" in words(await place.last("UBEN"))


async def test_a_slow_form_shows_that_it_is_worked_on(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    """The modal says so, and then turns into the answer."""
    await place.command("UBEN", "/my-profile")
    slow(place, monkeypatch, 0.4, patience=0.2)
    view = await place.modal("UBEN")
    fill = {field(view, name)["block_id"]: {f"field:{name}": given} for name, given in profile(VOICES).items()}
    done = await place.control("POST", "users/UBEN/submit", view=view["id"], fill=fill)
    assert done["action"] == "update"
    assert "Nothing is lost" in words(await place.modal("UBEN"))
    await place.quiet()
    assert "People in this network can find you" in words(await place.modal("UBEN"))


async def test_errors_that_come_late_bring_the_form_back_as_it_was(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing typed is lost, even when the modal had to make way."""
    await place.command("UBEN", "/my-profile")
    slow(place, monkeypatch, 0.4, patience=0.2)
    done = await place.submit("UBEN", **profile("  ", role={"text": "Poet"}, topics={"selected": []}))
    assert done["action"] == "update"
    view = await place.modal("UBEN")
    assert "Please look at this again" in words(view)
    assert field(view, "role")["element"]["initial_value"] == "Poet"
    assert view["state"]["values"]["role"]["field:role"]["value"] == "Poet"
    fixed = await place.submit("UBEN", about={"text": VOICES})
    assert fixed["action"] == "update"


def slow(place: Workplace, monkeypatch: pytest.MonkeyPatch, seconds: float, *, patience: float = 1.8) -> None:
    """Have the database take its time, and us not wait as long for it."""
    monkeypatch.setattr("handlers.slack.listeners.PATIENCE", patience)
    transact = type(place.network)._transact

    async def later(*given: Any, **more: Any) -> Any:
        await asyncio.sleep(seconds)
        return await transact(*given, **more)

    monkeypatch.setattr(type(place.network), "_transact", later)


async def test_what_nobody_expected_is_told_with_a_reference(
    place: Workplace, monkeypatch: pytest.MonkeyPatch, written: list[Any]
) -> None:
    """A fault of ours in showing an answer reaches the member as words, and the log with its traceback."""
    monkeypatch.setattr("handlers.slack.listeners.content", broken_content)
    await place.command("UADA", "/roundtable", "help")
    (line,) = [line for line in written if line["event"] == "answer_failed"]
    assert line["reference"] in words(await place.last("UADA"))
    assert isinstance(line["exc_info"], ZeroDivisionError)


def broken_content(_card: object) -> dict[str, Any]:
    """A renderer that fails."""
    raise ZeroDivisionError


@pytest.mark.parametrize(("age", "secret"), [(0, "another"), (600, SECRET)])
async def test_a_wrong_or_old_signature_is_turned_away(place: Workplace, age: int, secret: str) -> None:
    """Only Slack may speak for members, and nobody may repeat an old request of Slack's."""
    body = f"command=/roundtable&user_id=UADA&team_id=T&channel_id={place.channel()}&text=&trigger_id=1&response_url=x"
    stamp = str(int(time.time()) - age)
    signature = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signature}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    async with place.http.post(place.bot_url, data=body, headers=headers) as answer:
        assert answer.status == 401
