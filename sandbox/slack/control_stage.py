"""The part of the control API that sets the stage and looks behind it."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.refusals import CannotDo, Json
from sandbox.slack.control_people import taken
from sandbox.slack.events import person_changed
from sandbox.slack.people import shown
from sandbox.slack.slack import Slack

Look = Callable[[], Any]
Do = Callable[[Json], Awaitable[Any]]


class Stage:
    """What `/control/...` does beside the people; `looks` are its GETs, `does` its POSTs by name."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._workspace = slack.workspace
        self.looks: dict[str, Look] = {
            "workspace": self.workspace,
            "deliveries": lambda: list(slack.deliveries.log),
            "calls": lambda: list(slack.workspace.calls),
        }
        self.does: dict[str, Do] = {
            "users": self.create_user,
            "faults": self.faults,
            "rate_limits": self.rate_limits,
            "settle": self.settle,
            "time": self.time,
        }

    def workspace(self) -> Json:
        """The team, the app, the people and the public channels."""
        workspace = self._workspace
        commands = [
            {"command": each.command, "description": each.description, "usage_hint": each.usage_hint}
            for each in workspace.manifest.commands
        ]
        return {
            "team": workspace.team,
            "app": {
                "id": workspace.app["id"],
                "name": workspace.app["name"],
                "bot_user_id": workspace.bot.id,
                "commands": commands,
                "shortcuts": [
                    {"id": each.callback_id, "title": each.name, "description": each.description}
                    for each in workspace.manifest.shortcuts
                ],
            },
            "guide": workspace.guide,
            "users": [shown(each) for each in workspace.users.values()],
            "channels": [
                {"id": each.id, "name": each.name, "purpose": each.purpose, "members": each.members}
                for each in workspace.conversations.values()
                if each.kind == "channel" and not each.private
            ],
        }

    async def create_user(self, body: Json) -> Json:
        """Somebody joins the workspace."""
        user = self._workspace.add_user(body)
        self._workspace.touch(self._workspace.users)
        person_changed(self._slack, user, joined=True)
        return {"user": shown(user)}

    async def repeat(self, number: int) -> Json:
        """Deliver something once more."""
        return taken(await self._slack.deliveries.repeat(number))

    async def faults(self, body: Json) -> Json:
        """Make something go wrong."""
        self._workspace.faults.add(body)
        return {"ok": True}

    async def clear_faults(self, _body: Json) -> Json:
        """Make everything go right again."""
        self._workspace.faults.clear()
        return {"ok": True}

    async def rate_limits(self, body: Json) -> Json:
        """Keep Slack's rate limits, or not."""
        self._workspace.limits.switch(on=bool(body.get("on")))
        return {"ok": True}

    async def app(self, body: Json) -> Json:
        """Set where deliveries go (`request_url`), what the token may do (`scopes`) or whether it is `revoked`."""
        unknown = set(body) - {"request_url", "scopes", "revoked"}
        if unknown:
            raise CannotDo("unknown_field", f"The app has no {', '.join(sorted(unknown))} to set.")
        if "request_url" in body:
            url = body["request_url"]
            if url is not None and not str(url).startswith(("http://", "https://")):
                raise CannotDo("invalid_url", "A request URL begins with http:// or https://.")
            self._workspace.request_url = url
        if "scopes" in body:
            self._workspace.scopes = tuple(body["scopes"])
        if "revoked" in body:
            self._workspace.revoked = bool(body["revoked"])
        return {"ok": True}

    async def settle(self, _body: Json) -> Json:
        """Wait until no delivery is under way."""
        await self._slack.deliveries.settled()
        return {"ok": True}

    async def time(self, body: Json) -> Json:
        """Move the workspace's clock forwards, so that triggers and response URLs grow old."""
        self._workspace.clock.advance(float(body.get("seconds", 0)))
        return {"now": self._workspace.clock()}
