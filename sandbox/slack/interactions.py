"""Payloads of slash commands, presses, submissions and suggestions, as Slack shapes them."""

from typing import Any

from sandbox.refusals import Json
from sandbox.slack.conversations import Conversation, Message, message_object
from sandbox.slack.elements import Placed, action_of
from sandbox.slack.people import User
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace


def slash(workspace: Workspace, user: User, conversation: Conversation, command: str, text: str) -> Json:
    """The form fields of a slash command."""
    response = workspace.tickets.response(user.id, conversation.id)
    return {
        "token": workspace.verification_token,
        "team_id": workspace.team["id"],
        "team_domain": workspace.team["domain"],
        "channel_id": conversation.id,
        "channel_name": conversation.shown_name,
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app["id"],
        "is_enterprise_install": "false",
        "response_url": f"{workspace.url}/response/{response.token}",
        "trigger_id": workspace.tickets.trigger(user.id),
    }


def _common(workspace: Workspace, kind: str, user: User) -> Json:
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": workspace.app["id"],
        "token": workspace.verification_token,
        "team": {"id": workspace.team["id"], "domain": workspace.team["domain"]},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def in_view(workspace: Workspace, view: View) -> Json:
    """The part of a payload that says which view."""
    return {"container": {"type": "view", "view_id": view.id}, "view": workspace.view_object(view)}


def in_message(workspace: Workspace, conversation: Conversation, message: Message) -> Json:
    """The part of a payload that says which message."""
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": conversation.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    whole: Json = {
        "container": container,
        "channel": {"id": conversation.id, "name": conversation.shown_name},
    }
    if message.ephemeral_to is None:
        whole["message"] = message_object(
            conversation, message, app=workspace.app, team_id=workspace.team["id"], metadata=True
        )
    return whole


def message_action(workspace: Workspace, user: User, where: tuple[Conversation, Message], callback_id: str) -> Json:
    """A message shortcut was chosen on a message."""
    conversation, message = where
    response = workspace.tickets.response(user.id, conversation.id, message_ts=message.ts)
    shown = message_object(conversation, message, app=workspace.app, team_id=workspace.team["id"])
    return {
        **_common(workspace, "message_action", user),
        "callback_id": callback_id,
        "action_ts": workspace.next_ts(),
        "trigger_id": workspace.tickets.trigger(user.id),
        "response_url": f"{workspace.url}/response/{response.token}",
        "channel": {"id": conversation.id, "name": conversation.shown_name},
        "message_ts": message.ts,
        "message": shown,
    }


def block_actions_in_view(workspace: Workspace, user: User, view: View, placed: Placed, held: Json) -> Json:
    """A press inside a modal or Home."""
    return {
        **_common(workspace, "block_actions", user),
        **in_view(workspace, view),
        "trigger_id": workspace.tickets.trigger(user.id, view.id),
        "actions": [action_of(placed, held, workspace.next_ts())],
    }


def block_actions_in_message(
    workspace: Workspace,
    user: User,
    where: tuple[Conversation, Message],
    placed: Placed,
    held: tuple[Json, Json],
) -> Json:
    """A press on a message; `held` is what the element holds and what the whole message does."""
    conversation, message = where
    response = workspace.tickets.response(user.id, conversation.id, message_ts=message.ts, thread_ts=message.thread_ts)
    return {
        **_common(workspace, "block_actions", user),
        **in_message(workspace, conversation, message),
        "state": {"values": held[1]},
        "trigger_id": workspace.tickets.trigger(user.id),
        "response_url": f"{workspace.url}/response/{response.token}",
        "actions": [action_of(placed, held[0], workspace.next_ts())],
    }


def suggestion(workspace: Workspace, user: User, placed: Placed, value: str, where: Json) -> Json:
    """What somebody typed into an external select; `where` is the view or message part."""
    return {
        **_common(workspace, "block_suggestion", user),
        **where,
        "action_id": placed.action_id,
        "block_id": placed.block_id,
        "value": value,
    }


def view_submission(workspace: Workspace, user: User, view: View) -> Json:
    """A modal was submitted."""
    return {
        **_common(workspace, "view_submission", user),
        "trigger_id": workspace.tickets.trigger(user.id, view.id),
        "view": workspace.view_object(view),
        "response_urls": [],
    }


def view_closed(workspace: Workspace, user: User, view: View, *, cleared: bool) -> Json:
    """A modal was closed without submitting."""
    return {**_common(workspace, "view_closed", user), "view": workspace.view_object(view), "is_cleared": cleared}
