"""Presses, choices and type-ahead: what Slack's client sends, and what answers do."""

import asyncio
from typing import Any

from tests.sandbox.stage import Stage, manifest, staged

Json = dict[str, Any]

BLOCKS: list[Json] = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "button", "action_id": "go", "value": "7", "text": {"type": "plain_text", "text": "Go"}},
            {
                "type": "static_select",
                "action_id": "side",
                "initial_option": {"text": {"type": "plain_text", "text": "Any"}, "value": "any"},
                "options": [
                    {"text": {"type": "plain_text", "text": "Any"}, "value": "any"},
                    {"text": {"type": "plain_text", "text": "Research"}, "value": "research"},
                ],
            },
            {"type": "external_select", "action_id": "topic", "min_query_length": 2},
        ],
    },
    {
        "type": "section",
        "block_id": "more",
        "text": {"type": "mrkdwn", "text": "Which?"},
        "accessory": {
            "type": "multi_static_select",
            "action_id": "many",
            "options": [{"text": {"type": "plain_text", "text": "One"}, "value": "1"}],
        },
    },
]


def pressed(stage: Stage, answer: Json | None = None) -> list[Json]:
    """Let the bot acknowledge every action, answer some, and keep what it got."""
    got: list[Json] = []

    async def take(ack: Any, body: Json, respond: Any) -> None:
        await ack()
        got.append(body)
        if answer is not None:
            await respond(**answer)

    for action in ("go", "side", "topic", "many", "note"):
        stage.bolt.action(action)(take)
    return got


async def posted(stage: Stage) -> Json:
    """Post the blocks to #general."""
    answer = await stage.web.chat_postMessage(channel=stage.channel("general"), text="Press", blocks=BLOCKS)
    return {"channel": answer["channel"], "ts": answer["ts"]}


async def test_a_press_carries_the_message_and_everything_filled_in(stage: Stage) -> None:
    """Initial values count, empty multi-selects are empty lists."""
    got = pressed(stage)
    where = await posted(stage)
    answer = await stage.act("UBEN", "click", **where, block_id="row", action_id="go")
    assert answer["acknowledged"]
    (body,) = got
    assert body["actions"][0]["value"] == "7"
    assert body["actions"][0]["type"] == "button"
    assert body["user"]["id"] == "UBEN"
    assert body["container"]["message_ts"] == where["ts"]
    assert body["message"]["text"] == "Press"
    state = body["state"]["values"]
    assert state["row"]["side"]["selected_option"]["value"] == "any"
    assert state["row"]["topic"]["selected_option"] is None
    assert state["more"]["many"]["selected_options"] == []
    assert "go" not in state["row"]


async def test_a_choice_is_sent_at_once_and_kept_for_that_person(stage: Stage) -> None:
    """Somebody else's choice is not mine."""
    got = pressed(stage)
    where = await posted(stage)
    await stage.act("UBEN", "click", **where, block_id="row", action_id="side", selected="research")
    assert got[0]["actions"][0]["selected_option"]["text"]["text"] == "Research"
    await stage.act("UBEN", "fill", **where, block_id="more", action_id="many", selected=["1"])
    await stage.act("UBEN", "click", **where, block_id="row", action_id="go")
    assert got[1]["state"]["values"]["row"]["side"]["selected_option"]["value"] == "research"
    assert got[1]["state"]["values"]["more"]["many"]["selected_options"][0]["value"] == "1"
    await stage.act("UADA", "click", **where, block_id="row", action_id="go")
    assert got[2]["state"]["values"]["row"]["side"]["selected_option"]["value"] == "any"


async def test_only_what_is_there_can_be_used(stage: Stage) -> None:
    """Unknown elements, options and messages are refused before anything is sent."""
    pressed(stage)
    where = await posted(stage)
    assert await stage.refused("UADA", "click", **where, block_id="row", action_id="nope") == "no_such_element"
    refused = await stage.refused("UADA", "click", **where, block_id="row", action_id="side", selected="x")
    assert refused == "no_such_option"
    elsewhere = {"channel": where["channel"], "ts": "1.0"}
    assert await stage.refused("UADA", "click", **elsewhere, block_id="row", action_id="go") == "message_not_found"
    assert await stage.deliveries("block_actions") == []


async def test_type_ahead_asks_the_bot(stage: Stage) -> None:
    """From the second letter on here; what was offered can then be chosen, in full."""
    got = pressed(stage)

    @stage.bolt.options("topic")
    async def offer(ack: Any, payload: Json) -> None:
        text = {"type": "plain_text", "text": f"All about {payload['value']}"}
        await ack(options=[{"text": text, "value": "t1"}])

    where = await posted(stage)
    used = {**where, "block_id": "row", "action_id": "topic"}
    assert await stage.act("UADA", "suggest", **used, value="a") == {"options": []}
    assert await stage.refused("UADA", "click", **used, selected="t1") == "no_such_option"
    offered = await stage.act("UADA", "suggest", **used, value="art")
    assert offered["options"][0]["text"]["text"] == "All about art"
    await stage.act("UADA", "click", **used, selected="t1")
    assert got[0]["actions"][0]["selected_option"]["value"] == "t1"


async def test_too_many_or_broken_suggestions_are_none(stage: Stage) -> None:
    """As Slack shows no result for them."""

    @stage.bolt.options("topic")
    async def offer(ack: Any) -> None:
        await ack(options=[{"text": {"type": "plain_text", "text": "x"}, "value": str(n)} for n in range(101)])

    where = await posted(stage)
    used = {**where, "block_id": "row", "action_id": "topic"}
    assert await stage.act("UADA", "suggest", **used, value="art") == {"options": []}


async def test_an_answer_replaces_the_message_it_belongs_to(stage: Stage) -> None:
    """For everybody, if everybody saw it."""
    pressed(stage, {"text": "Done", "blocks": [], "replace_original": True})
    where = await posted(stage)
    await stage.act("UBEN", "click", **where, block_id="row", action_id="go")
    await asyncio.sleep(0.05)
    (seen,) = await stage.messages("UADA", where["channel"])
    assert seen["text"] == "Done"
    assert seen["edited"]


async def test_an_ephemeral_is_replaced_and_deleted_by_its_response_url(stage: Stage) -> None:
    """A press on it carries no message, since Slack keeps none."""
    answers: list[Json] = [{"text": "Next", "blocks": BLOCKS, "replace_original": True}, {"delete_original": True}]
    got: list[Json] = []

    @stage.bolt.action("go")
    async def take(ack: Any, body: Json, respond: Any) -> None:
        await ack()
        got.append(body)
        await respond(**answers.pop(0))

    general = stage.channel("general")
    sent = await stage.web.chat_postEphemeral(channel=general, user="UADA", text="First", blocks=BLOCKS)
    where = {"channel": general, "ts": sent["message_ts"], "block_id": "row", "action_id": "go"}
    await stage.act("UADA", "click", **where)
    await asyncio.sleep(0.05)
    assert [each["text"] for each in await stage.messages("UADA", general)] == ["Next"]
    await stage.act("UADA", "click", **where)
    await asyncio.sleep(0.05)
    assert await stage.messages("UADA", general) == []
    assert "message" not in got[0]
    assert got[0]["container"]["is_ephemeral"] is True


async def test_by_default_an_answer_is_a_new_ephemeral(stage: Stage) -> None:
    """Beside the message, for the one who pressed."""
    pressed(stage, {"text": "For you"})
    where = await posted(stage)
    await stage.act("UBEN", "click", **where, block_id="row", action_id="go")
    await asyncio.sleep(0.05)
    assert [each["text"] for each in await stage.messages("UBEN", where["channel"])] == ["Press", "For you"]
    assert len(await stage.messages("UADA", where["channel"])) == 1


async def test_a_press_without_acknowledgement_shows_a_notice(stage: Stage) -> None:
    """One for silence, another for an error; and it is sent once only."""
    where = await posted(stage)
    answer = await stage.act("UADA", "click", **where, block_id="row", action_id="go")
    assert answer["status"] == 404
    assert (await stage.get("users/UADA/view"))["notice"] == "Roundtable could not be reached: dispatch_failed"
    await stage.call("POST", "faults", delivery="block_actions", error="drop_after")
    pressed(stage)
    await stage.act("UADA", "click", **where, block_id="row", action_id="go")
    notice = (await stage.get("users/UADA/view"))["notice"]
    assert notice == "Roundtable did not answer in time: operation_timeout"
    assert len(await stage.deliveries("block_actions")) == 2


async def test_presses_need_interactivity_in_the_manifest() -> None:
    """Without it nothing is sent."""
    given = manifest()
    given["settings"]["interactivity"]["is_enabled"] = False
    async with staged(manifest=given) as stage:
        where = await posted(stage)
        assert await stage.refused("UADA", "click", **where, block_id="row", action_id="go") == "not_interactive"


async def test_old_messages_and_their_buttons_can_be_staged(stage: Stage) -> None:
    """Posted as the bot, with an action it no longer knows."""
    general = stage.channel("general")
    ts = (await stage.act("UADA", "old_message", channel=general, text="Old", blocks=BLOCKS))["ts"]
    (seen,) = await stage.messages("UBEN", general)
    assert (seen["ts"], seen["bot_id"]) == (ts, "BSANDBOX01")
    answer = await stage.act("UBEN", "click", channel=general, ts=ts, block_id="row", action_id="go")
    assert answer["status"] == 404


async def test_home_is_opened_published_and_pressed(stage: Stage) -> None:
    """Its presses carry the view, and no channel or response URL."""
    got = pressed(stage)

    @stage.bolt.event("app_home_opened")
    async def opened(event: Json, client: Any) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": BLOCKS})

    await stage.act("UADA", "home")
    await stage.settle()
    await asyncio.sleep(0.05)
    home = (await stage.get("users/UADA/view"))["home"]
    assert (await stage.get("users/UBEN/view"))["home"] is None
    await stage.act("UADA", "click", view=home["id"], block_id="row", action_id="side", selected="research")
    (body,) = got
    assert body["view"]["type"] == "home"
    assert body["view"]["state"]["values"]["row"]["side"]["selected_option"]["value"] == "research"
    assert body["container"] == {"type": "view", "view_id": home["id"]}
    assert not {"channel", "response_url", "message"} & set(body)
    assert await stage.refused("UBEN", "click", view=home["id"], block_id="row", action_id="go") == "view_not_found"
