"""The sandbox as one ASGI app: its platforms side by side, and the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from sandbox.slack.routes import routes as slack_routes
from sandbox.slack.slack import Slack
from sandbox.slack.workspace import Workspace

PAGE = Path(__file__).parent / "page"


class Page(StaticFiles):
    """The page's files, asked for anew each time, so that no browser shows those of a former version."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """A file, with a word to the browser not to rely on its copy."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def create_app(workspace: Workspace) -> Starlette:
    """Build the app around a workspace; `app.state.workspace` and `app.state.slack` give access in process."""
    slack = Slack(workspace)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await slack.close()

    app = Starlette(routes=[*slack_routes(slack), Mount("/", app=Page(directory=PAGE, html=True))], lifespan=lifespan)
    app.state.workspace = workspace
    app.state.slack = slack
    return app
