"""Chats and channels with their messages, as the control API shows them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice

from sandbox.refusals import Json

MOST_MESSAGES = 5_000
"""What one chat keeps; older messages are forgotten so that memory stays bounded."""

MOST_VERSIONS = 100
"""How many versions of one message are remembered."""

TYPES = {"im": "personal", "mpim": "groupChat", "channel": "channel"}
"""The kinds of the control API, and what Teams calls them."""


@dataclass(frozen=True)
class Version:
    """What a message said at a time."""

    at: float
    text: str
    attachments: list[Json]


@dataclass
class Message:
    """One message; `own` holds cards that the bot showed to one person only, by person and place."""

    id: str
    sender: str
    versions: list[Version]
    text_format: str = "plain"
    root: str | None = None
    by_bot: bool = False
    entities: list[Json] = field(default_factory=list)
    details: Json = field(default_factory=dict)
    own: dict[tuple[str, int], Json] = field(default_factory=dict)
    changes: int = 0

    @property
    def text(self) -> str:
        """What it says now."""
        return self.versions[-1].text

    @property
    def attachments(self) -> list[Json]:
        """Its cards as they are now, for everybody."""
        return self.versions[-1].attachments

    def change(self, version: Version) -> None:
        """Say something else, to everybody."""
        self.versions = [*self.versions, version][-MOST_VERSIONS:]
        self.changes += 1
        self.own.clear()

    def seen_by(self, person: str) -> list[Json]:
        """Its cards as that person sees them: an answer to a press replaces a card for whoever pressed."""
        return [
            {**each, "content": self.own[person, place]} if (person, place) in self.own else each
            for place, each in enumerate(self.attachments)
        ]


@dataclass
class Team:
    """A team: its id is that of its General channel."""

    id: str
    name: str
    group: str
    installed: bool = True


@dataclass
class Chat:
    """A channel, a group chat or somebody's personal chat with the bot; `members` are people's ids."""

    id: str
    kind: str
    name: str
    members: list[str]
    purpose: str = ""
    team: Team | None = None
    with_bot: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """What Teams calls this kind."""
        return TYPES[self.kind]

    def add(self, message: Message) -> None:
        """Append a message, forgetting the oldest beyond MOST_MESSAGES."""
        self.messages[message.id] = message
        if len(self.messages) > MOST_MESSAGES + 500:
            for each in list(islice(self.messages, 500)):
                del self.messages[each]

    def replies(self, root: str) -> list[Message]:
        """The replies to a post, oldest first."""
        return [each for each in self.messages.values() if each.root == root]

    def listed(self, root: str | None) -> list[Message]:
        """A thread with its post; or else the posts of a channel, all messages of a chat."""
        if root:
            return [each for each in self.messages.values() if root in {each.id, each.root}]
        return [each for each in self.messages.values() if each.root is None]

    def unread(self, person: str) -> int:
        """How many messages that person has not looked at."""
        last = int(self.read.get(person) or 0)
        count = 0
        for message in reversed(self.messages.values()):
            if int(message.id) <= last:
                break
            count += message.sender != person
        return count


def moment(seconds: float) -> str:
    """A time as Teams writes it, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def message_shown(chat: Chat, message: Message, *, person: str, bot: str) -> Json:
    """The message as the control API shows it to a person."""
    whole: Json = {
        "ts": message.id,
        "user": message.sender,
        "text": message.text,
        "text_format": message.text_format,
        "at": moment(int(message.id) / 1_000),
        "edited": message.changes > 0,
        "versions": message.changes + 1,
        "ephemeral": False,
        "mentions": [_mention(each) for each in message.entities if each.get("type") == "mention"],
        "attachments": message.seen_by(person),
        "attachment_layout": message.details.get("attachmentLayout", "list"),
    }
    if message.by_bot:
        whole["bot_id"] = bot
    for name in ("summary", "importance", "shared_from"):
        if name in message.details:
            whole[name] = message.details[name]
    replies = len(chat.replies(message.id)) if chat.kind == "channel" and message.root is None else 0
    if message.root is not None:
        whole["thread_ts"] = message.root
    elif replies:
        whole |= {"thread_ts": message.id, "reply_count": replies}
    return whole


def _mention(entity: Json) -> Json:
    mentioned = entity["mentioned"]
    return {
        "id": mentioned.get("aadObjectId") or str(mentioned.get("id", "")).partition(":")[2],
        "name": mentioned.get("name", ""),
        "text": entity.get("text", ""),
    }


def history_shown(message: Message) -> Json:
    """The versions of a message, the present one last."""
    return {
        "versions": [
            {"at": moment(each.at), "text": each.text, "attachments": each.attachments} for each in message.versions
        ]
    }
