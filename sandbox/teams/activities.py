"""Activities as Teams delivers them to a bot."""

import html
import secrets
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.refusals import Json
from sandbox.teams.accounts import Person
from sandbox.teams.chats import Chat, Message, moment
from sandbox.teams.team import Team

EVENTS = {True: ("teamMemberAdded", "membersAdded"), False: ("teamMemberRemoved", "membersRemoved")}


def bot_account(team: Team) -> Json:
    """The bot, as the recipient of everything."""
    return {"id": team.account, "name": team.manifest.name}


def person_account(person: Person) -> Json:
    """A person, as the sender of what they do."""
    return {"id": person.account, "name": person.real_name, "aadObjectId": person.id}


def conversation(team: Team, chat: Chat, root: str | None = None) -> Json:
    """Where it happens; a channel's thread is part of the id."""
    whole: Json = {"conversationType": chat.type, "tenantId": team.tenant_id, "id": chat.id}
    if chat.kind == "channel":
        whole |= {"isGroup": True, "id": f"{chat.id};messageid={root}" if root else chat.id}
    elif chat.kind == "mpim":
        whole |= {"isGroup": True, "name": chat.name}
    return whole


def channel_data(team: Team, chat: Chat) -> Json:
    """What only Teams adds: tenant, and a channel's team."""
    whole: Json = {"tenant": {"id": team.tenant_id}}
    if chat.team is not None:
        whole |= {
            "teamsChannelId": chat.id,
            "teamsTeamId": chat.team.id,
            "channel": {"id": chat.id},
            "team": {"id": chat.team.id, "name": chat.team.name, "aadGroupId": chat.team.group},
        }
    return whole


def client_info(person: Person) -> Json:
    """What the person's Teams says of itself."""
    return {
        "type": "clientInfo",
        "locale": person.locale,
        "country": person.country,
        "platform": "Web",
        "timezone": person.tz,
    }


def activity(team: Team, kind: str, person: Person, chat: Chat, root: str | None = None, **fields: Any) -> Json:
    """An activity of a person in a chat, with all that surrounds it; `fields` are its own."""
    now = team.clock()
    local = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(person.tz))
    return {
        "type": kind,
        "id": f"f:{secrets.token_hex(16)}",
        "timestamp": moment(now),
        "localTimestamp": local.isoformat(timespec="milliseconds"),
        "localTimezone": person.tz,
        "channelId": "msteams",
        "serviceUrl": team.service,
        "from": person_account(person),
        "conversation": conversation(team, chat, root),
        "recipient": bot_account(team),
        "entities": [client_info(person)],
        "channelData": channel_data(team, chat),
        "locale": person.locale,
        **fields,
    }


def message(team: Team, person: Person, chat: Chat, said: Message) -> Json:
    """A person's message: plain text, and once more as HTML beside it."""
    whole = activity(
        team,
        "message",
        person,
        chat,
        _root(chat, said),
        id=said.id,
        text=said.text if chat.kind == "im" else f"{said.text}\n",
        textFormat=said.text_format,
        attachments=[*said.attachments, {"contentType": "text/html", "content": as_html(said)}],
    )
    whole["entities"] = [*said.entities, *whole["entities"]]
    return whole


def as_html(said: Message) -> str:
    """What a person typed, as the client writes it."""
    escaped = html.escape(said.text, quote=False)
    for number, entity in enumerate(each for each in said.entities if each["type"] == "mention"):
        name = html.escape(str(entity["mentioned"]["name"]), quote=False)
        span = f'<span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="{number}">{name}</span>'
        escaped = escaped.replace(html.escape(entity["text"], quote=False), span, 1)
    return f"<p>{escaped}</p>"


def changed(team: Team, event: str, person: Person, chat: Chat, said: Message) -> Json:
    """A person changed their message (`editMessage`) or deleted it (`softDeleteMessage`)."""
    whole = message(team, person, chat, said)
    whole["channelData"]["eventType"] = event
    if event == "editMessage":
        return {**whole, "type": "messageUpdate"}
    for name in ("text", "attachments", "textFormat"):
        del whole[name]
    return {**whole, "type": "messageDelete"}


def submitted(team: Team, person: Person, chat: Chat, pressed: Message, value: Any) -> Json:
    """Action.Submit: a message without text, with what the card held."""
    root = _root(chat, pressed)
    return activity(team, "message", person, chat, root, id=team.next_id(), replyToId=pressed.id, value=value)


def _root(chat: Chat, said: Message) -> str | None:
    return said.root or said.id if chat.kind == "channel" else None


def invoke(team: Team, name: str, person: Person, chat: Chat, value: Json, *, on: Message | None = None) -> Json:
    """Something that waits for an answer; `on` is the message whose card it is about."""
    whole = activity(team, "invoke", person, chat, _root(chat, on) if on else None, name=name, value=value)
    if on is not None:
        whole["replyToId"] = on.id
        whole["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": on.id}}
    else:
        whole["channelData"]["source"] = {"name": "compose"}
    return whole


def payload(team: Team, chat: Chat, said: Message) -> Json:
    """A message, for what is done from its menu."""
    person = team.people.get(said.sender)
    user = {"userIdentityType": "aadUser", "id": person.id, "displayName": person.real_name} if person else None
    bot = {"applicationIdentityType": "bot", "id": team.client_id, "displayName": team.manifest.name}
    return {
        "id": said.id,
        "replyToId": said.root,
        "createdDateTime": moment(int(said.id) / 1_000),
        "lastModifiedDateTime": None,
        "deleted": False,
        "subject": None,
        "importance": "normal",
        "locale": "en-us",
        "body": {"contentType": "html", "content": as_html(said)},
        "from": {"application": None if user else bot, "device": None, "conversation": None, "user": user},
        "reactions": [],
        "mentions": [],
        "attachments": said.attachments,
        "messageType": "message",
        "linkToMessage": f"https://teams.microsoft.com/l/message/{chat.id}/{said.id}",
    }


def channel_event(team: Team, event: str, person: Person, chat: Chat, **named: Any) -> Json:
    """Something happened to a channel or to its team: told in the team's first channel."""
    there = team.channels()[0] if team.channels() else chat
    whole = activity(team, "conversationUpdate", person, there)
    whole["channelData"] |= {"eventType": event, **named}
    if event.startswith("channel"):
        whole["channelData"]["channel"] = {"id": chat.id, "name": chat.name}
    return whole


def installation(team: Team, person: Person, chat: Chat, *, added: bool) -> Json:
    """The app was added somewhere, or taken away."""
    whole = activity(team, "installationUpdate", person, chat, action="add" if added else "remove")
    whole["channelData"]["source"] = {"name": "message"}
    if chat.team is not None:
        whole["channelData"]["settings"] = {"selectedChannel": {"id": chat.id}}
    return whole


def membership(team: Team, person: Person, chat: Chat, members: list[Json], *, added: bool) -> Json:
    """Somebody came into a chat or team, or left it; `members` are {id, aadObjectId}."""
    event, name = EVENTS[added]
    whole = activity(team, "conversationUpdate", person, chat)
    whole[name] = members
    if chat.team is not None:
        whole["channelData"]["eventType"] = event
    return whole
