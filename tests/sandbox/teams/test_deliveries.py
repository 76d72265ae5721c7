"""What the bot is told: whole activities, really signed, and only what it may hear."""

import asyncio
from typing import Any

import pytest

from tests.sandbox.teams.stage import ADA, BEN, CLIENT, DAN, SECRET, TENANT, Json, Stage, hearing


def heard(teams: Stage) -> list[Any]:
    """Let the bot on the SDK listen, and keep what it understood."""
    got: list[Any] = []

    @teams.app.on_message
    async def listen(ctx: Any) -> None:
        got.append(ctx.activity)

    return got


async def test_a_message_in_ones_own_chat_reaches_the_bot(teams: Stage) -> None:
    """Microsoft's SDK accepts the signature and understands the activity."""
    got = heard(teams)
    said = await teams.act(BEN, "say", channel=teams.chat(BEN), text="find <b>peer support</b> & more")
    await teams.settle()
    (activity,) = got
    assert (activity.id, activity.text) == (said["ts"], "find <b>peer support</b> & more")
    assert (activity.from_.aad_object_id, activity.from_.name) == (BEN, "Ben Hall")
    assert activity.conversation.conversation_type == "personal"
    (delivery,) = await teams.deliveries("message")
    assert (delivery["status"], delivery["acknowledged"]) == (200, True)


async def test_an_activity_carries_everything_that_teams_sends(teams: Stage) -> None:
    """Tenant, service, times of both places, language, and the client's own account of itself."""
    await teams.act(BEN, "say", channel=teams.chat(BEN), text="Hello")
    await teams.settle()
    sent = (await teams.deliveries("message"))[0]["activity"]
    assert sent["serviceUrl"] == teams.served.teams_service
    assert sent["channelId"] == "msteams"
    assert sent["conversation"] == {"conversationType": "personal", "tenantId": TENANT, "id": teams.chat(BEN)}
    assert sent["recipient"] == {"id": f"28:{CLIENT}", "name": "Roundtable"}
    assert sent["from"]["id"].startswith("29:")
    assert sent["channelData"]["tenant"] == {"id": TENANT}
    assert (sent["locale"], sent["localTimezone"]) == ("en-US", "America/New_York")
    assert sent["timestamp"].endswith("Z")
    assert sent["localTimestamp"][-6:] in {"-04:00", "-05:00"}
    (info,) = sent["entities"]
    assert info == {
        "type": "clientInfo",
        "locale": "en-US",
        "country": "GB",
        "platform": "Web",
        "timezone": "America/New_York",
    }
    assert sent["attachments"] == [{"contentType": "text/html", "content": "<p>Hello</p>"}]


async def test_in_a_channel_the_bot_hears_only_what_mentions_it(teams: Stage) -> None:
    """The mention stands in the text and beside it, and the thread is part of the conversation's id."""
    got = heard(teams)
    general = teams.channel()
    await teams.act(ADA, "say", channel=general, text="Does anybody know Roundtable?")
    said = await teams.act(ADA, "say", channel=general, text="@Roundtable find <a> with @Ben Hall")
    await teams.settle()
    (activity,) = got
    assert activity.text == "<at>Roundtable</at> find <a> with <at>Ben Hall</at>\n"
    assert activity.conversation.id == f"{general};messageid={said['ts']}"
    assert activity.channel_data.team.id == teams.team.team.id
    sent = (await teams.deliveries("message"))[0]["activity"]
    mentions = [each for each in sent["entities"] if each["type"] == "mention"]
    assert [each["mentioned"]["name"] for each in mentions] == ["Roundtable", "Ben Hall"]
    assert mentions[0]["mentioned"]["id"] == f"28:{CLIENT}"
    assert "&lt;a&gt;" in sent["attachments"][0]["content"]
    assert sent["attachments"][0]["content"].count("http://schema.skype.com/Mention") == 2


async def test_a_reply_belongs_to_its_thread(teams: Stage) -> None:
    """A reply to a reply as well."""
    got = heard(teams)
    general = teams.channel()
    post = (await teams.act(ADA, "say", channel=general, text="Post"))["ts"]
    reply = (await teams.act(BEN, "say", channel=general, text="Reply", thread_ts=post))["ts"]
    await teams.act(BEN, "say", channel=general, text="@Roundtable help", thread_ts=reply)
    await teams.settle()
    assert [each.conversation.id for each in got] == [f"{general};messageid={post}"]
    assert len(await teams.messages(ADA, general, post)) == 3


async def test_in_a_group_chat_too_the_bot_hears_only_what_mentions_it(teams: Stage) -> None:
    """A typed name that only begins like the bot's is no mention."""
    got = heard(teams)
    group = teams.named("Research partners").id
    for words in ("Hello", "@Roundtables hello", "@Roundtable hello"):
        await teams.act(ADA, "say", channel=group, text=words)
    await teams.settle()
    assert [(each.text, each.conversation.conversation_type) for each in got] == [
        ("<at>Roundtable</at> hello\n", "groupChat")
    ]


async def test_a_changed_or_deleted_message_is_told(teams: Stage) -> None:
    """As an update and a deletion, with Teams' own names for them."""
    chat = teams.chat(ADA)
    async with hearing(teams, 200) as got:
        said = (await teams.act(ADA, "say", channel=chat, text="One"))["ts"]
        await teams.act(ADA, "edit", channel=chat, ts=said, text="Two")
        await teams.act(ADA, "delete", channel=chat, ts=said)
        await teams.settle()
    assert sorted((each["type"], each["channelData"].get("eventType", "")) for each in got) == [
        ("message", ""),
        ("messageDelete", "softDeleteMessage"),
        ("messageUpdate", "editMessage"),
    ]
    assert {each["id"] for each in got} == {said}
    assert await teams.messages(ADA) == []
    theirs = await teams.send(words="Mine")
    assert await teams.refused(ADA, "edit", channel=chat, ts=theirs, text="x") == "not_yours"


async def test_nothing_goes_where_the_bot_is_not(teams: Stage) -> None:
    """Nobody can write to an app that they have not added."""
    got = heard(teams)
    assert await teams.refused(DAN, "say", channel=teams.chat(DAN), text="Hello") == "not_installed"
    await teams.act(ADA, "uninstall", channel=teams.channel())
    await teams.act(ADA, "say", channel=teams.channel(), text="@Roundtable hello")
    await teams.settle()
    assert got == []


async def test_a_delivery_can_be_repeated(teams: Stage) -> None:
    """The very same activity, freshly signed."""
    got = heard(teams)
    await teams.act(ADA, "say", channel=teams.chat(), text="Hello")
    await teams.settle()
    (first,) = await teams.deliveries("message")
    assert (await teams.stage("last/repeat"))["acknowledged"]
    assert (await teams.stage(f"deliveries/{first['n']}/repeat"))["acknowledged"]
    assert len({each.id for each in got}) == 1
    assert len(got) == 3
    status, answer = await teams.call("POST", "deliveries/99/repeat")
    assert (status, answer["error"]) == (404, "no_such_delivery")


async def test_what_is_not_answered_in_time_is_sent_once_more(teams: Stage) -> None:
    """The very same message; a bot that refuses it is left alone."""
    got = heard(teams)
    await teams.stage("faults", delivery="message", error="drop_after", times=5)
    await teams.act(ADA, "say", channel=teams.chat(), text="Hello")
    await teams.settle()
    assert [each["error"] for each in await teams.deliveries("message")] == ["http_timeout"] * 2
    assert len(got) == 2
    assert got[0].id == got[1].id


@pytest.mark.parametrize(
    ("error", "told", "reached"),
    [
        ("500", "http_error", 0),
        ("drop_before", "connection_failed", 0),
        ("slow", None, 1),
        ("drop_after", "http_timeout", 2),
    ],
)
async def test_deliveries_fail_when_a_test_asks_for_it(
    teams: Stage, error: str, told: str | None, reached: int
) -> None:
    """Before or after the bot got them."""
    got = heard(teams)
    await teams.stage("faults", delivery="*", error=error, seconds=0.01)
    await teams.act(ADA, "say", channel=teams.chat(), text="Hello")
    await teams.settle()
    assert (await teams.deliveries("message"))[0]["error"] == told
    assert len(got) == reached


async def test_a_fault_that_makes_no_sense_is_refused(teams: Stage) -> None:
    """With the errors that there are."""
    for body in ({"delivery": "*", "error": "403"}, {"method": "send", "error": "418"}, {"error": "500"}):
        status, answer = await teams.call("POST", "faults", **body)
        assert (status, answer["error"]) == (400, "invalid_fault")
    await teams.stage("faults", method="send", error="500", times=100)
    assert (await teams.call("DELETE", "faults"))[0] == 200
    await teams.send(words="Hello")


async def test_an_endpoint_that_does_not_answer_is_told(teams: Stage) -> None:
    """Whether it is not there, or hangs."""
    await teams.call("PUT", "app", endpoint_url="http://127.0.0.1:9/")
    await teams.act(ADA, "say", channel=teams.chat(), text="Hello")
    await teams.settle()
    teams.team.invoke_timeout = 0.05

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(hang, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        await teams.call("PUT", "app", endpoint_url=f"http://127.0.0.1:{port}/")
        await teams.act(ADA, "say", channel=teams.chat(), text="Hello")
        await teams.settle()
    assert [each["error"] for each in await teams.deliveries("message")] == [
        "connection_failed",
        "http_timeout",
        "http_timeout",
    ]
    status, answer = await teams.call("PUT", "app", endpoint_url="ftp://x")
    assert (status, answer["error"]) == (400, "invalid_url")


@pytest.mark.parametrize(
    ("forged", "status"),
    [
        ({}, 200),
        ({"token": None}, 401),
        ({"token": "nonsense"}, 401),
        ({"key": "stranger"}, 401),
        ({"claims": {"aud": TENANT}}, 401),
        ({"claims": {"iss": "https://sts.example.org"}}, 401),
        ({"claims": {"exp": 1_000_000_000}}, 401),
        ({"claims": {"serviceurl": "https://elsewhere.example/"}}, 401),
        ({"claims": {"serviceurl": None}}, 401),
    ],
)
async def test_forged_deliveries_are_what_they_are_meant_to_be(teams: Stage, forged: Json, status: int) -> None:
    """Microsoft's own check takes the right one and refuses every other."""
    got = heard(teams)
    draft = (await teams.act(ADA, "draft", channel=teams.chat(), text="Hello"))["activity"]
    assert await teams.messages(ADA) == []
    answer = await teams.stage("deliver", activity=draft, **forged)
    assert answer["status"] == status
    assert len(got) == (status == 200)


async def test_anything_at_all_can_be_posted_to_the_bot(teams: Stage) -> None:
    """With headers of one's own; a field that there is not is refused."""
    async with hearing(teams, {"fine": True}) as got:
        answer = await teams.stage("deliver", body='{"type": "x"}', headers={"X-Odd": "1"})
        assert (answer["status"], answer["body"]) == (200, {"fine": True})
    assert got == [{"type": "x"}]
    status, answer = await teams.call("POST", "deliver", secret=SECRET)
    assert (status, answer["error"]) == (400, "unknown_field")
