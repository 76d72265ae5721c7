"""Web API methods of the chat family."""

import json
import re
from typing import Any

from sandbox.refusals import Json
from sandbox.slack.block_kit import message_blocks
from sandbox.slack.conversations import Conversation, Message, message_object
from sandbox.slack.events import message_changed, message_deleted, message_posted
from sandbox.slack.people import SLACKBOT
from sandbox.slack.pictures import fetch
from sandbox.slack.refusals import SlackError
from sandbox.slack.slack import Slack

LONGEST_POST = 40_000
LONGEST_UPDATE = 4_000
_MARKUP = re.compile(r"<(?:@[UW]\w+|#C\w+|![^<>\s]+|https?:|mailto:)[^<>]*>|&(?:amp|lt|gt);|[&<>]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def stored_text(text: str) -> str:
    """Text as Slack stores it: what is not markup of Slack's own is escaped."""
    return _MARKUP.sub(lambda found: _ESCAPES.get(found[0], found[0]), text)


def content(args: Json) -> tuple[str, list[Json], list[Json]]:
    """The text, blocks and attachments of a message, or `no_text`."""
    text = str(args.get("text") or "")
    blocks = message_blocks(args["blocks"]) if args.get("blocks") not in (None, "", [], "[]") else []
    attachments = args.get("attachments") or []
    if isinstance(attachments, str):
        attachments = json.loads(attachments)
    if not (text.strip() or blocks or attachments):
        raise SlackError("no_text")
    return stored_text(text[:LONGEST_POST]), blocks, attachments


def metadata_of(args: Json) -> Json | None:
    """A message's metadata, or the error for one that has not Slack's shape."""
    given: Any = args.get("metadata")
    if given in (None, ""):
        return None
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise SlackError("invalid_metadata_format") from None
    if not isinstance(given, dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(given.get("event_type"), str) or not isinstance(given.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    return given


def target(slack: Slack, channel: str) -> Conversation:
    """The conversation to post to: by id, by name, or the direct message with a user id."""
    workspace = slack.workspace
    found = workspace.conversations.get(channel)
    if found is None and channel in workspace.users:
        user = workspace.users[channel]
        if user.kind == "bot" or user.id == SLACKBOT:
            raise SlackError("cannot_dm_bot")
        if user.deleted or not workspace.reachable(user):
            raise SlackError("channel_not_found")
        found = workspace.direct([user.id, workspace.bot.id])
    found = found or workspace.channel_named(channel)
    if found is None or (found.private and workspace.bot.id not in found.members):
        raise SlackError("channel_not_found")
    return found


def may_post(slack: Slack, conversation: Conversation) -> None:
    """Whether the app may post there, as Slack decides it."""
    workspace = slack.workspace
    if conversation.archived:
        raise SlackError("is_archived")
    if conversation.kind == "im" and not workspace.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    public = "chat:write.public" in workspace.scopes and not conversation.private
    if workspace.bot.id not in conversation.members and not public:
        raise SlackError("not_in_channel")
    if conversation.kind == "im":
        others = [workspace.users[each] for each in conversation.members if each != workspace.bot.id]
        if any(each.deleted for each in others):
            raise SlackError("channel_not_found")


async def post_message(slack: Slack, args: Json) -> Json:
    """Post a message for all to see."""
    conversation = target(slack, str(args.get("channel") or ""))
    may_post(slack, conversation)
    text, blocks, attachments = content(args)
    await fetch(blocks)
    metadata = metadata_of(args)
    thread_ts = str(args["thread_ts"]) if args.get("thread_ts") else None
    if thread_ts is not None:
        parent = conversation.messages.get(thread_ts)
        if parent is None or parent.ephemeral_to is not None:
            raise SlackError("thread_not_found")
        thread_ts = parent.thread_ts or parent.ts
    message = Message(
        ts=slack.workspace.next_ts(),
        channel=conversation.id,
        user=slack.workspace.bot.id,
        text=text,
        blocks=blocks,
        attachments=attachments,
        thread_ts=thread_ts,
        by_app=True,
        metadata=metadata,
        broadcast=truthy(args.get("reply_broadcast")),
    )
    slack.post(conversation, message)
    message_posted(slack, conversation, message)
    return {"ok": True, "channel": conversation.id, "ts": message.ts, "message": _shown(slack, conversation, message)}


async def post_ephemeral(slack: Slack, args: Json) -> Json:
    """Post a message that one person sees."""
    workspace = slack.workspace
    conversation = workspace.conversations.get(str(args.get("channel") or ""))
    conversation = conversation or workspace.channel_named(str(args.get("channel") or ""))
    if conversation is None:
        raise SlackError("channel_not_found")
    may_post(slack, conversation)
    user = str(args.get("user") or "")
    if user not in conversation.members:
        raise SlackError("user_not_in_channel")
    text, blocks, attachments = content(args)
    await fetch(blocks)
    message = Message(
        ts=workspace.next_ts(),
        channel=conversation.id,
        user=workspace.bot.id,
        text=text,
        blocks=blocks,
        attachments=attachments,
        thread_ts=str(args["thread_ts"]) if args.get("thread_ts") else None,
        by_app=True,
        ephemeral_to=user,
    )
    slack.post(conversation, message)
    return {"ok": True, "message_ts": message.ts}


def _own(slack: Slack, args: Json, refusal: str) -> tuple[Conversation, Message]:
    conversation = slack.workspace.conversations.get(str(args.get("channel") or ""))
    if conversation is None:
        raise SlackError("channel_not_found")
    if conversation.archived:
        raise SlackError("is_archived")
    message = conversation.messages.get(str(args.get("ts") or ""))
    if message is None or message.ephemeral_to is not None:
        raise SlackError("message_not_found")
    if not message.by_app:
        raise SlackError(refusal)
    return conversation, message


async def update(slack: Slack, args: Json) -> Json:
    """Change one of the app's own messages."""
    conversation, message = _own(slack, args, "cant_update_message")
    if all(args.get(key) is None for key in ("text", "blocks", "attachments")):
        raise SlackError("no_text")
    if len(str(args.get("text") or "")) > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    text, blocks, attachments = content(args)
    await fetch(blocks)
    before = _shown(slack, conversation, message)
    metadata = metadata_of(args)
    message.text = text or message.text
    if args.get("blocks") is not None:
        message.blocks = blocks
    if args.get("attachments") is not None:
        message.attachments = attachments
    message.metadata = metadata or message.metadata
    message.edited_ts = slack.workspace.next_ts()
    slack.changed(conversation, message)
    message_changed(slack, conversation, message, before)
    shown = _shown(slack, conversation, message)
    return {"ok": True, "channel": conversation.id, "ts": message.ts, "text": message.text, "message": shown}


async def delete(slack: Slack, args: Json) -> Json:
    """Delete one of the app's own messages."""
    conversation, message = _own(slack, args, "cant_delete_message")
    before = _shown(slack, conversation, message)
    slack.changed(conversation, message)
    conversation.remove(message.ts)
    message_deleted(slack, conversation, message, before)
    return {"ok": True, "channel": conversation.id, "ts": message.ts}


def _shown(slack: Slack, conversation: Conversation, message: Message) -> Json:
    workspace = slack.workspace
    return message_object(conversation, message, app=workspace.app, team_id=workspace.team["id"], metadata=True)


def truthy(value: Any) -> bool:
    """A boolean argument, however it was encoded."""
    return value in (True, 1, "1", "true", "True")


METHODS = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
}
