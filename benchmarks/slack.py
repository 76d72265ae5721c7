"""Slack's requests for the load benchmarks, signed."""

import hashlib
import hmac
import json
import secrets
import time
import uuid
from urllib.parse import urlencode

from benchmarks.crowd import PEOPLE
from benchmarks.traffic import Sent

SECRET = secrets.token_hex(16)


def press(moment: int, number: int, respond: str) -> Sent:
    """A press of a button in a message: each member once a turn, another moment each time."""
    user = f"ULOAD{moment % PEOPLE}"
    name = "profiles.pause" if number % 2 == 0 else "profiles.resume"
    payload = {
        "type": "block_actions",
        "team": {"id": "TLOAD", "domain": "load"},
        "user": {"id": user, "team_id": "TLOAD", "name": user.lower()},
        "api_app_id": "ALOAD",
        "token": "unused",
        "container": {"type": "message", "message_ts": "1.000001", "channel_id": "D1", "is_ephemeral": False},
        "trigger_id": uuid.uuid4().hex,
        "channel": {"id": "D1", "name": "directmessage"},
        "message": {"ts": "1.000001", "text": "Your profile", "blocks": []},
        "response_url": f"{respond}{moment}",
        "state": {"values": {}},
        "actions": [
            {
                "type": "button",
                "action_id": name,
                "block_id": "b1",
                "text": {"type": "plain_text", "text": "Pause"},
                "value": "",
                "action_ts": f"{int(time.time())}.{moment:06d}",
            }
        ],
    }
    return signed(urlencode({"payload": json.dumps(payload)}))


def search(number: int, topic: str, respond: str, command: str = "/find-collaborator") -> Sent:
    """A slash command with a topic."""
    form = urlencode(
        {
            "token": "unused",
            "team_id": "TLOAD",
            "team_domain": "load",
            "channel_id": "C1",
            "channel_name": "general",
            "user_id": f"ULOAD{number % PEOPLE}",
            "user_name": "load",
            "command": command,
            "text": topic,
            "api_app_id": "ALOAD",
            "is_enterprise_install": "false",
            "response_url": f"{respond}c{number}",
            "trigger_id": uuid.uuid4().hex,
        }
    )
    return signed(form)


def signed(body: str) -> Sent:
    """The request, signed as Slack does."""
    moment = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), f"v0:{moment}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": moment,
        "x-slack-signature": f"v0={signature}",
    }
    return Sent("/slack/events", body.encode(), headers)
