"""Puts the parts together from the settings: encoder, network, doors and desk."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot import interest
from bot.desk import Desk
from bot.directory import Directory
from bot.errors import Busy
from bot.matching.encoder import Encoder, ModelDamaged, ModelMissing, find_model
from bot.network import Network, open_network
from bot.outbox import Courier
from bot.schedule import ALL, Kind, with_feeds
from handlers.feeds import FunderFeeds
from handlers.mail.courier import MailCourier
from handlers.metrics import Metrics
from handlers.records import PublicRecords
from handlers.settings import BadSetting, Settings
from handlers.slack.door import SlackDoor
from handlers.teams.door import TeamsDoor

log = structlog.get_logger()


class CannotStart(Exception):
    """Something outside the settings that has to be put right first, in one line that says what to do."""


class Door(Protocol):
    """The way to one platform: its list of people, and how its members are written to."""

    @property
    def directory(self) -> Directory:
        """The platform's people."""
        ...

    @property
    def courier(self) -> Courier:
        """Delivers there."""
        ...

    def serve(self, desk: Desk) -> None:
        """Pass on what members say there."""
        ...

    async def start(self) -> None:
        """Open the connections."""
        ...

    async def close(self) -> None:
        """Finish what is under way, and close the connections."""
        ...


@dataclass(frozen=True, slots=True)
class House:
    """Everything a process works with.

    `apps` answer platforms' requests, by path; None for one that is not set up. `jobs` are what a worker does.
    """

    network: Network
    desk: Desk
    metrics: Metrics
    couriers: Mapping[str, Courier]
    apps: Mapping[str, ASGIApp | None]
    jobs: Mapping[str, Kind] = field(default_factory=lambda: ALL)


def load_encoder(settings: Settings) -> Encoder | None:
    """The encoder, or None when its files are nowhere; raises BadSetting when they are not what they should be."""
    folder = find_model(settings.model_dir, settings.cache)
    if folder is None:
        log.warning(
            "model_missing", effect="people are matched on words alone", remedy="roundtable doctor --fetch-model"
        )
        return None
    try:
        return Encoder.load(folder)
    except (ModelMissing, ModelDamaged) as error:
        if settings.model_dir is not None:
            raise BadSetting(f"ROUNDTABLE_MODEL_DIR does not hold the model: {error}") from error
        raise CannotStart(f"The model cannot be used: {error}; run `roundtable doctor --fetch-model`") from error


@dataclass(frozen=True, slots=True)
class Doors:
    """The doors that are set up."""

    slack: SlackDoor | None
    teams: TeamsDoor | None

    @property
    def by_platform(self) -> dict[str, Door]:
        """Those there are, by their platforms' names."""
        found: dict[str, Door | None] = {"slack": self.slack, "teams": self.teams}
        return {name: door for name, door in found.items() if door is not None}

    @property
    def directories(self) -> dict[str, Directory]:
        """The platforms' lists of people."""
        return {name: door.directory for name, door in self.by_platform.items()}

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Open their connections, and close them in the end."""
        async with AsyncExitStack() as stack:
            for door in self.by_platform.values():
                stack.push_async_callback(door.close)
                await door.start()
            yield


def doors_of(settings: Settings, network: Network) -> Doors:
    """The doors to the platforms that are set up."""
    slack = teams = None
    if settings.slack is not None:
        slack = SlackDoor(
            token=settings.slack.token,
            signing_secret=settings.slack.signing_secret,
            app_token=settings.slack.app_token,
            api_url=settings.slack.api_url,
        )
    if settings.teams is not None:
        teams = TeamsDoor(network, settings.teams)
    return Doors(slack, teams)


@asynccontextmanager
async def opened(settings: Settings, clock: Callable[[], datetime] | None = None) -> AsyncIterator[Network]:
    """The network on its database; raises CannotStart when that does not answer or is not migrated.

    It goes by the real time, or by the clock given, for who does not wait for weeks to see what happens then.
    """
    try:
        network = open_network(settings.database_url, load_encoder(settings), shared_secret(settings))
        network = replace(
            network,
            clock=clock or network.clock,
            pay_guide=settings.pay_guide,
            support_line=settings.support_line,
            round_weeks=settings.round_weeks,
            mails=settings.mail is not None,
            public=settings.public,
        )
    except ValueError as error:
        raise BadSetting(f"DATABASE_URL cannot be used: {error}") from error
    try:
        await check(network)
        yield network
    finally:
        with suppress(Busy):
            await network.run(interest.write)
        await network.close()


def shared_secret(settings: Settings) -> str:
    """Something that all processes know and the database does not hold."""
    if settings.slack is not None:
        return settings.slack.signing_secret or settings.slack.token
    return settings.teams.client_secret if settings.teams is not None else ""


async def check(network: Network) -> None:
    """Raise CannotStart when the database does not answer or is not the one this program was written for."""
    try:
        behind = await network.is_behind()
    except Busy as busy:
        raise CannotStart("The database of DATABASE_URL does not answer; is the address right, and is it up?") from busy
    if behind:
        raise CannotStart("The database is not migrated; run `roundtable migrate` first")


@asynccontextmanager
async def built(
    settings: Settings, *, answering: bool, clock: Callable[[], datetime] | None = None
) -> AsyncIterator[House]:
    """Everything put together and the doors open; with `answering`, they take what members say."""
    async with (
        opened(settings, clock) as network,
        PublicRecords(settings.registers, network.clock) as records,
        FunderFeeds() as feeds,
    ):
        metrics = Metrics()
        doors = doors_of(settings, network)
        desk = Desk(network, doors.directories, metrics.action, records)
        if not doors.by_platform:
            log.warning("no_platform", remedy="set up Slack or Teams; see docs/slack.md and docs/teams.md")
        if answering:
            for door in doors.by_platform.values():
                door.serve(desk)
        async with doors.open():
            couriers = couriers_of(settings, network, doors)
            apps = apps_of(settings, doors) if answering else {}
            yield House(network, desk, metrics, couriers, apps, with_feeds(feeds, settings.funding_feeds))


def couriers_of(settings: Settings, network: Network, doors: Doors) -> dict[str, Courier]:
    """Who delivers, by platform; e-mail goes out beside a chat platform alone, since it is asked for there."""
    couriers = {name: door.courier for name, door in doors.by_platform.items()}
    if couriers and settings.mail is not None:
        couriers["mail"] = MailCourier(network, settings.mail)
    return couriers


def apps_of(settings: Settings, doors: Doors) -> dict[str, ASGIApp | None]:
    """What answers the platforms' requests; Slack's only where there is a secret to check signatures with."""
    signed = settings.slack is not None and bool(settings.slack.signing_secret)
    return {
        "/slack/events": slack_app(doors.slack) if doors.slack is not None and signed else None,
        "/teams/messages": doors.teams.app if doors.teams is not None else None,
    }


def slack_app(door: SlackDoor) -> ASGIApp:
    """What answers Slack's requests, as an ASGI app."""
    handle = door.handler.handle

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = await handle(Request(scope, receive))
        await response(scope, receive, send)

    return app
