"""The bare app that the load of Teams is compared with: Microsoft's SDK, on the same server, that only acknowledges."""

import asyncio
import os

from fastapi import FastAPI
from microsoft_teams.api.activities.invoke import AdaptiveCardInvokeActivity
from microsoft_teams.api.activities.message import MessageActivity
from microsoft_teams.api.models.adaptive_card import AdaptiveCardActionMessageResponse
from microsoft_teams.apps import App, FastAPIAdapter
from microsoft_teams.apps.routing import ActivityContext
from uvicorn import Server
from uvicorn.loops.auto import auto_loop_factory

from handlers.serving import configuration, listen
from handlers.settings import Teams, read
from handlers.teams.sdk import ENDPOINT, cloud


async def acknowledge(_activity: ActivityContext[MessageActivity]) -> None:
    """Say that it arrived."""


async def answer(_activity: ActivityContext[AdaptiveCardInvokeActivity]) -> AdaptiveCardActionMessageResponse:
    """Say that it arrived, in the words that a press has to be answered with."""
    return AdaptiveCardActionMessageResponse(value="Done")


async def made(settings: Teams) -> FastAPI:
    """The app, with the same check of signatures as ours."""
    web = FastAPI()
    sdk = App(
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        tenant_id=settings.tenant_id,
        cloud=cloud(settings),
        http_server_adapter=FastAPIAdapter(app=web),
        messaging_endpoint=ENDPOINT,
    )
    sdk.on_message(acknowledge)
    sdk.on_card_action(answer)
    await sdk.initialize()
    return web


def main() -> None:
    """Serve until told to stop, with the same settings as `roundtable web`."""
    settings = read(os.environ)
    if settings.teams is None:
        raise SystemExit("The benchmark sets what Teams needs.")
    with asyncio.Runner(loop_factory=auto_loop_factory()) as runner:
        web = runner.run(made(settings.teams))
        runner.run(Server(configuration(web)).serve([listen(settings)]))


if __name__ == "__main__":
    main()
