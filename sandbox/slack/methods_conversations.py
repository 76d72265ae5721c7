"""Web API methods of the conversations family."""

from collections.abc import Iterable
from typing import Any

from sandbox.refusals import Json
from sandbox.slack.conversations import Conversation, Message, conversation_object, message_object
from sandbox.slack.events import membership_changed
from sandbox.slack.methods_chat import truthy
from sandbox.slack.paging import page
from sandbox.slack.people import SLACKBOT, User
from sandbox.slack.refusals import SlackError
from sandbox.slack.scopes import HISTORY, READ, require
from sandbox.slack.slack import Slack

MOST_USERS = 8
_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def _known(slack: Slack, args: Json, scopes: dict[str, str]) -> Conversation:
    found = slack.workspace.conversations.get(str(args.get("channel") or ""))
    if found is None or not _listed(slack, found):
        raise SlackError("channel_not_found")
    require(slack.workspace.scopes, scopes[found.channel_type])
    return found


def _listed(slack: Slack, conversation: Conversation) -> bool:
    return conversation.channel_type == "channel" or slack.workspace.bot.id in conversation.members


def _object(slack: Slack, conversation: Conversation) -> Json:
    workspace = slack.workspace
    return conversation_object(
        conversation, bot=workspace.bot.id, team_id=workspace.team["id"], shared=workspace.shared(conversation)
    )


def _people(slack: Slack, given: Any) -> list[User]:
    names = given.split(",") if isinstance(given, str) else list(given or ())
    wanted = [each.strip() for each in names if each.strip()]
    if not wanted:
        raise SlackError("users_list_not_supplied")
    if len(wanted) > MOST_USERS:
        raise SlackError("too_many_users")
    people = [slack.workspace.users.get(each) for each in dict.fromkeys(wanted)]
    return [_addressable(slack, each) for each in people]


def _addressable(slack: Slack, user: User | None) -> User:
    if user is None:
        raise SlackError("user_not_found")
    if user.deleted:
        raise SlackError("user_disabled")
    if user.kind == "bot" or user.id == SLACKBOT:
        raise SlackError("cannot_dm_bot")
    if not slack.workspace.reachable(user):
        raise SlackError("user_not_visible")
    return user


async def open_conversation(slack: Slack, args: Json) -> Json:
    """Open a direct message with one person, or a group with up to eight."""
    workspace = slack.workspace
    if args.get("channel"):
        found = workspace.conversations.get(str(args["channel"]))
        if found is None or found.kind == "channel" or not _listed(slack, found):
            raise SlackError("channel_not_found")
    else:
        people = _people(slack, args.get("users"))
        require(workspace.scopes, "im:write" if len(people) == 1 else "mpim:write")
        found = workspace.direct([workspace.bot.id, *(each.id for each in people)])
    if truthy(args.get("return_im")):
        return {"ok": True, "channel": _object(slack, found)}
    return {"ok": True, "channel": {"id": found.id}}


async def list_conversations(slack: Slack, args: Json) -> Json:
    """List conversations of the types asked for."""
    wanted = [each.strip() for each in str(args.get("types") or "public_channel").split(",")]
    if any(each not in _TYPES for each in wanted):
        raise SlackError("invalid_types")
    kinds = [_TYPES[each] for each in wanted]
    for kind in kinds:
        require(slack.workspace.scopes, READ[kind])
    found = [
        each
        for each in slack.workspace.conversations.values()
        if each.channel_type in kinds
        and _listed(slack, each)
        and not (truthy(args.get("exclude_archived")) and each.archived)
    ]
    some, metadata = page(found, args, default=100)
    return {"ok": True, "channels": [_object(slack, each) for each in some], "response_metadata": metadata}


async def info(slack: Slack, args: Json) -> Json:
    """Describe one conversation."""
    return {"ok": True, "channel": _object(slack, _known(slack, args, READ))}


async def members(slack: Slack, args: Json) -> Json:
    """List who is in a conversation."""
    some, metadata = page(_known(slack, args, READ).members, args, default=100)
    return {"ok": True, "members": some, "response_metadata": metadata}


async def join(slack: Slack, args: Json) -> Json:
    """Put the app into a public channel."""
    found = slack.workspace.conversations.get(str(args.get("channel") or ""))
    if found is None or found.private:
        raise SlackError("channel_not_found")
    if found.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if found.archived:
        raise SlackError("is_archived")
    bot = slack.workspace.bot.id
    if bot in found.members:
        warning = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return {"ok": True, "channel": _object(slack, found), **warning}
    found.members.append(bot)
    slack.workspace.touch(found.members)
    membership_changed(slack, found, bot, joined=True)
    return {"ok": True, "channel": _object(slack, found)}


def _readable(slack: Slack, args: Json) -> Conversation:
    found = _known(slack, args, HISTORY)
    if slack.workspace.bot.id not in found.members:
        raise SlackError("not_in_channel")
    return found


def _between(messages: Iterable[Message], args: Json) -> list[Message]:
    oldest, latest = str(args.get("oldest") or "0"), str(args.get("latest") or "9")
    inclusive = truthy(args.get("inclusive"))
    return [
        each
        for each in messages
        if each.ephemeral_to is None and (oldest < each.ts < latest or (inclusive and each.ts in {oldest, latest}))
    ]


async def history(slack: Slack, args: Json) -> Json:
    """The messages of a conversation, newest first, without replies and ephemerals."""
    found = _readable(slack, args)
    listed = [each for each in _between(found.messages.values(), args) if not each.in_thread]
    return _messages(slack, found, listed[::-1], args, default=100)


async def replies(slack: Slack, args: Json) -> Json:
    """A thread, its first message first."""
    found = _readable(slack, args)
    asked = found.messages.get(str(args.get("ts") or ""))
    if asked is None or asked.ephemeral_to is not None:
        raise SlackError("thread_not_found")
    parent = found.messages.get(asked.thread_ts or asked.ts, asked)
    listed = [parent, *_between(found.replies(parent.ts), args)]
    return _messages(slack, found, listed, args, default=1000)


def _messages(slack: Slack, found: Conversation, listed: list[Message], args: Json, *, default: int) -> Json:
    some, metadata = page(listed, args, default=default)
    workspace = slack.workspace
    whole = truthy(args.get("include_all_metadata"))
    shown = [
        message_object(found, each, app=workspace.app, team_id=workspace.team["id"], metadata=whole) for each in some
    ]
    answer: Json = {"ok": True, "messages": shown, "has_more": bool(metadata["next_cursor"]), "pin_count": 0}
    if metadata["next_cursor"]:
        answer["response_metadata"] = metadata
    return answer


METHODS = {
    "conversations.open": open_conversation,
    "conversations.list": list_conversations,
    "conversations.info": info,
    "conversations.members": members,
    "conversations.join": join,
    "conversations.history": history,
    "conversations.replies": replies,
}
