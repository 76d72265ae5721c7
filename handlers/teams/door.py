"""The door to Teams as a whole: opened once with the app's secrets, closed when all is answered."""

from typing import Self

from fastapi import FastAPI
from jwt import PyJWKClient
from starlette.types import ASGIApp

from bot.actions import Desk
from bot.network import Network
from handlers.settings import Teams
from handlers.teams.answers import Answers
from handlers.teams.courier import TeamsCourier
from handlers.teams.directory import TeamsDirectory
from handlers.teams.guard import Guard
from handlers.teams.keys import Keys
from handlers.teams.listeners import Ears
from handlers.teams.references import References
from handlers.teams.sdk import (
    PUBLIC,
    ApiClientSettings,
    App,
    CloudEnvironment,
    FastAPIAdapter,
    make_app,
    with_overrides,
)
from handlers.teams.wire import Wire

ENDPOINT = "/teams/messages"
METADATA = "/v1/.well-known/openidconfiguration"
KEYS = "/v1/.well-known/keys"
SERVICE = "https://smba.trafficmanager.net/teams"


class TeamsDoor:
    """One tenant's app: its list of people and its courier, and what answers Teams' requests.

    Use: make it, put `directory` and `courier` where the rules find them, `serve` the desk, `start`, pass requests to
    `app`, and `close`.
    """

    def __init__(self, network: Network, settings: Teams) -> None:
        self._settings = settings
        self._wire = Wire(settings)
        self._references = References(network, settings.tenant_id)
        self._cloud = cloud(settings)
        self._keys = Keys(keys_address(self._cloud))
        self._answers: Answers | None = None
        self._ears: Ears | None = None
        self._guard: Guard | None = None
        self.directory = TeamsDirectory(self._wire, self._references)
        self.courier = TeamsCourier(self._wire, self._references)

    @property
    def app(self) -> ASGIApp:
        """Answers HTTP requests; there from `start` on."""
        if self._guard is None:
            raise RuntimeError("serve() and start() come before app")
        return self._guard

    def serve(self, desk: Desk) -> None:
        """Pass everything on to the desk."""
        self._answers = Answers(desk, self._wire, self.courier)
        self._ears = Ears(desk, self._wire, self._references, self.directory, self._answers)

    async def start(self) -> None:
        """Open the connections; when a desk is served, fetch Teams' keys and have the SDK take requests."""
        await self._wire.open()
        try:
            if self._ears is not None:
                self._guard = await self._listening(self._ears)
        except BaseException:
            await self.close()
            raise

    async def _listening(self, ears: Ears) -> Guard:
        """What takes requests, and passes them on to the listeners."""
        web = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        app = self._sdk(web)
        await app.initialize()
        app.server.on_request = ears.take
        if not self._settings.unauthenticated:
            give(app, self._keys)
            await self._keys.fetch(self._wire.session)
        return Guard(web, self._settings, self._keys, self._wire)

    def _sdk(self, web: FastAPI) -> App:
        """The SDK's app. It is told everything that it would otherwise look for in the environment."""
        settings = self._settings
        return make_app(
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            tenant_id=settings.tenant_id,
            cloud=self._cloud,
            service_url=SERVICE,
            api_client_settings=ApiClientSettings(oauth_url=self._cloud.token_service_url),
            dangerously_allow_unauthenticated_requests=settings.unauthenticated,
            fetch_user_token=False,
            state=False,
            http_server_adapter=FastAPIAdapter(app=web),
            messaging_endpoint=ENDPOINT,
        )

    async def answered(self) -> None:
        """Wait until everything taken so far is answered."""
        if self._answers is not None:
            await self._answers.finish()

    async def close(self) -> None:
        """Finish what is being answered, and close the connections."""
        await self.answered()
        await self._wire.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()


def cloud(settings: Teams) -> CloudEnvironment:
    """Where tokens and keys are."""
    if not settings.cloud:
        return PUBLIC
    return with_overrides(PUBLIC, login_endpoint=settings.cloud, openid_metadata_url=f"{settings.cloud}{METADATA}")


def keys_address(there: CloudEnvironment) -> str:
    """Where the keys of a cloud are, as the SDK finds it as well."""
    return there.openid_metadata_url.removesuffix(METADATA) + KEYS


def give(app: App, keys: Keys) -> None:
    """Have the SDK check signatures by our keys: its own client fetches them while every other request waits.

    There is no public way to do so; a version of the SDK without this one is refused at the start.
    """
    validator = app.server._token_validator  # noqa: SLF001 - see above
    checks = getattr(validator, "_service_validator", None)
    if not isinstance(getattr(checks, "_jwks_client", None), PyJWKClient):
        raise TypeError("this version of the Teams SDK checks signatures in another way than handlers.teams expects")
    setattr(checks, "_jwks_client", keys)  # noqa: B010 - not known to the type checker
