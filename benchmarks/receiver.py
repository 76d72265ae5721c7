"""Slack's side of the load benchmark, in a process of its own: takes every answer, and says yes to every call."""

import json
import sys

import uvicorn
from starlette.types import Receive, Scope, Send

ANSWER = json.dumps(
    {
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
    }
).encode()
HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(len(ANSWER)).encode())]


async def app(_scope: Scope, receive: Receive, send: Send) -> None:
    """Read the request and say yes."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": ANSWER})


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="error", access_log=False, lifespan="off")
