"""What people do to channels and their team: rename and delete them, archive it and open it again."""

from sandbox.refusals import CannotDo, Json
from sandbox.teams import activities
from sandbox.teams.accounts import Person
from sandbox.teams.chats import Chat
from sandbox.teams.client import Client
from sandbox.teams.teams import Teams


class Channels:
    """The life of channels, by those who are in them."""

    def __init__(self, teams: Teams, client: Client) -> None:
        self._teams = teams
        self._team = teams.team
        self._client = client

    def _own(self, person_id: str, given: Json) -> tuple[Person, Chat]:
        person = self._client.acting(person_id)
        chat = self._client.chat(person, str(given.get("channel") or ""))
        if chat.kind != "channel":
            raise CannotDo("not_a_channel", "That is no channel.")
        return person, chat

    async def rename(self, person_id: str, given: Json) -> Json:
        """Call a channel something else."""
        person, chat = self._own(person_id, given)
        chat.name = str(given.get("name") or chat.name)
        return self._told("channelRenamed", person, chat)

    async def delete(self, person_id: str, given: Json) -> Json:
        """Delete a channel; the first one stays."""
        person, chat = self._own(person_id, given)
        if chat.id == self._team.team.id:
            raise CannotDo("cannot_delete", "The first channel of a team cannot be deleted.", status=403)
        del self._team.chats[chat.id]
        return self._told("channelDeleted", person, chat)

    async def archive(self, person_id: str, given: Json) -> Json:
        """Archive the team of a channel, or open it again."""
        person, chat = self._own(person_id, given)
        return self._told("teamUnarchived" if given.get("undo") else "teamArchived", person, chat)

    def _told(self, event: str, person: Person, chat: Chat) -> Json:
        self._team.touch(chat.members)
        if chat.with_bot:
            self._teams.deliveries.send(activities.channel_event(self._team, event, person, chat))
        return {"ok": True}
