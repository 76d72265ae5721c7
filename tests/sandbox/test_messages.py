"""Messages: who may post where, who sees what, and what Slack makes of it."""

import asyncio

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.stage import Stage, error_of, refusal_of, staged


async def test_a_post_is_seen_by_everybody_in_the_channel(stage: Stage) -> None:
    """Members see it; people outside see no such channel."""
    general = stage.channel("general")
    posted = await stage.web.chat_postMessage(channel=general, text="Hello")
    assert posted["message"]["bot_id"] == "BSANDBOX01"
    for user in ("UADA", "UBEN", "UCAT"):
        assert [each["text"] for each in await stage.messages(user, general)] == ["Hello"]
    status, answer = await stage.call("GET", f"users/UDAN/messages?channel={general}")
    assert (status, answer["error"]) == (404, "channel_not_found")


async def test_an_ephemeral_is_hidden_from_everybody_else(stage: Stage) -> None:
    """Neither other people nor the history show it, and it cannot be changed later."""
    general = stage.channel("general")
    sent = await stage.web.chat_postEphemeral(channel=general, user="UADA", text="For you")
    (seen,) = await stage.messages("UADA", general)
    assert seen["ephemeral"] is True
    assert await stage.messages("UBEN", general) == []
    assert (await stage.web.conversations_history(channel=general))["messages"] == []
    ts = sent["message_ts"]
    assert await error_of(stage.web.chat_update(channel=general, ts=ts, text="x")) == "message_not_found"
    blocks = [{"type": "actions", "elements": [{"type": "button", "text": _plain("Go"), "action_id": "go"}]}]
    await stage.web.chat_postEphemeral(channel=general, user="UADA", text="Press", blocks=blocks)
    ts = (await stage.messages("UADA", general))[-1]["ts"]
    assert await stage.refused("UBEN", "click", channel=general, ts=ts, block_id="b", action_id="go") == (
        "message_not_found"
    )


async def test_an_ephemeral_goes_only_to_somebody_in_the_conversation(stage: Stage) -> None:
    """Somebody outside is `user_not_in_channel`."""
    general = stage.channel("general")
    call = stage.web.chat_postEphemeral(channel=general, user="UDAN", text="x")
    assert await error_of(call) == "user_not_in_channel"


async def test_the_bot_posts_only_where_it_is(stage: Stage) -> None:
    """`not_in_channel` until it joins."""
    introductions = stage.channel("introductions")
    assert await error_of(stage.web.chat_postMessage(channel=introductions, text="x")) == "not_in_channel"
    assert await error_of(stage.web.chat_postEphemeral(channel=introductions, user="UADA", text="x")) == (
        "not_in_channel"
    )
    await stage.web.conversations_join(channel=introductions)
    assert (await stage.web.chat_postMessage(channel="#introductions", text="x"))["ok"]


async def test_the_public_scope_lets_the_bot_post_to_any_public_channel() -> None:
    """`chat:write.public` stands in for membership."""
    async with staged(scopes=["chat:write", "chat:write.public"]) as stage:
        assert (await stage.web.chat_postMessage(channel=stage.channel("introductions"), text="x"))["ok"]


async def test_nothing_is_posted_to_an_archived_or_unknown_channel() -> None:
    """`is_archived` and `channel_not_found`; a private channel without the bot does not exist for it."""
    channels = [{"name": "old", "archived": True}, {"name": "secret", "private": True, "bot": False}]
    async with staged(channels=channels) as stage:
        assert await error_of(stage.web.chat_postMessage(channel=stage.channel("old"), text="x")) == "is_archived"
        assert await error_of(stage.web.chat_postMessage(channel=stage.channel("secret"), text="x")) == (
            "channel_not_found"
        )
        assert await error_of(stage.web.chat_postMessage(channel="C404", text="x")) == "channel_not_found"


async def test_a_message_needs_something_to_show(stage: Stage) -> None:
    """Neither text nor blocks is `no_text`."""
    assert await error_of(stage.web.api_call("chat.postMessage", json={"channel": "general", "text": " "})) == "no_text"


async def test_long_text_is_cut_when_posted_and_refused_when_updated(stage: Stage) -> None:
    """40,000 characters are kept; an update takes 4,000."""
    general = stage.channel("general")
    posted = await stage.web.chat_postMessage(channel=general, text="a" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    ts = posted["ts"]
    assert (await stage.web.chat_update(channel=general, ts=ts, text="b" * 4_000))["ok"]
    assert await error_of(stage.web.chat_update(channel=general, ts=ts, text="b" * 4_001)) == "msg_too_long"


async def test_only_the_bots_own_messages_can_be_changed_or_deleted(stage: Stage) -> None:
    """Another's is `cant_update_message` and `cant_delete_message`."""
    general = stage.channel("general")
    ts = (await stage.act("UADA", "say", channel=general, text="Mine"))["ts"]
    assert await error_of(stage.web.chat_update(channel=general, ts=ts, text="x")) == "cant_update_message"
    assert await error_of(stage.web.chat_delete(channel=general, ts=ts)) == "cant_delete_message"
    own = (await stage.web.chat_postMessage(channel=general, text="Bot's"))["ts"]
    await stage.web.chat_delete(channel=general, ts=own)
    assert [each["text"] for each in await stage.messages("UBEN", general)] == ["Mine"]


async def test_an_update_keeps_the_blocks_it_does_not_mention(stage: Stage) -> None:
    """An empty list takes them away."""
    general = stage.channel("general")
    posted = await stage.web.chat_postMessage(channel=general, text="a", blocks=[{"type": "divider"}])
    kept = await stage.web.chat_update(channel=general, ts=posted["ts"], text="b")
    assert kept["message"]["blocks"] == posted["message"]["blocks"]
    bare = await stage.web.chat_update(channel=general, ts=posted["ts"], text="c", blocks=[])
    assert "blocks" not in bare["message"]


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("https://example.org/a.png", True),
        ("http://example.org/a.png", False),
        ("http://127.0.0.1:1/a.png", False),
        ("{sandbox}/index.html", False),
        ("no address", False),
    ],
)
async def test_a_message_with_a_picture_that_cannot_be_fetched_is_refused(
    stage: Stage, url: str, *, taken: bool
) -> None:
    """With Slack's words and the place where it stands; nothing is fetched from other machines here."""
    blocks = [
        {"type": "divider"},
        {"type": "image", "image_url": url.format(sandbox=stage.served.url), "alt_text": "A"},
    ]
    call = stage.web.chat_postMessage(channel=stage.channel("general"), text="x", blocks=blocks)
    if taken:
        assert (await call)["ok"]
        return
    with pytest.raises(SlackApiError) as refused:
        await call
    assert refused.value.response["error"] == "invalid_blocks"
    assert "downloading image failed [json-pointer:/blocks/1/image_url]" in str(refused.value.response["errors"])


async def test_replies_stay_in_their_thread(stage: Stage) -> None:
    """The channel shows a count, the thread shows the replies."""
    general = stage.channel("general")
    ts = (await stage.act("UADA", "say", channel=general, text="Topic"))["ts"]
    await stage.web.chat_postMessage(channel=general, text="Reply", thread_ts=ts)
    await stage.act("UBEN", "say", channel=general, text="Another", thread_ts=ts)
    (parent,) = await stage.messages("UCAT", general)
    assert parent["reply_count"] == 2
    assert [each["text"] for each in await stage.messages("UCAT", general, ts)] == ["Topic", "Reply", "Another"]
    replies = await stage.web.conversations_replies(channel=general, ts=ts)
    assert [each["text"] for each in replies["messages"]] == ["Topic", "Reply", "Another"]
    call = stage.web.chat_postMessage(channel=general, text="x", thread_ts="1.000000")
    assert await error_of(call) == "thread_not_found"


async def test_metadata_comes_back_when_asked_for(stage: Stage) -> None:
    """`include_all_metadata` shows it, its absence does not."""
    general = stage.channel("general")
    metadata = {"event_type": "outbox", "event_payload": {"key": "7"}}
    await stage.web.chat_postMessage(channel=general, text="x", metadata=metadata)
    with_it = await stage.web.conversations_history(channel=general, include_all_metadata=True)
    assert with_it["messages"][0]["metadata"] == metadata
    assert "metadata" not in (await stage.web.conversations_history(channel=general))["messages"][0]
    wrong = stage.web.chat_postMessage(channel=general, text="x", metadata={"event_type": "outbox"})
    assert await error_of(wrong) == "invalid_metadata_schema"


async def test_history_is_paged_newest_first_and_bounded_by_time(stage: Stage) -> None:
    """Cursors lead through it; `oldest` and `inclusive` bound it."""
    general = stage.channel("general")
    sent = [(await stage.web.chat_postMessage(channel=general, text=str(n)))["ts"] for n in range(5)]
    first = await stage.web.conversations_history(channel=general, limit=3)
    assert [each["text"] for each in first["messages"]] == ["4", "3", "2"]
    assert first["has_more"] is True
    cursor = first["response_metadata"]["next_cursor"]
    second = await stage.web.conversations_history(channel=general, limit=3, cursor=cursor)
    assert [each["text"] for each in second["messages"]] == ["1", "0"]
    late = await stage.web.conversations_history(channel=general, oldest=sent[3], inclusive=True)
    assert [each["text"] for each in late["messages"]] == ["4", "3"]
    assert await error_of(stage.web.conversations_history(channel=general, cursor="???")) == "invalid_cursor"


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("<@UADA> &amp; <https://x.org|x>", "<@UADA> &amp; <https://x.org|x>"),
        ("<b>", "&lt;b&gt;"),
    ],
)
async def test_text_is_stored_escaped(stage: Stage, given: str, stored: str) -> None:
    """Slack's own markup stays, everything else is escaped once."""
    posted = await stage.web.chat_postMessage(channel=stage.channel("general"), text=given)
    assert posted["message"]["text"] == stored


async def test_broken_blocks_are_refused_with_slacks_words(stage: Stage) -> None:
    """`invalid_blocks` says where; what is no list is `invalid_blocks_format`."""
    general = stage.channel("general")
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "a" * 3_001}}]
    refused = await refusal_of(stage.web.chat_postMessage(channel=general, text="x", blocks=blocks))
    words = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert refused["error"] == "invalid_blocks"
    assert words in refused["errors"]
    assert f"[ERROR] {words}" in refused["response_metadata"]["messages"]
    call = stage.web.chat_postMessage(channel=general, text="x", blocks="not json")
    assert await error_of(call) == "invalid_blocks_format"


async def test_a_thousand_messages_stay_quick(stage: Stage) -> None:
    """The thousandth post costs no more than a few milliseconds."""
    general = stage.channel("general")
    await stage.call("PUT", "app", request_url=None)
    loop_time = asyncio.get_running_loop().time
    began = loop_time()
    for n in range(1_000):
        await stage.act("UADA", "say", channel=general, text=str(n))
    assert loop_time() - began < 10
    began = loop_time()
    assert len(await stage.messages("UBEN", general)) == 1_000
    assert loop_time() - began < 1


def _plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}
