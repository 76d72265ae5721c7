"""Modals: triggers, the stack, what the client refuses and what the bot's answer does."""

import asyncio
from typing import Any

from tests.sandbox.stage import Stage, error_of

Json = dict[str, Any]


def plain(text: str) -> Json:
    """A plain text."""
    return {"type": "plain_text", "text": text}


def field(name: str, *, kind: str = "plain_text_input", **more: Any) -> Json:
    """An input block whose element is called `value`."""
    block_keys: Json = {key: more.pop(key) for key in ("optional", "dispatch_action") if key in more}
    element = {"type": kind, "action_id": "value", **more}
    return {"type": "input", "block_id": name, "label": plain(name), "element": element, **block_keys}


def modal(*blocks: Json, title: str = "Form", **more: Any) -> Json:
    """A modal with a submit button."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Save"),
        "blocks": blocks,
        **more,
    }


class Form:
    """A bot that opens a modal on /find and answers submissions as it is told."""

    def __init__(self, stage: Stage, view: Json) -> None:
        self.stage = stage
        self.view = view
        self.answer: Json = {}
        self.triggers: list[str] = []
        self.got: list[Json] = []
        self.closed: list[Json] = []
        stage.bolt.command("/find")(self._open)
        stage.bolt.view("form")(self._submitted)
        stage.bolt.view_closed("form")(self._closed)
        stage.bolt.action("value")(self._pressed)

    async def _open(self, ack: Any, body: Json, client: Any) -> None:
        await ack()
        self.triggers.append(body["trigger_id"])
        if self.view:
            await client.views_open(trigger_id=body["trigger_id"], view=self.view)

    async def _submitted(self, ack: Any, body: Json) -> None:
        self.got.append(body)
        await ack(**self.answer)

    async def _closed(self, ack: Any, body: Json) -> None:
        self.closed.append(body)
        await ack()

    async def _pressed(self, ack: Any, body: Json) -> None:
        self.got.append(body)
        await ack()

    async def open(self) -> str:
        """Open it as Ada and give its id."""
        await self.stage.act("UADA", "command", channel=self.stage.channel("general"), command="/find")
        for _ in range(100):
            modals = await self.modals()
            if modals or not self.view:
                break
            await asyncio.sleep(0.005)
        return str(modals[-1]["id"]) if modals else ""

    async def modals(self) -> list[Json]:
        """Ada's modals, the last in front."""
        listed: list[Json] = (await self.stage.get("users/UADA/view"))["modals"]
        return listed

    async def submit(self, view: str, **values: Any) -> Any:
        """Submit as Ada with texts for the fields."""
        fill = {name: {"value": {"text": text}} for name, text in values.items()}
        return await self.stage.act("UADA", "submit", view=view, fill=fill)


async def test_a_submission_carries_initial_and_filled_in_values(stage: Stage) -> None:
    """What nobody touched counts as filled in."""
    form = Form(stage, modal(field("name", initial_value="Ada"), field("town", optional=True)))
    view = await form.open()
    assert await form.submit(view, town="Durham") == {"action": "close"}
    values = form.got[0]["view"]["state"]["values"]
    assert values["name"]["value"]["value"] == "Ada"
    assert values["town"]["value"]["value"] == "Durham"
    assert await form.modals() == []


async def test_an_empty_required_field_is_refused_before_it_is_sent(stage: Stage) -> None:
    """The bot hears nothing; the error stands under its field until it is filled in."""
    form = Form(stage, modal(field("name"), field("town", optional=True)))
    view = await form.open()
    required = {"name": "Please complete this required field."}
    assert await form.submit(view) == {"errors": required, "sent": False}
    assert (await stage.get("users/UADA/view"))["errors"] == required
    assert form.got == []
    await stage.act("UADA", "fill", view=view, block_id="name", action_id="value", text="Ada")
    assert (await stage.get("users/UADA/view"))["errors"] == {}
    assert await form.submit(view) == {"action": "close"}


async def test_the_client_checks_lengths_numbers_and_addresses(stage: Stage) -> None:
    """Each under its own field."""
    form = Form(
        stage,
        modal(
            field("short", max_length=3),
            field("long", min_length=3),
            field("number", kind="number_input", is_decimal_allowed=False, max_value="10"),
            field("mail", kind="email_text_input"),
            field("link", kind="url_text_input"),
        ),
    )
    view = await form.open()
    answer = await form.submit(view, short="abcd", long="ab", number="11", mail="nobody", link="example.org")
    assert set(answer["errors"]) == {"short", "long", "number", "mail", "link"}
    answer = await form.submit(view, short="abc", long="abc", number="1.5", mail="a@b.org", link="https://b.org")
    assert set(answer["errors"]) == {"number"}
    assert await form.submit(view, number="10") == {"action": "close"}


async def test_the_bots_errors_stand_under_their_fields(stage: Stage) -> None:
    """Errors for fields that do not exist are trouble connecting, as in Slack."""
    form = Form(stage, modal(field("name")))
    view = await form.open()
    form.answer = {"response_action": "errors", "errors": {"name": "Too short"}}
    assert await form.submit(view, name="A") == {"action": "errors", "errors": {"name": "Too short"}}
    assert (await stage.get("users/UADA/view"))["errors"] == {"name": "Too short"}
    form.answer = {"response_action": "errors", "errors": {"nope": "x"}}
    answer = await form.submit(view, name="A")
    assert answer["notice"] == "We had some trouble connecting. Try again?"
    assert len(await form.modals()) == 1


async def test_an_update_or_push_replaces_or_covers_the_modal(stage: Stage) -> None:
    """A close shows what was below; three is the deepest."""
    form = Form(stage, modal(field("name")))
    view = await form.open()
    form.answer = {"response_action": "update", "view": modal(field("name"), title="Two")}
    assert await form.submit(view, name="A") == {"action": "update"}
    assert [each["title"]["text"] for each in await form.modals()] == ["Two"]
    form.answer = {"response_action": "push", "view": modal(field("name"), title="Three")}
    for depth in (2, 3):
        assert await form.submit((await form.modals())[-1]["id"], name="A") == {"action": "push"}
        assert len(await form.modals()) == depth
    answer = await form.submit((await form.modals())[-1]["id"], name="A")
    assert answer["error"] == "push_limit_reached"
    form.answer = {}
    assert await form.submit((await form.modals())[-1]["id"], name="A") == {"action": "close"}
    assert len(await form.modals()) == 2
    form.answer = {"response_action": "clear"}
    assert await form.submit((await form.modals())[-1]["id"], name="A") == {"action": "clear"}
    assert await form.modals() == []


async def test_a_broken_view_in_an_answer_is_trouble_connecting(stage: Stage) -> None:
    """The modal stays as it was."""
    form = Form(stage, modal(field("name")))
    view = await form.open()
    form.answer = {"response_action": "update", "view": modal(field("name"), title="x" * 25)}
    answer = await form.submit(view, name="A")
    assert answer["error"] == "invalid_arguments"
    assert [each["title"]["text"] for each in await form.modals()] == ["Form"]


async def test_a_submission_without_acknowledgement_leaves_the_modal_open(stage: Stage) -> None:
    """With what was filled in."""
    form = Form(stage, modal(field("name")))
    view = await form.open()
    await stage.call("POST", "faults", delivery="view_submission", error="slow", seconds=0.01)
    await stage.call("POST", "faults", delivery="view_submission", error="500")
    assert await form.submit(view, name="A") == {"action": "close"}
    view = await form.open()
    answer = await form.submit(view, name="B")
    assert answer["notice"] == "We had some trouble connecting. Try again?"
    (still,) = await form.modals()
    assert still["state"]["values"]["name"]["value"]["value"] == "B"


async def test_a_trigger_opens_one_modal_within_three_seconds(stage: Stage) -> None:
    """Used twice, too late or made up, it is refused with Slack's error."""
    form = Form(stage, {})
    await form.open()
    opened = stage.web.views_open
    assert (await opened(trigger_id=form.triggers[0], view=modal()))["ok"]
    assert await error_of(opened(trigger_id=form.triggers[0], view=modal())) == "exchanged_trigger_id"
    await form.open()
    await stage.call("POST", "time", seconds=3.1)
    assert await error_of(opened(trigger_id=form.triggers[1], view=modal())) == "expired_trigger_id"
    assert await error_of(opened(trigger_id="1.2.x", view=modal())) == "invalid_trigger_id"


async def test_an_invalid_view_does_not_use_its_trigger_up(stage: Stage) -> None:
    """Slack looks at the view first."""
    form = Form(stage, {})
    await form.open()
    wrong = stage.web.views_open(trigger_id=form.triggers[0], view=modal(title="x" * 25))
    assert await error_of(wrong) == "invalid_arguments"
    assert (await stage.web.views_open(trigger_id=form.triggers[0], view=modal()))["ok"]


async def test_views_are_pushed_from_within_a_modal_only(stage: Stage) -> None:
    """With a command's trigger there is nothing to push onto."""
    form = Form(stage, {})
    await form.open()
    assert await error_of(stage.web.views_push(trigger_id=form.triggers[0], view=modal())) == "not_found"
    form.view = modal(field("name", kind="static_select", dispatch_action=True, options=_options("a", "b")))
    view = await form.open()
    for expected in (2, 3):
        await stage.act("UADA", "click", view=view, block_id="name", action_id="value", selected="b")
        await stage.web.views_push(trigger_id=form.got[-1]["trigger_id"], view=modal(title=str(expected)))
        assert len(await form.modals()) == expected
    assert form.got[0]["view"]["state"]["values"]["name"]["value"]["selected_option"]["value"] == "b"
    await stage.act("UADA", "click", view=view, block_id="name", action_id="value", selected="a")
    pushed = stage.web.views_push(trigger_id=form.got[-1]["trigger_id"], view=modal())
    assert await error_of(pushed) == "push_limit_reached"


async def test_an_update_guards_against_races_and_keeps_what_was_typed(stage: Stage) -> None:
    """A stale hash is refused; the same ids keep their values even against a new initial value."""
    form = Form(stage, modal(field("name")))
    view = await form.open()
    (shown,) = await form.modals()
    await stage.act("UADA", "fill", view=view, block_id="name", action_id="value", text="Typed")
    changed = modal(field("name", initial_value="New"), field("town", initial_value="Leeds"))
    await stage.web.views_update(view_id=view, hash=shown["hash"], view=changed)
    stale = stage.web.views_update(view_id=view, hash=shown["hash"], view=changed)
    assert await error_of(stale) == "hash_conflict"
    (now,) = await form.modals()
    assert now["state"]["values"]["name"]["value"]["value"] == "Typed"
    assert now["state"]["values"]["town"]["value"]["value"] == "Leeds"
    await stage.act("UADA", "close", view=view)
    assert await error_of(stage.web.views_update(view_id=view, view=changed)) == "not_found"


async def test_external_ids_name_one_view(stage: Stage) -> None:
    """A second view may not take it; an update may go by it."""
    form = Form(stage, modal(external_id="mine"))
    await form.open()
    form.view = {}
    await stage.act("UBEN", "command", channel=stage.channel("general"), command="/find")
    second = stage.web.views_open(trigger_id=form.triggers[-1], view=modal(external_id="mine"))
    assert await error_of(second) == "duplicate_external_id"
    await stage.web.views_update(external_id="mine", view=modal(title="By name"))
    assert (await form.modals())[0]["title"]["text"] == "By name"


async def test_closing_tells_the_bot_only_if_it_asked(stage: Stage) -> None:
    """`notify_on_close` sends view_closed, with is_cleared."""
    form = Form(stage, modal(notify_on_close=True))
    await stage.act("UADA", "close", view=await form.open())
    assert form.closed[0]["is_cleared"] is False
    form.view = modal(notify_on_close=True, clear_on_close=True)
    await stage.act("UADA", "close", view=await form.open())
    assert form.closed[1]["is_cleared"] is True
    form.view = modal()
    await stage.act("UADA", "close", view=await form.open())
    assert len(form.closed) == 2
    assert await form.modals() == []


async def test_an_input_is_sent_with_its_form_unless_it_dispatches(stage: Stage) -> None:
    """A click on one that does not is refused."""
    form = Form(stage, modal(field("name")))
    view = await form.open()
    refused = await stage.refused("UADA", "click", view=view, block_id="name", action_id="value", text="x")
    assert refused == "does_not_dispatch"


async def test_a_home_needs_its_tab_and_a_person(stage: Stage) -> None:
    """And a hash that is not stale."""
    home: Json = {"type": "home", "blocks": []}
    first = (await stage.web.views_publish(user_id="UADA", view=home))["view"]
    await stage.web.views_publish(user_id="UADA", view=home, hash=first["hash"])
    assert await error_of(stage.web.views_publish(user_id="UADA", view=home, hash=first["hash"])) == "hash_conflict"
    assert await error_of(stage.web.views_publish(user_id="U404", view=home)) == "invalid_arguments"
    assert await error_of(stage.web.views_publish(user_id="UADA", view=modal())) == "invalid_arguments"


def _options(*values: str) -> list[Json]:
    return [{"text": plain(value), "value": value} for value in values]
