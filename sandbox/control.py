"""The control API: what the page and the tests use to act as a person and to look behind the scenes."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.client import Client
from sandbox.conversations import Message, message_shown
from sandbox.deliveries import Outcome
from sandbox.events import person_changed
from sandbox.methods_chat import content
from sandbox.modals import Modals
from sandbox.people import SLACKBOT, User, shown
from sandbox.refusals import CannotDo, Json, SlackError
from sandbox.slack import Slack

HEARTBEAT_SECONDS = 15.0
_CHANGEABLE = ("name", "real_name", "pronouns", "title", "tz", "email", "display_name", "kind", "deleted")

Handler = Callable[[Request, Json], Awaitable[Any]]


def taken(outcome: Outcome) -> Json:
    """How a delivery went, in JSON."""
    return {"status": outcome.status, "acknowledged": outcome.acknowledged, "error": outcome.error}


class Control:
    """The handlers of `/control/...`."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._workspace = slack.workspace
        self._client = Client(slack)
        self._modals = Modals(slack, self._client)

    def routes(self) -> list[Route]:
        """All routes of the control API."""
        gets: dict[str, Handler] = {
            "/workspace": self.workspace,
            "/users/{user}/view": self.view,
            "/users/{user}/messages": self.messages,
            "/deliveries": self.deliveries,
            "/calls": self.calls,
        }
        posts: dict[str, Handler] = {
            "/users": self.create_user,
            "/users/{user}/say": self.say,
            "/users/{user}/command": self.command,
            "/users/{user}/click": self.click,
            "/users/{user}/fill": self.fill,
            "/users/{user}/suggest": self.suggest,
            "/users/{user}/submit": self.submit,
            "/users/{user}/close": self.close,
            "/users/{user}/home": self.home,
            "/users/{user}/messages_tab": self.messages_tab,
            "/users/{user}/join": self.join,
            "/users/{user}/leave": self.leave,
            "/users/{user}/invite": self.invite,
            "/users/{user}/change": self.change,
            "/users/{user}/old_message": self.old_message,
            "/faults": self.faults,
            "/rate_limits": self.rate_limits,
            "/deliveries/{n:int}/repeat": self.repeat,
            "/settle": self.settle,
            "/token": self.token,
        }
        routes = [Route(path, _endpoint(handler), methods=["GET"]) for path, handler in gets.items()]
        routes += [Route(path, _endpoint(handler), methods=["POST"]) for path, handler in posts.items()]
        return [
            *routes,
            Route("/app", _endpoint(self.app), methods=["PUT"]),
            Route("/faults", _endpoint(self.clear_faults), methods=["DELETE"]),
            Route("/users/{user}/stream", self.stream, methods=["GET"]),
        ]

    async def workspace(self, request: Request, body: Json) -> Json:
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
                "shortcuts": [],
            },
            "guide": workspace.guide,
            "users": [self._shown(each) for each in workspace.users.values()],
            "channels": [
                {"id": each.id, "name": each.name, "purpose": each.purpose, "members": each.members}
                for each in workspace.conversations.values()
                if each.kind == "channel" and not each.private
            ],
        }

    @staticmethod
    def _shown(user: User) -> Json:
        return {**shown(user), "kind": "bot"} if user.id == SLACKBOT else shown(user)

    async def view(self, request: Request, body: Json) -> Json:
        """Everything that one person sees but the messages."""
        user = self._workspace.user(request.path_params["user"])
        workspace = self._workspace
        if not (user.external or user.deleted or user.id in {workspace.bot.id, SLACKBOT}):
            workspace.direct([user.id, workspace.bot.id])
        home = workspace.homes.get(user.id)
        modals = workspace.modals[user.id]
        return {
            "user": self._shown(user),
            "conversations": [
                {
                    "id": each.id,
                    "kind": each.kind,
                    "name": each.name,
                    "members": each.members,
                    "unread": each.unread(user.id),
                    "app_dm": each.kind == "im" and workspace.bot.id in each.members,
                }
                for each in workspace.conversations.values()
                if user.id in each.members
            ],
            "home": workspace.view_object(home) if home else None,
            "modals": [workspace.view_object(each) for each in modals],
            "errors": modals[-1].errors if modals else {},
            "notice": workspace.notices.get(user.id),
            "version": workspace.version(user.id),
        }

    async def messages(self, request: Request, body: Json) -> Json:
        """What one person sees in a conversation or thread; having looked, they have read it."""
        user = self._workspace.user(request.path_params["user"])
        found = self._client.conversation(user, request.query_params.get("channel", ""))
        thread = request.query_params.get("thread_ts")
        if found.unread(user.id):
            self._workspace.touch([user.id])
        found.read[user.id] = next(reversed(found.messages), "")
        if thread:
            listed = [each for each in found.messages.values() if thread in {each.ts, each.thread_ts}]
        else:
            listed = [each for each in found.messages.values() if not each.in_thread]
        bot_id = self._workspace.app["bot_id"]
        seen = [message_shown(found, each, bot_id=bot_id) for each in listed if each.seen_by(user.id)]
        return {"messages": seen}

    async def stream(self, request: Request) -> Response:
        """Server-sent events: something that this person sees has changed."""
        user = request.path_params["user"]
        if user not in self._workspace.users:
            return JSONResponse({"error": "user_not_found", "message": "There is no such user."}, status_code=404)
        return StreamingResponse(
            self._changes(user), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _changes(self, user: str) -> AsyncIterator[str]:
        changed = self._workspace.subscribe(user)
        try:
            while not self._workspace.closing.is_set():
                changed.clear()
                yield f"event: change\ndata: {json.dumps({'version': self._workspace.version(user)})}\n\n"
                while not changed.is_set():
                    try:
                        async with asyncio.timeout(HEARTBEAT_SECONDS):
                            await changed.wait()
                    except TimeoutError:
                        yield ": still here\n\n"
        finally:
            self._workspace.unsubscribe(user, changed)

    async def say(self, request: Request, body: Json) -> Json:
        """Send a message."""
        ts = await self._client.say(
            request.path_params["user"], _text(body, "channel"), _text(body, "text"), body.get("thread_ts") or None
        )
        return {"ts": ts}

    async def command(self, request: Request, body: Json) -> Json:
        """Use a slash command."""
        outcome = await self._client.command(
            request.path_params["user"], _text(body, "channel"), _text(body, "command"), str(body.get("text") or "")
        )
        return taken(outcome)

    async def click(self, request: Request, body: Json) -> Json:
        """Use an interactive element."""
        return taken(await self._client.click(request.path_params["user"], body))

    async def fill(self, request: Request, body: Json) -> Json:
        """Fill an element in."""
        await self._client.fill(request.path_params["user"], body)
        return {"ok": True}

    async def suggest(self, request: Request, body: Json) -> Json:
        """Type into an external select."""
        return await self._client.suggest(request.path_params["user"], body)

    async def submit(self, request: Request, body: Json) -> Json:
        """Submit the modal in front."""
        return await self._modals.submit(request.path_params["user"], _text(body, "view"), body.get("fill") or {})

    async def close(self, request: Request, body: Json) -> Json:
        """Close the modal in front."""
        await self._modals.close(request.path_params["user"], _text(body, "view"), clear=bool(body.get("clear")))
        return {"ok": True}

    async def home(self, request: Request, body: Json) -> Json:
        """Open the app's Home."""
        await self._client.home(request.path_params["user"], tab="home")
        return {"ok": True}

    async def messages_tab(self, request: Request, body: Json) -> Json:
        """Open the app's messages."""
        await self._client.home(request.path_params["user"], tab="messages")
        return {"ok": True}

    async def join(self, request: Request, body: Json) -> Json:
        """Join a channel."""
        await self._client.join(request.path_params["user"], _text(body, "channel"))
        return {"ok": True}

    async def leave(self, request: Request, body: Json) -> Json:
        """Leave a channel."""
        await self._client.leave(request.path_params["user"], _text(body, "channel"))
        return {"ok": True}

    async def invite(self, request: Request, body: Json) -> Json:
        """Bring somebody into a channel."""
        await self._client.invite(request.path_params["user"], _text(body, "channel"), _text(body, "user"))
        return {"ok": True}

    async def create_user(self, request: Request, body: Json) -> Json:
        """Somebody joins the workspace."""
        user = self._workspace.add_user(body)
        person_changed(self._slack, user, joined=True)
        return {"user": self._shown(user)}

    async def change(self, request: Request, body: Json) -> Json:
        """Change somebody's profile, or deactivate them."""
        user = self._workspace.user(request.path_params["user"])
        for key, value in body.items():
            if key not in _CHANGEABLE:
                raise CannotDo("unknown_field", f"A user's {key} cannot be changed.")
            setattr(user, key, value)
        self._workspace.touch(self._workspace.users)
        person_changed(self._slack, user, joined=False)
        return {"user": self._shown(user)}

    async def old_message(self, request: Request, body: Json) -> Json:
        """Post as the app what an earlier version of it might have posted."""
        user = self._workspace.user(request.path_params["user"])
        found = self._client.conversation(user, _text(body, "channel"))
        try:
            text, blocks, _ = content(body)
        except SlackError as error:
            raise CannotDo(error.error, json.dumps(error.answer)) from error
        ts = self._workspace.next_ts()
        message = Message(ts, found.id, self._workspace.bot.id, text, blocks, by_app=True)
        self._slack.post(found, message)
        return {"ts": ts}

    async def deliveries(self, request: Request, body: Json) -> list[Json]:
        """The latest deliveries to the app."""
        return list(self._slack.deliveries.log)

    async def repeat(self, request: Request, body: Json) -> Json:
        """Deliver something once more."""
        return taken(await self._slack.deliveries.repeat(int(request.path_params["n"])))

    async def calls(self, request: Request, body: Json) -> list[Json]:
        """The latest Web API calls."""
        return list(self._workspace.calls)

    async def faults(self, request: Request, body: Json) -> Json:
        """Make something go wrong."""
        self._workspace.faults.add(body)
        return {"ok": True}

    async def clear_faults(self, request: Request, body: Json) -> Json:
        """Make everything go right again."""
        self._workspace.faults.clear()
        return {"ok": True}

    async def rate_limits(self, request: Request, body: Json) -> Json:
        """Keep Slack's rate limits, or not."""
        self._workspace.limits.switch(on=bool(body.get("on")))
        return {"ok": True}

    async def app(self, request: Request, body: Json) -> Json:
        """Set where deliveries go."""
        url = body.get("request_url")
        if url is not None and not str(url).startswith(("http://", "https://")):
            raise CannotDo("invalid_url", "A request URL begins with http:// or https://.")
        self._workspace.request_url = url
        return {"ok": True}

    async def token(self, request: Request, body: Json) -> Json:
        """Revoke the bot's token, or give it back."""
        self._workspace.revoked = bool(body.get("revoked"))
        return {"ok": True}

    async def settle(self, request: Request, body: Json) -> Json:
        """Wait until no delivery is under way."""
        await self._slack.deliveries.settled()
        return {"ok": True}


def _text(body: Json, key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise CannotDo("missing_field", f"The request needs {key!r}.")
    return value


def _endpoint(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            raw = await request.body()
            body = json.loads(raw) if raw else {}
            if not isinstance(body, dict):
                raise CannotDo("not_an_object", "The body must be a JSON object.")
            return JSONResponse(await handler(request, body))
        except CannotDo as error:
            return JSONResponse({"error": error.code, "message": error.message}, status_code=error.status)
        except ValueError:
            return JSONResponse({"error": "invalid_json", "message": "The body is not JSON."}, status_code=400)

    return endpoint
