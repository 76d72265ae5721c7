"""Keys and tokens: those that the bot asks for, and those with which Teams signs what it delivers."""

import base64
import secrets
import time
from collections.abc import Callable
from functools import cached_property
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.refusals import Json
from sandbox.teams.refusals import ConnectorError, unauthorized

ISSUER = "https://api.botframework.com"
AUDIENCE = "https://api.botframework.com"
"""Whom a bot's token is for: the connector."""

SCOPE = f"{AUDIENCE}/.default"
LIFETIME_SECONDS = 3_599
ALGORITHM = "RS256"
KEY_BITS = 2_048


class Key:
    """A key pair, named in the header of what it signs."""

    def __init__(self) -> None:
        self.id = base64.urlsafe_b64encode(secrets.token_bytes(20)).decode().rstrip("=")
        self._private = rsa.generate_private_key(65_537, KEY_BITS)
        self._public = self._private.public_key()

    def sign(self, claims: Json) -> str:
        """A token that says this."""
        return jwt.encode(claims, self._private, algorithm=ALGORITHM, headers={"kid": self.id, "x5t": self.id})

    def read(self, token: str) -> Json:
        """What a token of this key says, whatever its times; else InvalidTokenError."""
        options: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}
        claims: Json = jwt.decode(token, self._public, algorithms=[ALGORITHM], options=options)
        return claims

    def public(self) -> Json:
        """The public half, as a key set lists it."""
        key: Json = jwt.algorithms.RSAAlgorithm.to_jwk(self._public, as_dict=True)
        return {**key, "use": "sig", "kid": self.id, "x5t": self.id, "endorsements": ["msteams"]}


class Keys:
    """Keys for all that is signed; to make them takes a while, so that tests may use them again."""

    def __init__(self) -> None:
        self.service = Key()
        self.login = Key()

    @cached_property
    def stranger(self) -> Key:
        """A key that nobody published, for forging."""
        return Key()


class Tokens:
    """The organisation's tokens: the `service` key signs deliveries, `login` what bots are given."""

    def __init__(self, tenant: str, client: str, clock: Callable[[], float], keys: Keys) -> None:
        self._tenant = tenant
        self._client = client
        self._clock = clock
        self._keys = keys

    def metadata(self, cloud: str) -> Json:
        """The OpenID metadata of whoever signs deliveries."""
        return {
            "issuer": ISSUER,
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": f"{cloud}/v1/keys",
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }

    def keys(self) -> Json:
        """The key set to that metadata."""
        return {"keys": [self._keys.service.public()]}

    def for_delivery(self, service_url: str, changed: Json | None = None, *, stranger: bool = False) -> str:
        """The token that goes with a delivery; `changed` claims are other than usual, or left out where None."""
        now = int(time.time())
        claims: Json = {
            "serviceurl": service_url,
            "nbf": now - 60,
            "exp": now + LIFETIME_SECONDS,
            "iss": ISSUER,
            "aud": self._client,
            **(changed or {}),
        }
        key = self._keys.stranger if stranger else self._keys.service
        return key.sign({name: value for name, value in claims.items() if value is not None})

    def for_bot(self) -> Json:
        """The answer to a bot that may have a token."""
        now = int(self._clock())
        claims = {
            "aud": AUDIENCE,
            "iss": f"https://sts.windows.net/{self._tenant}/",
            "iat": now,
            "nbf": now,
            "exp": now + LIFETIME_SECONDS,
            "appid": self._client,
            "appidacr": "1",
            "idp": f"https://sts.windows.net/{self._tenant}/",
            "tid": self._tenant,
            "uti": secrets.token_urlsafe(16),
            "ver": "1.0",
        }
        return {
            "token_type": "Bearer",
            "expires_in": LIFETIME_SECONDS,
            "ext_expires_in": LIFETIME_SECONDS,
            "access_token": self._keys.login.sign(claims),
        }

    def check(self, header: str) -> None:
        """Whether an Authorization header lets a bot use the connector; else 401."""
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise unauthorized()
        try:
            claims = self._keys.login.read(token)
        except jwt.InvalidTokenError:
            raise unauthorized() from None
        fresh = float(claims.get("exp", 0)) > self._clock()
        if not fresh or claims.get("aud") != AUDIENCE or claims.get("tid") != self._tenant:
            raise unauthorized()
        if claims.get("appid") != self._client:
            raise ConnectorError(401, "BotNotRegistered", "No registration found for this bot.")
