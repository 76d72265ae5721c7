"""Deliveries to the bot: activities in signed requests, whose answers Teams waits for."""

import asyncio
import json
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

import aiohttp

from sandbox.refusals import CannotDo, Json
from sandbox.teams.team import Team
from sandbox.teams.tokens import Tokens
from sandbox.under_way import UnderWay

MOST_KEPT = 500
TAKEN = range(200, 300)


@dataclass(frozen=True)
class Outcome:
    """How the bot took a delivery; `error` is None if it answered well and in time."""

    status: int
    error: str | None = None
    body: Any = None

    @property
    def acknowledged(self) -> bool:
        """Whether Teams counts it as taken."""
        return self.error is None

    def shown(self) -> Json:
        """How it went, for the control API."""
        return {"status": self.status, "acknowledged": self.acknowledged, "error": self.error}


class Deliveries:
    """Everything sent to the bot, and what came of it.

    What the bot does not answer in time is sent once more, as Teams does; but not what somebody waits for.
    """

    def __init__(self, team: Team, tokens: Tokens) -> None:
        self._team = team
        self._tokens = tokens
        self._http: aiohttp.ClientSession | None = None
        self._under_way = UnderWay()
        self._number = 0
        self.log: deque[Json] = deque(maxlen=MOST_KEPT)

    async def close(self) -> None:
        """Break off what is under way."""
        await self._under_way.break_off()
        if self._http is not None:
            await self._http.close()

    async def settled(self) -> None:
        """Wait until nothing is being sent."""
        await self._under_way.settled()

    def send(self, *activities: Json) -> None:
        """Deliver activities one after the other, in the background."""
        self._under_way.start(self._one_by_one(activities))

    async def _one_by_one(self, activities: tuple[Json, ...]) -> None:
        try:
            for each in activities:
                if (await self.ask(each)).error == "http_timeout":
                    await self.ask(each)
        finally:
            self._under_way.end()

    async def ask(self, activity: Json) -> Outcome:
        """Deliver one activity and wait for the answer."""
        self._number += 1
        number = self._number
        self._under_way.begin()
        began, at = time.monotonic(), self._team.clock()
        try:
            outcome = await self._faulty(activity)
        finally:
            self._under_way.end()
        self.log.append(
            {
                "n": number,
                "kind": kind_of(activity),
                "at": at,
                **outcome.shown(),
                "seconds": round(time.monotonic() - began, 4),
                "activity": activity,
                "answer": outcome.body,
            }
        )
        return outcome

    async def repeat(self, number: int | None = None) -> Outcome:
        """Send the very same activity again, freshly signed, as Teams does when an answer got lost."""
        for each in reversed(self.log):
            if number in {None, each["n"]}:
                return await self.ask(each["activity"])
        raise CannotDo("no_such_delivery", "There is no such delivery.", status=404)

    async def forge(self, body: bytes, headers: dict[str, str]) -> Outcome:
        """Post anything at all to the bot's endpoint; nothing comes of its answer."""
        return await self._post(body, headers)

    async def _faulty(self, activity: Json) -> Outcome:
        fault = self._team.faults.take("delivery", kind_of(activity), str(activity["type"]))
        error = fault.error if fault else None
        if error == "drop_before":
            return Outcome(0, "connection_failed")
        if error == "500":
            return Outcome(500, "http_error")
        if fault is not None and error == "slow":
            await asyncio.sleep(fault.seconds)
        token = self._tokens.for_delivery(self._team.service)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
        outcome = await self._post(json.dumps(activity).encode(), headers)
        if error == "drop_after":
            return Outcome(0, "http_timeout")
        return outcome

    async def _post(self, body: bytes, headers: dict[str, str]) -> Outcome:
        if self._team.endpoint_url is None:
            return Outcome(0, "connection_failed")
        if self._http is None:
            self._http = aiohttp.ClientSession(trust_env=False)
        headers = {"User-Agent": "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)", **headers}
        try:
            async with (
                asyncio.timeout(self._team.invoke_timeout),
                self._http.post(self._team.endpoint_url, data=body, headers=headers, allow_redirects=False) as response,
            ):
                raw = await response.text()
                error = None if response.status in TAKEN else "http_error"
                return Outcome(response.status, error, _answer(raw))
        except TimeoutError:
            return Outcome(0, "http_timeout")
        except aiohttp.ClientError:
            return Outcome(0, "connection_failed")


def kind_of(activity: Json) -> str:
    """What the log and faults call an activity: an invoke by its name, all else by its type."""
    return str(activity["name"] if activity.get("type") == "invoke" else activity.get("type"))


def _answer(raw: str) -> Any:
    if not raw.strip():
        return None
    try:
        return json.loads(raw)
    except ValueError:
        return raw
