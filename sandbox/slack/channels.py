"""What people do to channels: archive, rename and delete them, and take the app out of them."""

from sandbox.refusals import CannotDo, Json
from sandbox.slack.client import Client
from sandbox.slack.conversations import Conversation
from sandbox.slack.events import app_removed, channel_changed
from sandbox.slack.people import User
from sandbox.slack.slack import Slack


class Channels:
    """The life of channels, by those who are in them."""

    def __init__(self, slack: Slack, client: Client) -> None:
        self._slack = slack
        self._workspace = slack.workspace
        self._client = client

    def _own(self, user_id: str, given: Json) -> tuple[User, Conversation]:
        user = self._client.acting(user_id)
        found = self._client.conversation(user, str(given.get("channel") or ""))
        if found.kind != "channel":
            raise CannotDo("not_a_channel", "That is no channel.")
        return user, found

    async def archive(self, user_id: str, given: Json) -> Json:
        """Archive a channel, or open it again."""
        user, channel = self._own(user_id, given)
        channel.archived = not given.get("undo")
        return self._told(channel, "archive" if channel.archived else "unarchive", user)

    async def rename(self, user_id: str, given: Json) -> Json:
        """Call a channel something else."""
        user, channel = self._own(user_id, given)
        channel.name = str(given.get("name") or channel.name)
        return self._told(channel, "rename", user)

    async def delete(self, user_id: str, given: Json) -> Json:
        """Delete a channel for good."""
        user, channel = self._own(user_id, given)
        del self._workspace.conversations[channel.id]
        return self._told(channel, "deleted", user)

    def _told(self, channel: Conversation, what: str, user: User) -> Json:
        self._workspace.touch(channel.members)
        channel_changed(self._slack, channel, what, user.id)
        return {"ok": True}

    async def kick(self, user_id: str, given: Json) -> Json:
        """Take the app out of a channel."""
        user, channel = self._own(user_id, given)
        bot = self._workspace.bot.id
        if bot not in channel.members:
            raise CannotDo("not_in_channel", "The app is not in that channel.", status=409)
        app_removed(self._slack, channel, user.id)
        self._workspace.touch(channel.members)
        channel.members.remove(bot)
        return {"ok": True}
