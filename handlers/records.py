"""Looks public records up: ORCID's, and those of the Charity Commission for England and Wales."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Self

import structlog

from bot.registers import Found, Missing, Number, Reason, Register
from handlers import charities, orcid
from handlers.fetching import FAILURES, get, open_client, wait_asked_for
from handlers.settings import Registers

SECONDS = 5.0
"""How long a look-up may take, waiting for its turn included; members are told after two that it is worked on."""

AT_ONCE = 4
MOST_BYTES = 10_000_000
"""Of one answer: an ORCID record has about two thousand bytes for each publication."""

KEPT = timedelta(days=1)
MOST_KEPT = 1000

REASONS: Mapping[int, Reason] = {
    HTTPStatus.MOVED_PERMANENTLY: "moved",
    HTTPStatus.UNAUTHORIZED: "refused",
    HTTPStatus.FORBIDDEN: "refused",
    HTTPStatus.NOT_FOUND: "unknown",
    HTTPStatus.CONFLICT: "closed",
    HTTPStatus.TOO_MANY_REQUESTS: "busy",
}
"""What a status means; ORCID answers 301 for an iD that was joined with another, and 409 for a closed record."""

TROUBLE = frozenset[Reason]({"away", "busy", "refused"})
"""What an operator should know of; the rest is between a member and their number."""

UNREADABLE = (ValueError, RecursionError)

log = structlog.get_logger()


class Refused(Exception):
    """An answer without a record, and what that means."""

    def __init__(self, reason: Reason, status: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class PublicRecords:
    """What was found is kept in memory for a day. Use: make it, ask it with `read`, close it.

    A number was checked before it comes here, and stands in an address behind a host that an operator chose.
    """

    def __init__(self, registers: Registers, clock: Callable[[], datetime]) -> None:
        self._registers = registers
        self._clock = clock
        self._client = open_client(SECONDS)
        self._room = asyncio.Semaphore(AT_ONCE)
        self._kept: OrderedDict[Number, Found] = OrderedDict()
        self._rests: dict[Register, datetime] = {}
        self._readers: Mapping[Register, Callable[[Number], Awaitable[Found | Missing]]] = {
            "orcid": self._orcid,
            "england-and-wales": self._charity,
        }

    async def read(self, number: Number) -> Found | Missing:
        """What a record says, or why that is not known; raises nothing."""
        now = self._clock()
        kept = self._kept.get(number)
        if kept is not None and now - kept.read_at < KEPT:
            return kept
        if self._rests.get(number.register, now) > now:
            return Missing(number, "busy")
        try:
            async with asyncio.timeout(SECONDS), self._room:
                read = await self._readers[number.register](number)
        except Refused as refused:
            if refused.reason in TROUBLE:
                log.warning("record_refused", register=number.register, status=refused.status)
            return Missing(number, refused.reason)
        except (*FAILURES, *UNREADABLE) as error:
            log.warning("record_unreachable", register=number.register, reason=type(error).__name__)
            return Missing(number, "away")
        if isinstance(read, Found):
            self._keep(read)
        return read

    def _keep(self, read: Found) -> None:
        """Keep what was found, in place of what was kept for longest if there is no room."""
        self._kept[read.number] = read
        self._kept.move_to_end(read.number)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    async def _orcid(self, number: Number) -> Found | Missing:
        record = await self._get(number, self._registers.orcid_url + orcid.path(number), {})
        return await asyncio.to_thread(orcid.read, number, record, self._clock())

    async def _charity(self, number: Number) -> Found | Missing:
        if not self._registers.charity_key:
            return Missing(number, "unconnected")
        where, headers = self._registers.charity_url, {charities.KEY: self._registers.charity_key}
        details = await self._get(number, where + charities.details_path(number), headers)
        try:
            overview = await self._get(number, where + charities.overview_path(number), headers)
        except Refused:
            overview = None  # The name and what it works on are worth having without it.
        return charities.read(number, details, overview, self._clock())

    async def _get(self, number: Number, url: str, headers: Mapping[str, str]) -> Any:
        """What stands there, read as JSON beside the event loop; raises Refused, or what the two tables name."""
        answer = await get(self._client, url, {"Accept": "application/json", **headers}, most=MOST_BYTES)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            self._rests[number.register] = self._clock() + wait_asked_for(answer.headers, self._clock())
        if answer.status != HTTPStatus.OK:
            raise Refused(REASONS.get(answer.status, "away"), answer.status)
        return await asyncio.to_thread(json.loads, answer.body)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()
