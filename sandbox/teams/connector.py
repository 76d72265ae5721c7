"""Teams' connector over HTTP: what a bot sends, changes and asks for."""

import json
from typing import Any

from starlette.requests import Request

from sandbox.refusals import Json
from sandbox.teams.calls import Answer
from sandbox.teams.chats import Chat, Message, Version
from sandbox.teams.outgoing import Outgoing, outgoing
from sandbox.teams.refusals import (
    ConnectorError,
    bad,
    no_such_activity,
    not_found,
    not_in_roster,
    not_installed,
    writes_blocked,
)
from sandbox.teams.teams import Teams

INCORRECT = "Incorrect conversation creation parameters"
PAGE = 200
FEWEST, MOST = 50, 500
"""People of one page: asked for fewer or more, Teams gives these."""


async def body(request: Request) -> Json:
    """The JSON object of a request."""
    try:
        given = json.loads(await request.body())
    except ValueError:
        raise ConnectorError(400, "BadSyntax", "Invalid JSON.") from None
    if not isinstance(given, dict):
        raise ConnectorError(400, "BadSyntax", "The body is not an object.")
    return given


def admitted(teams: Teams, request: Request) -> None:
    """Whether the bot may call at all."""
    teams.tokens.check(request.headers.get("authorization", ""))
    if teams.team.disabled:
        raise ConnectorError(403, "BotDisabledByAdmin", "The tenant admin disabled this bot.")


def place(teams: Teams, request: Request) -> tuple[Chat, str | None]:
    """The chat and thread that the path names, if the bot is in it."""
    admitted(teams, request)
    chat_id, _, root = str(request.path_params["conversation"]).partition(";messageid=")
    chat = teams.team.chats.get(chat_id)
    if chat is None:
        raise not_found()
    _check_roster(teams, chat)
    if root and root not in chat.messages:
        raise not_found()
    teams.team.limits.check(chat.id, writing=request.method != "GET")
    return chat, root or None


def _check_roster(teams: Teams, chat: Chat) -> None:
    if chat.kind == "im" and (not chat.with_bot or teams.team.person(chat.members[0]).left):
        raise writes_blocked()
    if not chat.with_bot:
        raise not_in_roster()


async def create(teams: Teams, request: Request) -> Answer:
    """Serve POST /v3/conversations: somebody's personal chat, or a new post in a channel."""
    admitted(teams, request)
    given = await body(request)
    data = given.get("channelData") or {}
    tenant = given.get("tenantId") or (data.get("tenant") or {}).get("id")
    channel = (data.get("channel") or {}).get("id")
    if channel:
        return _new_post(teams, str(channel), given)
    members = given.get("members") or []
    if given.get("isGroup") or len(members) != 1 or not isinstance(members[0], dict):
        raise ConnectorError(400, "BadSyntax", INCORRECT)
    if str(tenant or "").lower() != teams.team.tenant_id:
        raise ConnectorError(403, "ForbiddenOperationException", "The bot is not known in this tenant.")
    person = teams.team.by_account(str(members[0].get("id", "")))
    if person is None:
        raise bad("Failed to decrypt pairwise id.")
    chat = teams.team.personal(person)
    if not chat.with_bot or person.left:
        raise not_installed()
    teams.team.limits.check(chat.id, writing=True)
    if given.get("activity"):
        _posted(teams, chat, outgoing(given["activity"]), None)
    return 201, {"id": chat.id}


def _new_post(teams: Teams, channel: str, given: Json) -> Answer:
    if not given.get("activity"):
        raise ConnectorError(400, "BadSyntax", INCORRECT)
    chat = teams.team.chats.get(channel)
    if chat is None or chat.kind != "channel":
        raise not_found()
    _check_roster(teams, chat)
    message_id = _posted(teams, chat, outgoing(given["activity"]), None)
    return 201, {"id": f"{chat.id};messageid={message_id}", "activityId": message_id}


def _posted(teams: Teams, chat: Chat, said: Outgoing, root: str | None) -> str:
    team = teams.team
    message = Message(
        team.next_id(),
        team.client_id,
        [Version(team.clock(), said.text, said.attachments)],
        said.text_format,
        root,
        by_bot=True,
        entities=said.entities,
        details=said.details,
    )
    team.post(chat, message)
    return message.id


async def send(teams: Teams, request: Request) -> Answer:
    """Serve POST .../activities: say something."""
    chat, root = place(teams, request)
    return await _send(teams, request, chat, root)


async def reply(teams: Teams, request: Request) -> Answer:
    """Serve POST .../activities/{id}: say something about a message."""
    chat, root = place(teams, request)
    return await _send(teams, request, chat, root, str(request.path_params["activity"]))


async def _send(teams: Teams, request: Request, chat: Chat, root: str | None, about: str | None = None) -> Answer:
    given = await body(request)
    if given.get("type") == "typing":
        return 202, {}
    about = about or given.get("replyToId")
    if chat.kind == "channel" and root is None and about is not None:
        post = chat.messages.get(str(about))
        if post is None:
            raise no_such_activity()
        root = post.root or post.id
    return 201, {"id": _posted(teams, chat, outgoing(given), root if chat.kind == "channel" else None)}


def _own(teams: Teams, request: Request) -> tuple[Chat, Message]:
    chat, _ = place(teams, request)
    message = chat.messages.get(str(request.path_params["activity"]))
    if message is None:
        raise no_such_activity()
    if not message.by_bot:
        raise ConnectorError(403, "NotEnoughPermissions", "A bot changes only its own messages.")
    return chat, message


async def update(teams: Teams, request: Request) -> Answer:
    """Serve PUT .../activities/{id}: say something else."""
    chat, message = _own(teams, request)
    said = outgoing(await body(request))
    message.change(Version(teams.team.clock(), said.text, said.attachments))
    message.text_format, message.entities, message.details = said.text_format, said.entities, said.details
    teams.team.touch(chat.members)
    return 200, {"id": message.id}


async def delete(teams: Teams, request: Request) -> Answer:
    """Serve DELETE .../activities/{id}: take it back."""
    chat, message = _own(teams, request)
    del chat.messages[message.id]
    teams.team.touch(chat.members)
    return 200, None


async def members(teams: Teams, request: Request) -> Answer:
    """Serve GET .../members: everybody at once."""
    chat, _ = place(teams, request)
    return 200, _members(teams, chat)


def _members(teams: Teams, chat: Chat) -> list[Json]:
    return [teams.team.member(teams.team.people[each]) for each in chat.members]


async def paged_members(teams: Teams, request: Request) -> Answer:
    """Serve GET .../pagedMembers: so many at once."""
    chat, _ = place(teams, request)
    query = request.query_params
    try:
        size = min(MOST, max(FEWEST, int(query.get("pageSize") or PAGE)))
        start = int(query.get("continuationToken") or 0)
    except ValueError:
        raise bad("The page's size or token makes no sense.") from None
    everybody = _members(teams, chat)
    answer: Json = {"members": everybody[start : start + size]}
    if start + size < len(everybody):
        answer["continuationToken"] = str(start + size)
    return 200, answer


async def member(teams: Teams, request: Request) -> Answer:
    """Serve GET .../members/{id}: one of them, by account or object id."""
    chat, _ = place(teams, request)
    person = teams.team.by_account(str(request.path_params["member"]))
    if person is None or person.id not in chat.members:
        raise ConnectorError(404, "MemberNotFoundInConversation", "Member not found in conversation.")
    return 200, teams.team.member(person)


def _team(teams: Teams, request: Request) -> None:
    admitted(teams, request)
    if request.path_params["team"] != teams.team.team.id:
        raise not_found()
    if not teams.team.team.installed:
        raise not_in_roster()


async def team(teams: Teams, request: Request) -> Answer:
    """Serve GET /v3/teams/{id}."""
    _team(teams, request)
    found = teams.team.team
    channels = teams.team.channels()
    answer: dict[str, Any] = {
        "id": found.id,
        "name": found.name,
        "aadGroupId": found.group,
        "type": "standard",
        "tenantId": teams.team.tenant_id,
        "channelCount": len(channels),
        "memberCount": len(channels[0].members),
    }
    return 200, answer


async def channels(teams: Teams, request: Request) -> Answer:
    """Serve GET /v3/teams/{id}/conversations; the General channel goes without a name."""
    _team(teams, request)
    listed = [
        {"id": each.id, "type": "standard"} | ({} if each.id == teams.team.team.id else {"name": each.name})
        for each in teams.team.channels()
    ]
    return 200, {"conversations": listed}
