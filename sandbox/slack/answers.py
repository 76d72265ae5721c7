"""What the app answers by itself: bodies of acknowledgements and posts to response URLs."""

import json
from typing import Any

from sandbox.refusals import Json
from sandbox.slack.block_kit import message_blocks
from sandbox.slack.conversations import Conversation, Message
from sandbox.slack.events import message_changed, message_posted
from sandbox.slack.methods_chat import content, truthy
from sandbox.slack.refusals import SlackError
from sandbox.slack.slack import Slack
from sandbox.slack.tickets import ResponseUrl


def accept(slack: Slack, body: Any, ticket: ResponseUrl) -> None:
    """Do what an answer to a command or a press says: post, replace or delete a message."""
    given = body if isinstance(body, dict) else {"text": str(body)}
    conversation = slack.workspace.conversations[ticket.channel]
    original = conversation.messages.get(ticket.message_ts or "")
    if truthy(given.get("delete_original")) and original is not None:
        slack.changed(conversation, original)
        conversation.remove(original.ts)
        return
    if truthy(given.get("replace_original")) and original is not None:
        _replace(slack, conversation, original, given)
        return
    _post(slack, conversation, given, ticket)


def _replace(slack: Slack, conversation: Conversation, message: Message, given: Json) -> None:
    text, blocks, attachments = content(given)
    before: Json = {"type": "message", "ts": message.ts, "text": message.text, "user": message.user}
    message.text, message.blocks, message.attachments = text, blocks, attachments
    slack.changed(conversation, message)
    if message.ephemeral_to is None:
        message.edited_ts = slack.workspace.next_ts()
        message_changed(slack, conversation, message, before)


def _post(slack: Slack, conversation: Conversation, given: Json, ticket: ResponseUrl) -> None:
    text, blocks, attachments = content(given)
    in_channel = given.get("response_type") == "in_channel"
    message = Message(
        ts=slack.workspace.next_ts(),
        channel=conversation.id,
        user=slack.workspace.bot.id,
        text=text,
        blocks=blocks,
        attachments=attachments,
        thread_ts=given.get("thread_ts") or ticket.thread_ts,
        by_app=True,
        ephemeral_to=None if in_channel else ticket.user,
    )
    slack.post(conversation, message)
    if in_channel:
        message_posted(slack, conversation, message)


def options_of(body: Any) -> Json:
    """The options or option groups of an answered suggestion; a wrong answer is an empty list, as in Slack."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            body = None
    if not isinstance(body, dict) or not (body.get("options") or body.get("option_groups")):
        return {"options": []}
    name = "options" if body.get("options") else "option_groups"
    select = {"type": "static_select", "action_id": "suggested", name: body[name]}
    try:
        message_blocks([{"type": "actions", "elements": [select]}])
    except SlackError:
        return {"options": []}
    if name == "options":
        return {"options": body["options"]}
    return {"options": [], "option_groups": body["option_groups"]}
