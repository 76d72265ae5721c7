"""The part of the control API that is one person: what they see and what they do."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.control import text_of
from sandbox.refusals import CannotDo, Json
from sandbox.slack.channels import Channels
from sandbox.slack.client import Client
from sandbox.slack.conversations import Message, message_shown
from sandbox.slack.deliveries import Outcome
from sandbox.slack.events import person_changed
from sandbox.slack.methods_chat import content
from sandbox.slack.modals import Modals
from sandbox.slack.people import SLACKBOT, change, shown
from sandbox.slack.refusals import SlackError
from sandbox.slack.slack import Slack
from sandbox.watched import stream

Act = Callable[[str, Json], Awaitable[Any]]


def taken(outcome: Outcome) -> Json:
    """How a delivery went, in JSON."""
    return {"status": outcome.status, "acknowledged": outcome.acknowledged, "error": outcome.error}


class People:
    """What `/control/users/{user}/...` does; `acts` are its POSTs by name."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._workspace = slack.workspace
        self._client = Client(slack)
        self._modals = Modals(slack, self._client)
        self._channels = Channels(slack, self._client)
        self.acts: dict[str, Act] = {
            "say": self.say,
            "command": self.command,
            "click": self.click,
            "fill": self.fill,
            "suggest": self._client.suggest,
            "submit": self.submit,
            "close": self.close,
            "home": self.home,
            "messages_tab": self.messages_tab,
            "join": self.join,
            "leave": self.leave,
            "invite": self.invite,
            "change": self.change,
            "shortcut": self.shortcut,
            "delete": self.delete,
            "archive": self._channels.archive,
            "rename": self._channels.rename,
            "delete_channel": self._channels.delete,
            "kick": self._channels.kick,
            "old_message": self.old_message,
        }

    async def view(self, user_id: str) -> Json:
        """Everything that one person sees but the messages."""
        user = self._workspace.user(user_id)
        workspace = self._workspace
        if not (user.external or user.deleted or user.id in {workspace.bot.id, SLACKBOT}):
            workspace.direct([user.id, workspace.bot.id])
        home = workspace.homes.get(user.id)
        modals = workspace.modals.get(user.id, [])
        return {
            "user": shown(user),
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

    async def messages(self, user_id: str, channel: str | None, thread_ts: str | None) -> Json:
        """What one person sees in a conversation or thread; having looked, they have read it."""
        user = self._workspace.user(user_id)
        found = self._client.conversation(user, channel or "")
        if found.unread(user.id):
            self._workspace.touch([user.id])
        found.read[user.id] = next(reversed(found.messages), "")
        if thread_ts:
            listed = [each for each in found.messages.values() if thread_ts in {each.ts, each.thread_ts}]
        else:
            listed = [each for each in found.messages.values() if not each.in_thread]
        bot_id = self._workspace.app["bot_id"]
        return {"messages": [message_shown(found, each, bot_id=bot_id) for each in listed if each.seen_by(user.id)]}

    async def stream(self, request: Request) -> Response:
        """Server-sent events: something that this person sees has changed."""
        user = request.path_params["user"]
        if user not in self._workspace.users:
            return JSONResponse({"error": "user_not_found", "message": "There is no such user."}, status_code=404)
        return stream(self._workspace, user)

    async def say(self, user_id: str, body: Json) -> Json:
        """Send a message."""
        thread_ts = body.get("thread_ts") or None
        return {"ts": await self._client.say(user_id, text_of(body, "channel"), text_of(body, "text"), thread_ts)}

    async def command(self, user_id: str, body: Json) -> Json:
        """Use a slash command."""
        text = str(body.get("text") or "")
        return taken(await self._client.command(user_id, text_of(body, "channel"), text_of(body, "command"), text))

    async def click(self, user_id: str, body: Json) -> Json:
        """Use an interactive element."""
        return taken(await self._client.click(user_id, body))

    async def fill(self, user_id: str, body: Json) -> Json:
        """Fill an element in."""
        await self._client.fill(user_id, body)
        return {"ok": True}

    async def submit(self, user_id: str, body: Json) -> Json:
        """Submit the modal in front."""
        return await self._modals.submit(user_id, text_of(body, "view"), body.get("fill") or {})

    async def close(self, user_id: str, body: Json) -> Json:
        """Close the modal in front."""
        await self._modals.close(user_id, text_of(body, "view"), clear=bool(body.get("clear")))
        return {"ok": True}

    async def home(self, user_id: str, _body: Json) -> Json:
        """Open the app's Home."""
        await self._client.home(user_id, tab="home")
        return {"ok": True}

    async def messages_tab(self, user_id: str, _body: Json) -> Json:
        """Open the app's messages."""
        await self._client.home(user_id, tab="messages")
        return {"ok": True}

    async def join(self, user_id: str, body: Json) -> Json:
        """Join a channel."""
        await self._client.join(user_id, text_of(body, "channel"))
        return {"ok": True}

    async def leave(self, user_id: str, body: Json) -> Json:
        """Leave a channel."""
        await self._client.leave(user_id, text_of(body, "channel"))
        return {"ok": True}

    async def invite(self, user_id: str, body: Json) -> Json:
        """Bring somebody into a channel."""
        await self._client.invite(user_id, text_of(body, "channel"), text_of(body, "user"))
        return {"ok": True}

    async def change(self, user_id: str, body: Json) -> Json:
        """Change somebody's profile, or deactivate them."""
        user = self._workspace.user(user_id)
        change(user, body)
        if user.deleted:
            self._workspace.remove_from_channels(user)
        self._workspace.touch(self._workspace.users)
        person_changed(self._slack, user, joined=False)
        return {"user": shown(user)}

    async def shortcut(self, user_id: str, body: Json) -> Json:
        """Choose a message shortcut."""
        chosen = (text_of(body, "channel"), text_of(body, "ts"), text_of(body, "shortcut"))
        return taken(await self._client.shortcut(user_id, *chosen))

    async def delete(self, user_id: str, body: Json) -> Json:
        """Delete a message."""
        await self._client.delete(user_id, text_of(body, "channel"), text_of(body, "ts"))
        return {"ok": True}

    async def old_message(self, user_id: str, body: Json) -> Json:
        """Post as the app what an earlier version of it might have posted."""
        found = self._client.conversation(self._workspace.user(user_id), text_of(body, "channel"))
        try:
            text, blocks, _ = content(body)
        except SlackError as error:
            raise CannotDo(error.error, json.dumps(error.answer)) from error
        message = Message(self._workspace.next_ts(), found.id, self._workspace.bot.id, text, blocks, by_app=True)
        self._slack.post(found, message)
        return {"ts": message.ts}
