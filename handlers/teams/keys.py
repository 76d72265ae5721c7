"""The keys with which Teams signs its requests: fetched ahead, never while the loop waits."""

import asyncio
import time
from dataclasses import dataclass
from functools import lru_cache

import aiohttp
import jwt
import structlog
from jwt import PyJWK, PyJWKClient, PyJWKSet

from handlers.settings import Teams

log = structlog.get_logger()

OFTEN = 30.0
"""Seconds between two fetches, however many unknown keys are met in between."""

FRESH = 24 * 3600.0
"""Seconds after which keys are fetched anew; Microsoft asks for once a day."""


LOGIN = "https://login.botframework.com"


def keys_address(settings: Teams) -> str:
    """Where the keys are, as the SDK finds it as well."""
    return f"{settings.cloud or LOGIN}/v1/.well-known/keys"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who a token says has signed it: nothing is checked of that yet."""

    issuer: str
    key: str


@lru_cache(maxsize=256)
def signer_of(token: str) -> Signer:
    """What stands in a token of its signer; raises PyJWTError. Teams sends one token with many requests."""
    claims = jwt.decode(token, options={"verify_signature": False})
    return Signer(str(claims.get("iss") or ""), str(jwt.get_unverified_header(token).get("kid") or ""))


class Keys(PyJWKClient):
    """The keys of one cloud, in the place of the SDK's own client, which fetches them with the loop at a standstill."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self._held: dict[str, PyJWK] = {}
        self._fetched = -FRESH
        self._tried = -OFTEN
        self._fetching = asyncio.Lock()

    def get_signing_key(self, kid: str) -> PyJWK:
        """The key of this id; raises PyJWKClientError when there is none."""
        if kid not in self._held:
            raise jwt.PyJWKClientError("no key of this id")
        return self._held[kid]

    def get_signing_key_from_jwt(self, token: str | bytes) -> PyJWK:
        """The key that a token says it was signed with; raises as `get_signing_key` does."""
        return self.get_signing_key(signer_of(token if isinstance(token, str) else token.decode()).key)

    async def know(self, kid: str, session: aiohttp.ClientSession) -> bool:
        """Whether there is a key of this id, after a look at the cloud's if need be."""
        if kid not in self._held or time.monotonic() - self._fetched > FRESH:
            await self.fetch(session)
        return kid in self._held

    async def fetch(self, session: aiohttp.ClientSession) -> None:
        """Fetch the keys, unless that was tried a moment ago; those that are held stay if it does not work."""
        async with self._fetching:
            if time.monotonic() - self._tried < OFTEN:
                return
            self._tried = time.monotonic()
            try:
                async with session.get(self.uri) as answer:
                    answer.raise_for_status()
                    given = PyJWKSet.from_dict(await answer.json(content_type=None))
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError, jwt.PyJWTError) as error:
                log.warning("teams_keys_not_fetched", reason=type(error).__name__)
                return
            self._fetched = self._tried
            self._held = {key.key_id: key for key in given.keys if key.key_id and key.public_key_use in {"sig", None}}
