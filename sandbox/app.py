"""The sandbox as one ASGI app: its platforms side by side, and the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from sandbox.slack.routes import routes as slack_routes
from sandbox.slack.slack import Slack
from sandbox.slack.workspace import Workspace
from sandbox.teams.routes import routes as teams_routes
from sandbox.teams.team import Team
from sandbox.teams.teams import Teams

PAGE = Path(__file__).parent / "page"


class Page(StaticFiles):
    """The page's files, asked for anew each time, so that no browser shows those of a former version."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """A file, with a word to the browser not to rely on its copy."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def create_app(workspace: Workspace | None = None, team: Team | None = None) -> Starlette:
    """Build the app around a Slack workspace, a Teams organisation, or both.

    `app.state.slack` and `app.state.teams` give access in process; each is None without its platform.
    """
    slack = Slack(workspace) if workspace is not None else None
    teams = Teams(team) if team is not None else None

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        for each in (slack, teams):
            if each is not None:
                await each.close()

    routes: list[BaseRoute] = []
    if teams is not None:
        routes += teams_routes(teams)
    if slack is not None:
        routes += slack_routes(slack)
    app = Starlette(routes=[*routes, Mount("/", app=Page(directory=PAGE, html=True))], lifespan=lifespan)
    app.state.slack = slack
    app.state.teams = teams
    return app
