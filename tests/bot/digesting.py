"""What the tests of digests share: who gets one, and hands to let time come and to see what was sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.cards import Card
from bot.digest_items import KINDS
from bot.digest_sending import send
from bot.directory import Address
from storage.database import UTCDateTime
from tests.bot.calling import post
from tests.bot.introducing import RESEARCHER, told
from tests.bot.scene import Scene, words_of

TITLE = "Your digest"

ANSWERS: dict[str, Any] = {
    "every": "weekly",
    "weekday": "0",
    "hour": "9",
    "fits": True,
    "topics": (),
    **{kind: kind in {"calls", "questions"} for kind in KINDS},
}
"""The form filled in; what has nothing to do with calls is left out, for which each test would need others."""


@dataclass(frozen=True, slots=True)
class Digests:
    """A network in which members get digests."""

    scene: Scene

    async def reader(self, user: str, timezone: str = "Europe/London", **answers: Any) -> Address:
        """Somebody on the community side who gets a digest, by default every Monday at nine."""
        who = await self.scene.member(user, timezone=timezone)
        await self.choose(who, **answers)
        return who

    async def choose(self, who: Address, **answers: Any) -> Card:
        """Fill in the form."""
        return await self.scene.card(who, "digests.save", **(ANSWERS | answers))

    async def call(self, title: str, user: str = "priya", **changes: Any) -> Address:
        """Have a researcher post a call that fits; who they are."""
        who = await self.scene.member(user, **RESEARCHER)
        await post(self.scene, who, title=title, deadline=(self.scene.clock.now + timedelta(days=90)).date(), **changes)
        return who

    async def another(self, who: Address, title: str, **changes: Any) -> None:
        """Have them post another."""
        await post(self.scene, who, title=title, deadline=(self.scene.clock.now + timedelta(days=90)).date(), **changes)

    async def sent_at(self, *numbers: int) -> None:
        """Let this moment in UTC come, and send what is due."""
        self.scene.clock.now = datetime(*numbers, tzinfo=self.scene.clock.now.tzinfo)  # type: ignore[arg-type, misc]
        await send(self.scene.network)

    async def later(self, **by: float) -> None:
        """Let time pass, and send what is due."""
        self.scene.clock.forward(**by)
        await send(self.scene.network)

    async def got(self, who: Address) -> list[str]:
        """The digests that somebody was sent, in words."""
        return [words_of(card) for card in await told(self.scene, who) if card.title == TITLE]

    async def row(self, who: Address) -> dict[str, Any]:
        """Somebody's digest as it is kept, its moments with their timezone."""
        ident = await self.scene.id_of(who)
        [row] = [row for row in await self.scene.rows("digests") if row["member_id"] == ident]
        return row | {name: moment(row[name]) for name in ("next_at", "due_at", "last_at", "snoozed_until")}


def moment(value: Any) -> datetime | None:
    """A moment as a bare query gives it: SQLite as a text without its timezone."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return UTCDateTime().process_result_value(read, None)  # type: ignore[arg-type]
