"""The platforms' side of the load benchmarks, in a process of its own: takes every answer, says yes to every call.

It publishes the key of the environment's LOAD_KEY, and counts the messages that a bot sends to Teams.
"""

import json
import os
import sys

import uvicorn
from starlette.types import Receive, Scope, Send

COUNT = "/count"
SENDING = "/activities"
ANSWER = {
    "ok": True,
    "team": "Load",
    "team_id": "TLOAD",
    "user": "roundtable",
    "user_id": "UBOT",
    "bot_id": "BBOT",
    "url": "https://load.example/",
    "channel": {"id": "D1"},
    "ts": "1.000001",
    "view": {"id": "V1", "hash": "1"},
    "id": "1",
    "token_type": "Bearer",
    "expires_in": 3600,
    "access_token": "load",
    "keys": [json.loads(os.environ.get("LOAD_KEY", "{}"))],
}
"""Everything that any call of ours reads in its answer."""


class Receiver:
    """The app."""

    def __init__(self) -> None:
        self._yes = json.dumps(ANSWER).encode()
        self._counted = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the request and say yes."""
        while (await receive()).get("more_body"):
            pass
        path = scope["path"]
        self._counted += scope["method"] == "POST" and path.endswith(SENDING)
        body = str(self._counted).encode() if path == COUNT else self._yes
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    uvicorn.run(Receiver(), port=int(sys.argv[1]), log_level="error", access_log=False, lifespan="off")
