"""The connector, through Microsoft's own client: what a bot may send, change and ask for, and where."""

import json

import httpx
import pytest

from tests.sandbox.teams.sdk import (
    Account,
    AdaptiveCard,
    CreateConversationParams,
    MessageActivityInput,
    TextBlock,
)
from tests.sandbox.teams.stage import ADA, BEN, CAT, DAN, TENANT, Json, Stage, Still, card, message, staged, text


async def refusal(call: object) -> tuple[int, str]:
    """The status and code with which the connector refuses a call of the SDK."""
    with pytest.raises(httpx.HTTPStatusError) as raised:
        await call  # type: ignore[misc]
    told = raised.value.response.json()
    return raised.value.response.status_code, told["error"]["code"] if "error" in told else told["message"]


async def test_a_bot_writes_to_a_person_first(teams: Stage) -> None:
    """By account or object id: the same conversation each time."""
    person = teams.team.person(ADA)
    made = []
    for account in (person.account, person.id):
        params = CreateConversationParams(members=[Account(id=account)], tenant_id=TENANT)
        made.append((await teams.app.api.conversations.create(params)).id)
    assert made == [teams.chat(ADA)] * 2
    await teams.app.send(made[0], "Hello")
    (seen,) = await teams.messages(ADA)
    assert (seen["text"], seen["text_format"], seen["bot_id"]) == ("Hello", "markdown", teams.team.client_id)


async def test_nobody_is_written_to_without_the_app(teams: Stage) -> None:
    """Neither who never had it, nor who took it away, nor who left, nor somebody of another tenant."""
    create = teams.app.api.conversations.create
    for person in (DAN, CAT):
        params = CreateConversationParams(members=[Account(id=person)], tenant_id=TENANT)
        assert await refusal(create(params)) == (403, "ForbiddenOperationException")
    send = teams.app.api.conversations.create_activity
    await teams.act(ADA, "uninstall")
    await teams.act(BEN, "change", kind="deactivated")
    for person in (ADA, BEN):
        status, told = await refusal(send(teams.chat(person), MessageActivityInput(text="x")))
        assert (status, json.loads(told)["subCode"]) == (403, "MessageWritesBlocked")
    stranger = CreateConversationParams(members=[Account(id="29:nobody")], tenant_id=TENANT)
    assert await refusal(create(stranger)) == (400, "BadArgument")
    for tenant in (DAN, None):
        elsewhere = CreateConversationParams(members=[Account(id=ADA)], tenant_id=tenant)
        assert await refusal(create(elsewhere)) == (403, "ForbiddenOperationException")


@pytest.mark.parametrize(
    "given",
    [
        {"isGroup": True, "members": [{"id": ADA}]},
        {"members": [{"id": ADA}, {"id": BEN}]},
        {"members": []},
        {"isGroup": True, "channelData": {"channel": {"id": "19:any@thread.tacv2"}}},
    ],
)
async def test_only_personal_chats_and_posts_can_be_made(teams: Stage, given: Json) -> None:
    """No group chat, and no thread without its first message."""
    answer = await teams.connector("POST", "v3/conversations", {"tenantId": TENANT, **given})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BadSyntax")


async def test_a_personal_chat_can_begin_with_a_message(teams: Stage) -> None:
    """Whose id is not told."""
    given = {"members": [{"id": ADA}], "tenantId": TENANT, "activity": {"type": "message", "text": "Hello"}}
    answer = await teams.connector("POST", "v3/conversations", given)
    assert answer.json() == {"id": teams.chat(ADA)}
    assert [each["text"] for each in await teams.messages(ADA)] == ["Hello"]


async def test_a_conversation_that_there_is_not_is_not_found(teams: Stage) -> None:
    """Nor a thread of one."""
    send = teams.app.api.conversations.create_activity
    assert await refusal(send("19:no@thread.tacv2", MessageActivityInput(text="x"))) == (404, "ConversationNotFound")
    thread = f"{teams.channel()};messageid=1"
    assert await refusal(send(thread, MessageActivityInput(text="x"))) == (404, "ConversationNotFound")


async def test_a_channel_has_posts_and_replies(teams: Stage) -> None:
    """A reply stands under its post, wherever the thread is named."""
    general = teams.channel()
    post = await teams.app.send(general, "Post")
    await teams.app.send(f"{general};messageid={post.id}", "By the conversation")
    await teams.app.api.conversations.reply_to_activity(general, post.id, MessageActivityInput(text="By the message"))
    made = await teams.connector(
        "POST", f"v3/conversations/{general}/activities/{post.id}", message(words="By the path")
    )
    assert made.status_code == 201
    (seen,) = await teams.messages(ADA, general)
    assert (seen["text"], seen["reply_count"]) == ("Post", 3)
    thread = await teams.messages(ADA, general, post.id)
    assert [each["text"] for each in thread] == ["Post", "By the conversation", "By the message", "By the path"]
    assert {each["thread_ts"] for each in thread} == {post.id}


async def test_a_new_post_can_be_made_as_a_conversation(teams: Stage) -> None:
    """The answer names its thread."""
    params = {
        "isGroup": True,
        "channelData": {"channel": {"id": teams.channel()}},
        "activity": {"type": "message", "text": "New"},
    }
    made = (await teams.connector("POST", "v3/conversations", params)).json()
    assert made["id"] == f"{teams.channel()};messageid={made['activityId']}"
    assert [each["text"] for each in await teams.messages(BEN, teams.channel())] == ["New"]


async def test_an_update_shows_everybody_something_else(teams: Stage) -> None:
    """And what it said before is remembered."""
    api, chat = teams.app.api.conversations, teams.chat(ADA)
    sent = await teams.app.send(chat, AdaptiveCard(body=[TextBlock(text="One")]))
    await api.update_activity(chat, sent.id, MessageActivityInput(text="Two"))
    (seen,) = await teams.messages(ADA)
    assert (seen["text"], seen["attachments"], seen["edited"], seen["versions"]) == ("Two", [], True, 2)
    history = await teams.get(f"users/{ADA}/history?channel={chat}&ts={sent.id}")
    assert [each["text"] for each in history["versions"]] == ["", "Two"]
    assert history["versions"][0]["attachments"][0]["content"]["body"][0]["text"] == "One"
    gone = (404, "ActivityNotFoundInConversation")
    assert await refusal(api.update_activity(chat, "1", MessageActivityInput(text="x"))) == gone
    assert await refusal(api.reply_to_activity(teams.channel(), "1", MessageActivityInput(text="x"))) == gone


async def test_a_bot_deletes_its_own_messages_only(teams: Stage) -> None:
    """Somebody else's stays, and cannot be changed either."""
    api, chat = teams.app.api.conversations, teams.chat(ADA)
    sent = await teams.app.send(chat, "Mine")
    theirs = (await teams.act(ADA, "say", channel=chat, text="Hers"))["ts"]
    await api.delete_activity(chat, sent.id)
    assert await refusal(api.delete_activity(chat, theirs)) == (403, "NotEnoughPermissions")
    assert await refusal(api.update_activity(chat, theirs, MessageActivityInput(text="x"))) == (
        403,
        "NotEnoughPermissions",
    )
    assert [each["text"] for each in await teams.messages(ADA)] == ["Hers"]


async def test_members_are_told_with_all_that_teams_knows(teams: Stage) -> None:
    """Name, addresses and role; a guest is one, and signs in by another name."""
    api = teams.app.api.conversations
    ada = await api.get_member_by_id(teams.chat(ADA), teams.team.person(ADA).account)
    assert (ada.aad_object_id, ada.name, ada.email) == (ADA, "Ada Osei", "ada@northfield.example")
    assert (ada.user_principal_name, ada.tenant_id, ada.user_role) == ("ada@northfield.example", TENANT, "user")
    cat = await api.get_member_by_id(teams.channel(), CAT)
    assert cat.user_role == "guest"
    assert cat.user_principal_name == "cat_charity.example#EXT#@northfield.example"
    assert [each.aad_object_id for each in await api.get_members(teams.channel())] == [ADA, BEN, CAT, DAN]
    assert await refusal(api.get_member_by_id(teams.chat(ADA), BEN)) == (404, "MemberNotFoundInConversation")


async def test_many_members_come_in_pages() -> None:
    """Of at least fifty, whatever is asked."""
    people = [{"real_name": f"Person {number}", "email": f"p{number}@x.example"} for number in range(120)]
    async with staged(people=people) as teams:
        api = teams.app.api.conversations
        first = await api.get_paged_members(teams.channel(), 1)
        assert len(first.members) == 50
        second = await api.get_paged_members(teams.channel(), 60, first.continuation_token)
        third = await api.get_paged_members(teams.channel(), 60, second.continuation_token)
        assert (len(second.members), len(third.members), third.continuation_token) == (60, 10, None)
        assert len({each.id for page in (first, second, third) for each in page.members}) == 120


async def test_a_team_tells_of_itself_and_its_channels(teams: Stage) -> None:
    """General goes without a name."""
    details = await teams.app.api.teams.get_by_id(teams.team.team.id)
    assert (details.name, details.member_count, details.channel_count) == ("Research Exchange", 4, 2)
    listed = await teams.app.api.teams.get_conversations(teams.team.team.id)
    assert [(each.id, each.name) for each in listed] == [
        (teams.channel("General"), None),
        (teams.channel("Introductions"), "Introductions"),
    ]
    await teams.act(ADA, "uninstall", channel=teams.channel())
    assert await refusal(teams.app.api.teams.get_by_id(teams.team.team.id)) == (403, "BotNotInConversationRoster")


async def test_an_administrator_can_switch_the_bot_off(teams: Stage) -> None:
    """Then nothing works but the login."""
    await teams.call("PUT", "app", disabled=True)
    send = teams.app.api.conversations.create_activity
    assert await refusal(send(teams.chat(), MessageActivityInput(text="x"))) == (403, "BotDisabledByAdmin")


async def test_what_is_too_large_is_refused(teams: Stage) -> None:
    """A card of more than 28 kB, a message of more than 100 kB as UTF-16."""
    send = teams.app.api.conversations.create_activity
    small = card(*(text("x" * 900) for _ in range(25)))
    large = card(*(text("x" * 900) for _ in range(31)))
    path = f"v3/conversations/{teams.chat()}/activities"
    assert (await teams.connector("POST", path, message(small))).status_code == 201
    answer = await teams.connector("POST", path, message(large))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "MessageSizeTooBig")
    await send(teams.chat(), MessageActivityInput(text="é" * 50_000))
    too_long = MessageActivityInput(text="é" * 52_000)
    assert await refusal(send(teams.chat(), too_long)) == (413, "MessageSizeTooBig")


@pytest.mark.parametrize(
    "given",
    [
        {"type": "message"},
        {"type": "message", "text": "   "},
        {"type": "event", "text": "x"},
        {"type": "message", "text": 7},
        {"type": "message", "text": "x", "textFormat": "html"},
        {"type": "message", "text": "x", "attachments": ["x"]},
        {"type": "message", "attachments": [{"contentType": "application/vnd.microsoft.card.unheard", "content": {}}]},
        {"type": "message", "text": "x", "attachmentLayout": "pile"},
        {
            "type": "message",
            "text": "Hi",
            "entities": [{"type": "mention", "text": "<at>A</at>", "mentioned": {"id": "x"}}],
        },
        {"type": "message", "text": "<at>A</at>", "entities": [{"type": "mention", "text": "<at>A</at>"}]},
        "no object",
    ],
)
async def test_what_makes_no_sense_is_refused(teams: Stage, given: object) -> None:
    """And nobody sees it."""
    answer = await teams.connector("POST", f"v3/conversations/{teams.chat()}/activities", given)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] in {"BadArgument", "BadSyntax"}
    assert await teams.messages(ADA) == []


async def test_the_bot_mentions_people(teams: Stage) -> None:
    """They are named in the text, and shown apart from it."""
    person = teams.team.person(ADA)
    mention = {"type": "mention", "text": "<at>Ada Osei</at>", "mentioned": {"id": person.account, "name": "Ada Osei"}}
    said = {"type": "message", "text": "Hello <at>Ada Osei</at>", "entities": [mention]}
    await teams.connector("POST", f"v3/conversations/{teams.channel()}/activities", said)
    (seen,) = await teams.messages(BEN, teams.channel())
    assert [each["text"] for each in seen["mentions"]] == ["<at>Ada Osei</at>"]


async def test_typing_is_no_message(teams: Stage) -> None:
    """It is taken, and nothing is left of it."""
    answer = await teams.connector("POST", f"v3/conversations/{teams.chat()}/activities", {"type": "typing"})
    assert answer.status_code == 202
    assert await teams.messages(ADA) == []


async def test_too_many_messages_are_throttled() -> None:
    """When the limits are kept: seven a second into one conversation, and others are free."""
    async with staged(clock=Still()) as teams:
        await teams.stage("rate_limits", on=True)
        send = teams.app.api.conversations.create_activity
        for _ in range(7):
            await send(teams.chat(ADA), MessageActivityInput(text="x"))
        with pytest.raises(httpx.HTTPStatusError) as raised:
            await send(teams.chat(ADA), MessageActivityInput(text="x"))
        answer = raised.value.response
        assert (answer.status_code, answer.json()["error"]["code"]) == (429, "Throttled")
        assert answer.headers["retry-after"] == "1"
        await send(teams.chat(BEN), MessageActivityInput(text="x"))
        await teams.stage("time", seconds=2)
        await send(teams.chat(ADA), MessageActivityInput(text="x"))


async def test_an_app_is_throttled_as_a_whole_too() -> None:
    """Fifty calls a second, wherever they go."""
    people = [{"real_name": f"Person {number}", "email": f"p{number}@x.example"} for number in range(51)]
    async with staged(clock=Still(), people=people) as teams:
        await teams.stage("rate_limits", on=True)
        token = (await teams.token()).json()["access_token"]
        statuses = []
        for person in teams.team.people:
            path = f"v3/conversations/{teams.chat(person)}/activities"
            statuses.append((await teams.connector("POST", path, message(words="x"), token)).status_code)
    assert statuses == [201] * 50 + [429]


@pytest.mark.parametrize("error", ["403", "404", "412", "500", "502"])
async def test_calls_fail_when_a_test_asks_for_it(teams: Stage, error: str) -> None:
    """So many times, and nothing is sent."""
    await teams.stage("faults", method="send", error=error)
    send = teams.app.api.conversations.create_activity
    assert (await refusal(send(teams.chat(), MessageActivityInput(text="x"))))[0] == int(error)
    assert await teams.messages(ADA) == []
    await send(teams.chat(), MessageActivityInput(text="x"))
    assert [each["ok"] for each in await teams.get("calls") if each["method"] == "send"] == [False, True]


async def test_connections_break_before_or_after(teams: Stage) -> None:
    """After: the message was taken all the same."""
    send = teams.app.api.conversations.create_activity
    for error, seen in (("drop_before", 0), ("drop_after", 1)):
        await teams.stage("faults", method="send", error=error)
        with pytest.raises(httpx.TransportError):
            await send(teams.chat(), MessageActivityInput(text="x"))
        assert len(await teams.messages(ADA)) == seen
    await teams.stage("faults", method="send", error="slow", seconds=0.05)
    await send(teams.chat(), MessageActivityInput(text="x"))
    assert len(await teams.messages(ADA)) == 2
