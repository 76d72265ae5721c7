"""Teams' control API: what the page reads, and whom it answers."""

import asyncio
import json

import aiohttp

from sandbox.app import create_app
from sandbox.server import running
from sandbox.slack.workspace import Workspace
from sandbox.teams.team import Team
from tests.sandbox.stage import MANIFEST as SLACK_MANIFEST
from tests.sandbox.teams.stage import ADA, BEN, CAT, CLIENT, DAN, SECRET, TENANT, Stage, keys, staged


async def test_the_page_learns_the_organisation() -> None:
    """Tenant, app with its commands and search, guide, people, team and channels."""
    async with staged(guide=["Write find"]) as teams:
        seen = await teams.get("workspace")
    assert seen["team"] == {"id": TENANT, "name": "Northfield University", "domain": "northfield.example"}
    assert (seen["app"]["id"], seen["app"]["account"]) == (CLIENT, f"28:{CLIENT}")
    assert seen["app"]["commands"] == [
        {
            "command": "find",
            "description": "Find somebody",
            "usage_hint": "",
            "scopes": ["personal", "team", "groupChat"],
        }
    ]
    (extension,) = seen["app"]["extensions"]
    assert (extension["id"], extension["title"], extension["initial_run"]) == ("find", "Find a collaborator", False)
    assert extension["parameters"] == [{"name": "topic", "title": "Topic", "description": "What about"}]
    assert seen["guide"] == ["Write find"]
    kinds = {each["id"]: each["kind"] for each in seen["users"]}
    assert kinds == {ADA: "owner", BEN: "member", CAT: "guest", DAN: "member", CLIENT: "bot"}
    assert [(each["name"], each["installed"]) for each in seen["channels"]] == [
        ("General", True),
        ("Introductions", True),
    ]
    assert [each["name"] for each in seen["teams"]] == ["Research Exchange"]
    assert {frozenset(each) for each in seen["users"]} == {frozenset(seen["users"][0])}


async def test_a_person_sees_their_conversations(teams: Stage) -> None:
    """Their chat with the bot even before they have added it; a guest is not in the group chat."""
    dan = (await teams.get(f"users/{DAN}/view"))["conversations"]
    assert [(each["kind"], each["name"], each["installed"]) for each in dan] == [
        ("channel", "General", True),
        ("channel", "Introductions", True),
        ("mpim", "Research partners", True),
        ("im", "Roundtable", False),
    ]
    assert [each["app_dm"] for each in dan] == [False, False, False, True]
    assert CLIENT in dan[0]["members"]
    assert CLIENT not in dan[3]["members"]
    cat = (await teams.get(f"users/{CAT}/view"))["conversations"]
    assert [each["conversation_type"] for each in cat] == ["channel", "channel", "personal"]


async def test_unread_messages_are_counted_until_looked_at(teams: Stage) -> None:
    """One's own do not count."""
    general = teams.channel()
    await teams.act(BEN, "say", channel=general, text="x")
    await teams.send(words="y", to=general)

    async def unread(person: str) -> int:
        view = await teams.get(f"users/{person}/view")
        return int(next(each["unread"] for each in view["conversations"] if each["id"] == general))

    assert (await unread(ADA), await unread(BEN)) == (2, 1)
    await teams.messages(ADA, general)
    assert (await unread(ADA), await unread(BEN)) == (0, 1)


async def test_the_stream_tells_of_changes_one_can_see(teams: Stage) -> None:
    """And says nothing of other people's chats."""
    async with teams.http.get(f"{teams.served.url}/control/teams/users/{ADA}/stream") as stream:

        async def version() -> int:
            async with asyncio.timeout(2):
                assert await stream.content.readline() == b"event: change\n"
                line = await stream.content.readline()
                assert await stream.content.readline() == b"\n"
            return int(json.loads(line.removeprefix(b"data: "))["version"])

        first = await version()
        await teams.send(words="For Ben", to=teams.chat(BEN))
        assert teams.team.version(ADA) == first
        await teams.send(words="For Ada")
        assert await version() > first
    status, _ = await teams.call("GET", "users/nobody/stream")
    assert status == 404


async def test_what_is_missing_or_unknown_is_named(teams: Stage) -> None:
    """A person, a field, a message, a thread."""
    assert await teams.refused("nobody", "say", channel="x", text="y") == "user_not_found"
    assert await teams.refused(ADA, "say", channel=teams.chat()) == "missing_field"
    assert await teams.refused(ADA, "say", channel=teams.chat(), text="  ") == "no_text"
    assert await teams.refused(ADA, "say", channel=teams.channel(), text="x", thread_ts="1") == "message_not_found"
    assert await teams.refused(ADA, "edit", channel=teams.chat(), ts="1", text="x") == "message_not_found"
    status, answer = await teams.call("PUT", "app", colour="red")
    assert (status, answer["error"]) == (400, "unknown_field")


async def test_other_sites_cannot_use_it(teams: Stage) -> None:
    """A page elsewhere that a browser shows is refused."""
    url = f"{teams.served.url}/control/teams/workspace"
    async with teams.http.get(url, headers={"Origin": "https://elsewhere.example"}) as answer:
        assert (answer.status, (await answer.json())["error"]) == (403, "foreign")


async def test_calls_of_the_bot_are_kept(teams: Stage) -> None:
    """With what came of them, and without its secret."""
    await teams.send(words="Hello")
    await teams.connector("GET", "v3/conversations/19:none@thread.v2/members")
    calls = [each for each in await teams.get("calls") if each["method"] in {"send", "members"}]
    assert [(each["method"], each["ok"], each["status"], each["error"]) for each in calls] == [
        ("send", True, 201, None),
        ("members", False, 404, "ConversationNotFound"),
    ]
    assert SECRET not in json.dumps(await teams.get("calls"))


async def test_both_platforms_live_side_by_side() -> None:
    """Each with its own people, at one address; with one alone the other is not found."""
    workspace = Workspace(SLACK_MANIFEST, signing_secret="s", bot_token="xoxb-x")
    team = Team(client_id=CLIENT, client_secret=SECRET, tenant_id=TENANT, keys=keys())
    async with running(create_app(workspace, team)) as served:
        assert served.teams_cloud == f"{served.url}/teams/login"
        assert served.teams_service == f"{served.url}/teams/service/"
        assert (await found(served.url, ""), await found(served.url, "teams/")) == (200, 200)
    async with running(create_app(workspace)) as served:
        assert (await found(served.url, ""), await found(served.url, "teams/")) == (200, 404)
    async with running(create_app(team=team)) as served:
        assert (await found(served.url, ""), await found(served.url, "teams/")) == (404, 200)


async def found(url: str, side: str) -> int:
    """How a platform's workspace is answered."""
    async with aiohttp.ClientSession() as http, http.get(f"{url}/control/{side}workspace") as answer:
        return answer.status
