"""What the tests of e-mail share: a mail server, a network that sends e-mail, and its courier."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace

import pytest

from bot.delivery import deliver_due
from bot.directory import Address
from bot.network import Network
from bot.outbox import Courier
from handlers.mail.courier import MailCourier
from handlers.settings import Mail
from tests.bot.mailing import ROSA, confirmed, mailing
from tests.bot.post import Post
from tests.bot.scene import Scene
from tests.conftest import Clock, Town
from tests.mail.server import MailServer, serving

SENDER = "Roundtable <roundtable@network.example>"


@dataclass
class Mailing:
    """People on a network, a mail server, and the two ways to them."""

    scene: Scene
    server: MailServer
    settings: Mail
    post: Post

    async def deliver(self) -> None:
        """Deliver all that is due at this moment."""
        while await deliver_due(self.scene.network, self.couriers):
            continue

    @property
    def couriers(self) -> Mapping[str, Courier]:
        """The ways there are."""
        return {"slack": self.post, "mail": MailCourier(self.scene.network, self.settings)}

    async def reader(self) -> tuple[Address, int]:
        """Somebody who takes mail, and their id; all that was to be sent so far is sent and forgotten."""
        who = self.scene.town.add("rosa", "Rosa Okafor")
        member = await confirmed(self.scene, who, ROSA)
        await self.deliver()
        self.server.taken.clear()
        self.server.heard.clear()
        return who, member

    async def parcel(self, kind: str = "mail") -> dict[str, object]:
        """The only mail of a kind, as the outbox has it."""
        [row] = [row for row in await self.scene.rows("outbox") if row["kind"] == kind]
        return row


def settings_for(server: MailServer, **changes: object) -> Mail:
    """The settings to send by this server."""
    plain = Mail("127.0.0.1", server.port, "", "", "none", SENDER, "https://roundtable.example/")
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    """A mail server that takes everything."""
    async with serving(MailServer()) as running:
        yield running


@pytest.fixture
def office(sqlite_network: Network, town: Town, clock: Clock, server: MailServer) -> Mailing:
    """A network on SQLite that sends e-mail."""
    return Mailing(mailing(Scene(sqlite_network, town, clock)), server, settings_for(server), Post())
