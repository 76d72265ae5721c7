"""Microsoft's SDK: it checks each request and hands it over. Nothing else of ours imports it, for that takes a second.

It is imported quietly, and without the .env file that it would read into the environment; and it is told everything
that it would otherwise look for there.
"""

import os
import warnings
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from jwt import PyJWKClient

from handlers.settings import Teams
from handlers.teams.guard import Checked
from handlers.teams.keys import Keys

_known = frozenset(os.environ)

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)  # It warns of its own preview features whenever it is imported.
    from microsoft_teams.api import ApiClientSettings
    from microsoft_teams.api.auth.cloud_environment import PUBLIC, CloudEnvironment, with_overrides
    from microsoft_teams.apps import App
    from microsoft_teams.apps.events import ActivityEvent
    from microsoft_teams.apps.http import HttpRequest, HttpRouteHandler, HttpServerAdapter

for _name in frozenset(os.environ) - _known:
    del os.environ[_name]

__all__ = ["ENDPOINT", "cloud", "listening"]

ENDPOINT = "/teams/messages"
METADATA = "/v1/.well-known/openidconfiguration"
SERVICE = "https://smba.trafficmanager.net/teams"

Take = Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]
"""Takes an activity and gives the status and body of the answer."""


class Inlet:
    """Where requests reach the SDK: straight, for a framework on the way would read each of them once more."""

    def __init__(self) -> None:
        self._handler: HttpRouteHandler | None = None

    def register_route(self, method: str, path: str, handler: HttpRouteHandler) -> None:  # noqa: ARG002 - one of each
        """Be told what takes requests."""
        self._handler = handler

    async def pass_on(self, activity: dict[str, object], token: str) -> tuple[int, Any]:
        """Have the SDK check a request and hand it over."""
        if self._handler is None:
            raise RuntimeError("the SDK takes no requests yet")
        answer = await self._handler(HttpRequest(body=activity, headers={"authorization": f"Bearer {token}"}))
        return answer["status"], answer["body"]


async def listening(settings: Teams, keys: Keys, take: Take) -> Checked:
    """What answers the requests of Teams, with the SDK's checks before `take`."""
    inlet = Inlet()
    app = made(settings, cast("HttpServerAdapter", inlet))  # What it lacks is for servers that the SDK starts.
    await app.initialize()

    async def handed_over(event: ActivityEvent) -> Any:
        """Take an activity as it came: the SDK's models would add half its cost, and refuse what they do not know."""
        body = event.body
        return await take({**(body.model_extra or {}), "type": body.type, "id": body.id})

    app.server.on_request = handed_over
    if not settings.unauthenticated:
        give(app, keys)
    return inlet.pass_on


def made(settings: Teams, adapter: HttpServerAdapter) -> App:
    """The SDK's app, without what it says of parts of its own that are going to be removed."""
    there = cloud(settings)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return App(
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            tenant_id=settings.tenant_id,
            cloud=there,
            service_url=SERVICE,
            api_client_settings=ApiClientSettings(oauth_url=there.token_service_url),
            dangerously_allow_unauthenticated_requests=settings.unauthenticated,
            fetch_user_token=False,
            state=False,
            http_server_adapter=adapter,
            messaging_endpoint=ENDPOINT,
        )


def cloud(settings: Teams) -> CloudEnvironment:
    """Where tokens and keys are."""
    if not settings.cloud:
        return PUBLIC
    return with_overrides(PUBLIC, login_endpoint=settings.cloud, openid_metadata_url=f"{settings.cloud}{METADATA}")


def give(app: App, keys: Keys) -> None:
    """Have the SDK check signatures by our keys: its own client fetches them while every other request waits.

    There is no public way to do so; a version of the SDK without this one is refused at the start.
    """
    validator = app.server._token_validator  # noqa: SLF001 - see above
    checks = getattr(validator, "_service_validator", None)
    if not isinstance(getattr(checks, "_jwks_client", None), PyJWKClient):
        raise TypeError("this version of the Teams SDK checks signatures in another way than handlers.teams expects")
    setattr(checks, "_jwks_client", keys)  # noqa: B010 - not known to the type checker
