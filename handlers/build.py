"""Puts the parts together from the settings: encoder, network, doors and desk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot import interest
from bot.actions import Desk
from bot.errors import Busy
from bot.matching.encoder import Encoder, ModelDamaged, ModelMissing, find_model
from bot.network import Network, open_network
from handlers.metrics import Metrics
from handlers.settings import BadSetting, Settings
from handlers.slack.door import SlackDoor

log = structlog.get_logger()


class CannotStart(Exception):
    """Something outside the settings that has to be put right first, in one line that says what to do."""


@dataclass(frozen=True, slots=True)
class House:
    """Everything a process works with."""

    network: Network
    desk: Desk
    metrics: Metrics
    slack: SlackDoor | None
    slack_events: ASGIApp | None
    """Answers Slack's signed requests, where there is a secret to check signatures with."""


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


def open_door(settings: Settings) -> SlackDoor | None:
    """The door to Slack, when it is set up."""
    if settings.slack is None:
        return None
    return SlackDoor(
        token=settings.slack.token,
        signing_secret=settings.slack.signing_secret,
        app_token=settings.slack.app_token,
        api_url=settings.slack.api_url,
    )


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Network]:
    """The network on its database; raises CannotStart when that does not answer or is not migrated."""
    try:
        secret = (settings.slack.signing_secret or settings.slack.token) if settings.slack else ""
        network = open_network(settings.database_url, load_encoder(settings), secret)
    except ValueError as error:
        raise BadSetting(f"DATABASE_URL cannot be used: {error}") from error
    try:
        await check(network)
        yield network
    finally:
        with suppress(Busy):
            await network.run(interest.write)
        await network.close()


async def check(network: Network) -> None:
    """Raise CannotStart when the database does not answer or is not the one this program was written for."""
    try:
        behind = await network.is_behind()
    except Busy as busy:
        raise CannotStart("The database of DATABASE_URL does not answer; is the address right, and is it up?") from busy
    if behind:
        raise CannotStart("The database is not migrated; run `roundtable migrate` first")


@asynccontextmanager
async def built(settings: Settings, *, answering: bool) -> AsyncIterator[House]:
    """Everything put together and the doors open; with `answering`, they take what members say."""
    async with opened(settings) as network:
        metrics = Metrics()
        door = open_door(settings)
        desk = Desk(network, {} if door is None else {"slack": door.directory}, metrics.action)
        if door is None or settings.slack is None:
            log.warning("no_platform", remedy="set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET; see docs/slack.md")
            yield House(network, desk, metrics, None, None)
            return
        if answering:
            door.serve(desk)
        signed = answering and bool(settings.slack.signing_secret)
        await door.start()
        try:
            yield House(network, desk, metrics, door, events_app(door) if signed else None)
        finally:
            await door.close()


def events_app(door: SlackDoor) -> ASGIApp:
    """What answers Slack's requests, as an ASGI app."""
    handle = door.handler.handle

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = await handle(Request(scope, receive))
        await response(scope, receive, send)

    return app
