"""The door to Teams as a whole: opened once with the app's secrets, closed when all is answered."""

from typing import Self

from starlette.types import ASGIApp

from bot.desk import Desk
from bot.network import Network
from handlers.settings import Teams
from handlers.teams.answers import Answers
from handlers.teams.courier import TeamsCourier
from handlers.teams.directory import TeamsDirectory
from handlers.teams.guard import Guard
from handlers.teams.keys import Keys, keys_address
from handlers.teams.listeners import Ears
from handlers.teams.references import References
from handlers.teams.wire import Wire


class TeamsDoor:
    """One tenant's app: its list of people and its courier, and what answers Teams' requests.

    Use: make it, put `directory` and `courier` where the rules find them, `serve` the desk, `start`, pass requests to
    `app`, and `close`.
    """

    def __init__(self, network: Network, settings: Teams) -> None:
        self._settings = settings
        self._wire = Wire(settings)
        self._references = References(network, settings.tenant_id)
        self._keys = Keys(keys_address(settings))
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
        from handlers.teams import sdk  # noqa: PLC0415 - it takes a second, and what only sends does without

        app = await sdk.listening(self._settings, self._keys, ears.take)
        if not self._settings.unauthenticated:
            await self._keys.fetch(self._wire.session)
        return Guard(app, self._settings, self._keys, self._wire)

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
