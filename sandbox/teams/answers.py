"""What the bot's answer to a press does: another card, a word in passing, or an error."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

from sandbox.refusals import Json
from sandbox.teams.accounts import Person
from sandbox.teams.adaptive import ADAPTIVE
from sandbox.teams.chats import Message
from sandbox.teams.deliveries import Outcome
from sandbox.teams.outgoing import check_attachment
from sandbox.teams.refusals import ConnectorError
from sandbox.teams.team import Team

MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
OK = 200
FAILED = "Something went wrong. Please try again."
UNREACHABLE = "Unable to reach app. Please try again."


@dataclass(frozen=True)
class Pressed:
    """A pressed action: on which message, at which place among its cards."""

    message: Message
    place: int
    action: Json


async def apply(team: Team, person: Person, pressed: Pressed, ask: Callable[[], Awaitable[Outcome]]) -> Json:
    """Ask the bot and do what its answer says; an empty answer counts as none, and Teams asks once more."""
    outcome = await ask()
    if outcome.acknowledged and not outcome.body:
        outcome = await ask()
    if not outcome.acknowledged:
        return _failed(team, person, outcome, UNREACHABLE)
    body: Json = outcome.body if isinstance(outcome.body, dict) else {}
    kind, value = body.get("type"), body.get("value")
    well = body.get("statusCode", OK) == OK
    if well and kind == ADAPTIVE:
        problem = _card_problem(value)
        if problem is not None:
            return _failed(team, person, Outcome(outcome.status, "bad_answer", outcome.body), f"{FAILED} ({problem})")
        pressed.message.own[person.id, pressed.place] = cast("Json", value)
        team.touch([person.id])
        return _done(outcome, "card")
    if well and kind == MESSAGE and isinstance(value, str) and value:
        team.toast(person.id, value)
        return _done(outcome, "message", value)
    if kind == ERROR and isinstance(value, dict):
        words = str(value.get("message") or FAILED)
        team.notice(person.id, words)
        return _done(outcome, "error", words)
    return _failed(team, person, Outcome(outcome.status, "bad_answer", outcome.body), FAILED)


def _card_problem(card: Any) -> str | None:
    """Why Teams does not show an answered card."""
    try:
        check_attachment({"contentType": ADAPTIVE, "content": card}, "/value")
    except ConnectorError as error:
        return error.message
    return None


def _done(outcome: Outcome, answer: str, text: str = "") -> Json:
    return {**outcome.shown(), "answer": answer, "text": text, "errors": {}}


def _failed(team: Team, person: Person, outcome: Outcome, words: str) -> Json:
    team.notice(person.id, words)
    return _done(outcome, "error", words)
