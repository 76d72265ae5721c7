"""Who has the app and who is where: installing, joining, leaving, and what the bot is told of it."""

from sandbox.refusals import CannotDo, Json
from sandbox.teams import activities
from sandbox.teams.accounts import Person
from sandbox.teams.chats import Chat
from sandbox.teams.teams import Teams

SCOPES = {"im": "personal", "channel": "team", "mpim": "groupChat"}


class Members:
    """The app's installations, and people's comings and goings."""

    def __init__(self, teams: Teams) -> None:
        self._teams = teams
        self._team = teams.team

    def installed(self, person: Person, chat: Chat, *, again: bool = False) -> None:
        """The app was added for a person, a team or a group chat; `again` tells of it without any change."""
        team = self._team
        if SCOPES[chat.kind] not in team.manifest.scopes:
            raise CannotDo("scope_missing", f"The app cannot be added to a {chat.type}.", status=403)
        self._set(person, chat, present=True, keep=again)
        there = self._announced(chat)
        bot = {"id": team.account}
        members = [self._member(person), bot] if chat.kind == "im" else [bot]
        self._teams.deliveries.send(
            activities.installation(team, person, there, added=True),
            activities.membership(team, person, there, members, added=True),
        )

    def uninstalled(self, person: Person, chat: Chat) -> None:
        """The app was taken away: the bot is told, and can no longer write there."""
        team = self._team
        if not chat.with_bot:
            raise CannotDo("not_installed", "The app is not here.", status=409)
        self._set(person, chat, present=False)
        there = self._announced(chat)
        told = [activities.installation(team, person, there, added=False)]
        if chat.kind != "im":
            told.append(activities.membership(team, person, there, [{"id": team.account}], added=False))
        self._teams.deliveries.send(*told)

    def _set(self, person: Person, chat: Chat, *, present: bool, keep: bool = False) -> None:
        if keep:
            return
        if chat.kind == "im":
            person.installed = present
        for each in self._together(chat):
            each.with_bot = present
            self._team.touch(each.members)
        if chat.team is not None:
            chat.team.installed = present

    def _together(self, chat: Chat) -> list[Chat]:
        """The channels of a team have the same members and apps."""
        return self._team.channels() if chat.kind == "channel" else [chat]

    def _announced(self, chat: Chat) -> Chat:
        """Where the bot is told of it: a team's General channel."""
        return self._team.channels()[0] if chat.kind == "channel" else chat

    @staticmethod
    def _member(person: Person) -> Json:
        return {"id": person.account, "aadObjectId": person.id}

    def arrived(self, person: Person) -> None:
        """Somebody joined the organisation, and with it the team, the group chat, and the app if they begin with it."""
        for chat in (self._team.channels()[0], self._team.group):
            if person.id in chat.members:
                self._tell(person, chat, person, added=True)
        if person.installed:
            self.installed(person, self._team.personal(person), again=True)

    def joined(self, person: Person, chat: Chat, by: Person) -> None:
        """Somebody came into a team or group chat."""
        if chat.kind == "im":
            raise CannotDo("cannot_join", "A personal chat stays between two.")
        if person.left:
            raise CannotDo("user_disabled", f"{person.real_name} has left the organisation.")
        if person.id in chat.members:
            return
        for each in self._together(chat):
            each.members.append(person.id)
            self._team.touch(each.members)
        self._tell(by, chat, person, added=True)

    def left(self, person: Person, chat: Chat) -> None:
        """Somebody left a team or group chat."""
        if chat.kind == "im":
            raise CannotDo("cannot_leave", "A personal chat stays between two.")
        self._remove(person, chat)

    def _remove(self, person: Person, chat: Chat) -> None:
        for each in self._together(chat):
            self._team.touch(each.members)
            each.members.remove(person.id)
        self._tell(person, chat, person, added=False)

    def left_organisation(self, person: Person) -> None:
        """Somebody left altogether; nobody uninstalls their app."""
        for chat in (self._team.channels()[0], self._team.group):
            if person.id in chat.members:
                self._remove(person, chat)

    def _tell(self, by: Person, chat: Chat, person: Person, *, added: bool) -> None:
        if not chat.with_bot:
            return
        there = self._announced(chat)
        told = activities.membership(self._team, by, there, [self._member(person)], added=added)
        self._teams.deliveries.send(told)
