"""The part of Teams' control API that is one person: what they see and what they do.

GET `users/{id}/view`, `users/{id}/messages?channel=&thread_ts=`, `users/{id}/history?channel=&ts=` and
`users/{id}/stream`; each act is a POST to `users/{id}/{act}`. Where Slack's control API has the same thing, it has the
same name and shape here. Actions are named by JSON pointers into the card (`/actions/0`, `/body/2/actions/1`), and
inputs by their ids; all values are strings, as Teams sends them.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.control import text_of
from sandbox.refusals import CannotDo, Json
from sandbox.teams import activities
from sandbox.teams.accounts import Person
from sandbox.teams.channels import Channels
from sandbox.teams.chats import Chat, history_shown, message_shown
from sandbox.teams.client import Client
from sandbox.teams.extension import Extension
from sandbox.teams.members import Members
from sandbox.teams.teams import Teams
from sandbox.watched import stream

Act = Callable[[str, Json], Awaitable[Any]]
DONE = {"ok": True}


class People:
    """What `/control/teams/users/{id}/...` does; `acts` are its POSTs by name."""

    def __init__(self, teams: Teams) -> None:
        self._teams = teams
        self._team = teams.team
        self._client = Client(teams)
        self._extension = Extension(teams, self._client)
        self._members = Members(teams)
        self._channels = Channels(teams, self._client)
        self.acts: dict[str, Act] = {
            "say": self.say,
            "click": self._client.click,
            "suggest": self._client.suggest,
            "search": self._extension.search,
            "share": self.share,
            "shortcut": self._extension.shortcut,
            "rename": self._channels.rename,
            "delete_channel": self._channels.delete,
            "archive": self._channels.archive,
            "install": self.install,
            "uninstall": self.uninstall,
            "reload": self.reload,
            "join": self.join,
            "leave": self.leave,
            "invite": self.invite,
            "change": self.change,
            "edit": self.edit,
            "delete": self.delete,
            "draft": self.draft,
        }

    def _listed(self, person: Person, chat: Chat) -> Json:
        bot = [self._team.client_id] if chat.with_bot else []
        return {
            "id": chat.id,
            "kind": chat.kind,
            "conversation_type": chat.type,
            "name": chat.name,
            "members": [*chat.members, *bot],
            "unread": chat.unread(person.id),
            "app_dm": chat.kind == "im",
            "installed": chat.with_bot,
            "team": chat.team.id if chat.team else None,
            "team_name": chat.team.name if chat.team else None,
        }

    async def view(self, person_id: str) -> Json:
        """Everything that one person sees but the messages."""
        person = self._team.person(person_id)
        return {
            "user": self._team.shown(person),
            "conversations": [
                self._listed(person, each) for each in self._team.chats.values() if person.id in each.members
            ],
            "home": None,
            "modals": [],
            "errors": {},
            "notice": self._team.notices.get(person.id),
            "toast": self._team.toasts.get(person.id),
            "version": self._team.version(person.id),
        }

    async def messages(self, person_id: str, channel: str, thread_ts: str | None) -> Json:
        """What one person sees in a conversation or thread; having looked, they have read it."""
        person = self._team.person(person_id)
        chat = self._client.chat(person, channel)
        if chat.unread(person.id):
            self._team.touch([person.id])
        chat.read[person.id] = next(reversed(chat.messages), "0")
        bot = self._team.client_id
        listed = chat.listed(thread_ts or None)
        return {"messages": [message_shown(chat, each, person=person.id, bot=bot) for each in listed]}

    async def history(self, person_id: str, channel: str, message_id: str) -> Json:
        """All versions of a message."""
        chat = self._client.chat(self._team.person(person_id), channel)
        return history_shown(self._client.message(chat, message_id))

    async def stream(self, request: Request) -> Response:
        """Server-sent events: something that this person sees has changed."""
        person = request.path_params["user"]
        if person not in self._team.people:
            return JSONResponse({"error": "user_not_found", "message": "There is no such person."}, status_code=404)
        return stream(self._team, person)

    async def say(self, person_id: str, body: Json) -> Json:
        """Send a message."""
        thread_ts = body.get("thread_ts") or None
        said = await self._client.say(person_id, text_of(body, "channel"), text_of(body, "text"), thread_ts)
        return {"ts": said}

    async def draft(self, person_id: str, body: Json) -> Json:
        """The activity that `say` would deliver."""
        person = self._client.acting(person_id)
        chat = self._client.chat(person, text_of(body, "channel"))
        message = self._client.drafted(person, chat, text_of(body, "text"), body.get("thread_ts") or None)
        return {"activity": activities.message(self._team, person, chat, message)}

    async def share(self, person_id: str, body: Json) -> Json:
        """Post a result of the message extension."""
        return {"ts": await self._extension.share(person_id, body)}

    async def edit(self, person_id: str, body: Json) -> Json:
        """Change one's own message."""
        await self._client.edit(person_id, text_of(body, "channel"), text_of(body, "ts"), text_of(body, "text"))
        return {"ts": body["ts"]}

    async def delete(self, person_id: str, body: Json) -> Json:
        """Delete one's own message, or as an owner anybody's."""
        await self._client.delete(person_id, text_of(body, "channel"), text_of(body, "ts"))
        return DONE

    def _place(self, person_id: str, body: Json) -> tuple[Person, Chat]:
        """The conversation named, or else the person's own chat with the bot."""
        person = self._client.acting(person_id)
        if body.get("channel"):
            return person, self._client.chat(person, str(body["channel"]))
        return person, self._team.personal(person)

    async def install(self, person_id: str, body: Json) -> Json:
        """Add the app for oneself, to a team or to a group chat."""
        self._members.installed(*self._place(person_id, body))
        return DONE

    async def uninstall(self, person_id: str, body: Json) -> Json:
        """Take the app away."""
        self._members.uninstalled(*self._place(person_id, body))
        return DONE

    async def reload(self, person_id: str, body: Json) -> Json:
        """Teams tells the bot of its installation once more."""
        person, chat = self._place(person_id, body)
        if not chat.with_bot:
            raise CannotDo("not_installed", "The app is not here.", status=409)
        self._members.installed(person, chat, again=True)
        return DONE

    async def join(self, person_id: str, body: Json) -> Json:
        """Join a channel's team."""
        person = self._client.acting(person_id)
        chat = self._team.chats.get(text_of(body, "channel"))
        if chat is None or chat.kind != "channel":
            raise CannotDo("channel_not_found", "There is no such channel.", status=404)
        self._members.joined(person, chat, person)
        return DONE

    async def leave(self, person_id: str, body: Json) -> Json:
        """Leave a team or group chat."""
        person, chat = self._place(person_id, body)
        self._members.left(person, chat)
        return DONE

    async def invite(self, person_id: str, body: Json) -> Json:
        """Bring the bot or a person into a team or group chat one is in."""
        person, chat = self._place(person_id, body)
        invited = text_of(body, "user")
        if invited == self._team.client_id:
            self._members.installed(person, chat)
        else:
            self._members.joined(self._team.person(invited), chat, person)
        return DONE

    async def change(self, person_id: str, body: Json) -> Json:
        """Change somebody's details, or take them out of the organisation."""
        return {"user": self._team.shown(await self._client.change(person_id, body))}
