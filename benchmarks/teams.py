"""Teams' requests for the load benchmark, signed with a key of its own."""

import json
import time
import uuid
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from benchmarks.crowd import PEOPLE, TENANT, account
from benchmarks.traffic import Sent

CLIENT = "11111111-0000-4000-8000-000000000001"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PATH = "/teams/messages"


def public_key() -> str:
    """What a login service publishes of the key, as JSON."""
    return json.dumps({**json.loads(RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "load", "use": "sig"})


class Teams:
    """One service of Teams': what it tells of a tenant's people, all under one token, as Teams uses one for an hour."""

    def __init__(self, service: str) -> None:
        self._service = service
        now = int(time.time())
        claims = {
            "iss": "https://api.botframework.com",
            "aud": CLIENT,
            "serviceurl": service,
            "nbf": now - 60,
            "exp": now + 3600,
        }
        self._headers = {
            "authorization": f"Bearer {jwt.encode(claims, KEY, 'RS256', {'kid': 'load'})}",
            "content-type": "application/json; charset=utf-8",
        }
        other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._forged = f"Bearer {jwt.encode(claims, other, 'RS256', {'kid': 'load'})}"

    def message(self, person: int, words: str) -> Sent:
        """Somebody writes to the bot in their own chat with it."""
        return self._sent(person, {"type": "message", "text": words, "textFormat": "plain"})

    def press(self, moment: int, number: int) -> Sent:
        """Somebody presses a button of a card that pauses, or in every other turn one that resumes."""
        name = "profiles.pause" if number % 2 == 0 else "profiles.resume"
        action = {"type": "Action.Execute", "title": "Pause", "verb": name, "data": {"action": name}}
        return self._sent(
            moment,
            {
                "type": "invoke",
                "name": "adaptiveCard/action",
                "replyToId": f"{1_700_000_000_000 + moment}",
                "value": {"action": action, "trigger": "manual"},
            },
        )

    def forged(self) -> Sent:
        """A message under the same token, signed by somebody else."""
        sent = self.message(0, "help")
        return Sent(sent.path, sent.body, {**sent.headers, "authorization": self._forged})

    def _sent(self, person: int, what: dict[str, Any]) -> Sent:
        number = person % PEOPLE
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        activity = {
            **what,
            "id": uuid.uuid4().hex,
            "timestamp": now,
            "localTimestamp": now,
            "localTimezone": "Europe/London",
            "locale": "en-GB",
            "channelId": "msteams",
            "serviceUrl": self._service,
            "from": {"id": f"29:{account(number)}", "name": f"Person {number}", "aadObjectId": account(number)},
            "recipient": {"id": f"28:{CLIENT}", "name": "Roundtable"},
            "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": f"a:chat-{number}"},
            "channelData": {"tenant": {"id": TENANT}},
            "entities": [
                {
                    "type": "clientInfo",
                    "locale": "en-GB",
                    "country": "GB",
                    "platform": "Web",
                    "timezone": "Europe/London",
                }
            ],
        }
        return Sent(PATH, json.dumps(activity).encode(), self._headers)
