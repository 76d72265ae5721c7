"""Conversations and their messages, and the objects that Slack's API shows of them."""

from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sandbox.refusals import Json

MOST_MESSAGES = 5_000
"""What one conversation keeps; older messages are forgotten so that memory stays bounded."""


@dataclass
class Message:
    """One message; `ephemeral_to` names the only person who sees it, if it is ephemeral."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    by_app: bool = False
    ephemeral_to: str | None = None
    edited_ts: str | None = None
    metadata: Json | None = None
    attachments: list[Json] = field(default_factory=list)
    subtype: str | None = None
    broadcast: bool = False

    @property
    def in_thread(self) -> bool:
        """Whether it is a reply, which the channel itself does not list."""
        return self.thread_ts is not None and self.thread_ts != self.ts and not self.broadcast

    def seen_by(self, user: str) -> bool:
        """Whether that person may see it."""
        return self.ephemeral_to is None or self.ephemeral_to == user


@dataclass
class Conversation:
    """A channel, a direct message (im) or a group direct message (mpim)."""

    id: str
    kind: str
    name: str
    members: list[str]
    created: int
    creator: str
    archived: bool = False
    private: bool = False
    for_guests: bool = False
    topic: str = ""
    purpose: str = ""
    messages: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)

    @property
    def channel_type(self) -> str:
        """What message events call this kind of conversation."""
        if self.kind == "channel":
            return "group" if self.private else "channel"
        return self.kind

    @property
    def shown_name(self) -> str:
        """What slash commands and interactions call it."""
        if self.kind == "im":
            return "directmessage"
        return self.name

    def add(self, message: Message) -> None:
        """Append a message, forgetting the oldest beyond MOST_MESSAGES."""
        self.messages[message.ts] = message
        if message.thread_ts and message.thread_ts != message.ts and message.ephemeral_to is None:
            self.threads.setdefault(message.thread_ts, []).append(message.ts)
        if len(self.messages) > MOST_MESSAGES + 500:
            for ts in list(islice(self.messages, 500)):
                del self.messages[ts]
                self.threads.pop(ts, None)

    def remove(self, ts: str) -> None:
        """Delete one message."""
        message = self.messages.pop(ts)
        if message.thread_ts in self.threads and ts in self.threads[message.thread_ts]:
            self.threads[message.thread_ts].remove(ts)

    def replies(self, ts: str) -> list[Message]:
        """The replies of a thread, oldest first."""
        return [self.messages[each] for each in self.threads.get(ts, ()) if each in self.messages]

    def unread(self, user: str) -> int:
        """How many messages that person has not looked at."""
        last = self.read.get(user, "")
        count = 0
        for message in reversed(self.messages.values()):
            if message.ts <= last:
                break
            count += message.user != user and message.seen_by(user)
        return count


def thread_facts(conversation: Conversation, message: Message) -> Json:
    """What Slack adds to a message that others replied to."""
    replies = conversation.replies(message.ts)
    if not replies:
        return {"thread_ts": message.thread_ts} if message.thread_ts else {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users,
        "is_locked": False,
        "subscribed": False,
    }


def message_object(
    conversation: Conversation, message: Message, *, app: Json, team_id: str, metadata: bool = False
) -> Json:
    """The message as Slack's API gives it; `app` has `id` and `bot_id`, `metadata` as include_all_metadata asks."""
    whole: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text, "team": team_id}
    if message.subtype:
        whole["subtype"] = message.subtype
    if message.by_app:
        whole |= {"bot_id": app["bot_id"], "app_id": app["id"]}
    if message.blocks:
        whole["blocks"] = message.blocks
    if message.attachments:
        whole["attachments"] = message.attachments
    if message.edited_ts:
        whole["edited"] = {"user": message.user, "ts": message.edited_ts}
    if metadata and message.metadata:
        whole["metadata"] = message.metadata
    return whole | thread_facts(conversation, message)


def message_shown(conversation: Conversation, message: Message, *, bot_id: str) -> Json:
    """The message as the control API shows it to a person."""
    whole: Json = {
        "ts": message.ts,
        "user": message.user,
        "text": message.text,
        "ephemeral": message.ephemeral_to is not None,
        "edited": message.edited_ts is not None,
    }
    if message.by_app:
        whole["bot_id"] = bot_id
    if message.blocks:
        whole["blocks"] = message.blocks
    if message.attachments:
        whole["attachments"] = message.attachments
    if message.metadata:
        whole["metadata"] = message.metadata
    facts = thread_facts(conversation, message)
    return whole | {key: facts[key] for key in ("thread_ts", "reply_count") if key in facts}


def conversation_object(conversation: Conversation, *, bot: str, team_id: str, shared: bool) -> Json:
    """The conversation as Slack's `conversations.info` gives it."""
    whole: dict[str, Any] = {
        "id": conversation.id,
        "created": conversation.created,
        "is_archived": conversation.archived,
        "is_im": conversation.kind == "im",
        "is_mpim": conversation.kind == "mpim",
        "is_org_shared": False,
        "context_team_id": team_id,
        "updated": conversation.created * 1000,
    }
    if conversation.kind == "im":
        other = next((each for each in conversation.members if each != bot), bot)
        return whole | {"user": other, "is_user_deleted": False, "priority": 0}
    return whole | {
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": conversation.kind == "channel" and not conversation.private,
        "is_group": conversation.private and conversation.kind == "channel",
        "is_general": conversation.name == "general",
        "is_private": conversation.private or conversation.kind == "mpim",
        "is_shared": shared,
        "is_ext_shared": shared,
        "is_pending_ext_shared": False,
        "is_member": bot in conversation.members,
        "creator": conversation.creator,
        "unlinked": 0,
        "topic": {"value": conversation.topic, "creator": "", "last_set": 0},
        "purpose": {"value": conversation.purpose, "creator": "", "last_set": 0},
        "num_members": len(conversation.members),
    }
