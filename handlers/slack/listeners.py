"""Everything from Slack → actions: one set of listeners, over HTTP and over a socket.

What was said is in the database before it is acknowledged, as far as that takes no longer than Slack waits; after the
acknowledgement it is only shown. So Bolt is told to answer when a listener has ended (`process_before_response`):
otherwise it acknowledges events before anything is done, and looks every 10 ms whether a listener has acknowledged.
"""

import asyncio
import re
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot import members
from bot.actions import ACTIONS
from bot.cards import Button, Card, Form, Invalid, Shown, Suggestions
from bot.commands import COMMANDS
from bot.desk import Desk, Reply, command, press, say
from bot.directory import Address
from bot.errors import NoBots
from bot.network import Repeated
from bot.said import Said
from handlers.slack import directory, fields, forms
from handlers.slack.answers import Answers, Place, as_card, content
from handlers.slack.blocks import LINK
from handlers.slack.rooms import CHANGES, changed, room_of
from handlers.slack.wire import Wire
from handlers.slack.words import said
from handlers.tasks import soon
from handlers.trouble import broken, sorry
from handlers.words import clean

log = structlog.get_logger()

PATIENCE = 1.8
"""Seconds to wait for an answer before a request is acknowledged without it; Slack waits for 3."""

SETTLING = 0.5
"""Seconds until Slack shows the modal that an acknowledgement carried, and takes another one in its place."""

BELOW = 0.7
"""Seconds to wait until what lies below a modal is changed, before it is answered in the modal itself."""

ANYTHING = re.compile("")
OPENS = "Open the form"
LONGEST_VALUE = 2_000
"""Characters that a button can bring back."""

SPOKEN = frozenset({None, "file_share", "thread_broadcast"})
"""Kinds of messages that somebody wrote; all others tell of edits, deletions, joins and the like."""

Ack = AsyncAck
Body = Mapping[str, Any]


def build_app(desk: Desk, wire: Wire, answers: Answers, *, signing_secret: str) -> AsyncApp:
    """The Bolt app with all listeners; requests with a wrong or old signature do not reach them."""
    app = AsyncApp(
        name="roundtable",
        signing_secret=signing_secret,
        client=AsyncWebClient(base_url=wire.calls.base_url),
        authorize=Installed(wire.token),
        process_before_response=True,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    ears = Ears(desk, answers)
    app.action(ANYTHING)(ears.on_press)
    app.view(ANYTHING)(ears.on_submit)
    app.options(ANYTHING)(ears.on_suggest)
    app.command(ANYTHING)(ears.on_command)
    app.shortcut(ANYTHING)(ears.on_shortcut)
    app.event("message")(ears.on_message)
    app.event("app_mention")(ears.on_mention)
    app.event("app_home_opened")(ears.on_home)
    app.event(re.compile("^(user_change|team_join)$"))(ears.on_person)
    app.event(re.compile(f"^({'|'.join(CHANGES)})$"))(ears.on_room)
    app.event(ANYTHING)(ears.on_anything)
    app.error(ears.on_error)
    return app


class Installed(AsyncAuthorize):
    """The app is installed in one workspace, with one token; nothing is asked of Slack for that.

    What the bot is called there stands in every event, and where a token is of no use an answer still goes out by the
    acknowledgement or the response_url.
    """

    def __init__(self, token: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._token = token

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,  # noqa: ARG002 - Bolt's protocol
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,  # noqa: ARG002 - Bolt's protocol
        actor_enterprise_id: str | None = None,  # noqa: ARG002 - Bolt's protocol
        actor_team_id: str | None = None,  # noqa: ARG002 - Bolt's protocol
        actor_user_id: str | None = None,  # noqa: ARG002 - Bolt's protocol
    ) -> AuthorizeResult:
        """The same for every request."""
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=self._token)


class Ears:
    """The listeners: each acknowledges, passes on what was said, and shows what came of it."""

    def __init__(self, desk: Desk, answers: Answers) -> None:
        self._desk = desk
        self._answers = answers

    async def on_command(self, ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        """A slash command: answered with the acknowledgement when that is quick enough."""
        slash, words = body["command"], clean(body.get("text") or "")
        who = Address("slack", str(context.team_id), body["user_id"])
        once = "" if slash in READING else f"command {body['trigger_id']}"
        room = room_of(who.workspace, body["channel_id"], body.get("channel_name") or "")
        task = self._answers.keep(command(self._desk, who, slash, words, room=room, once=once))
        reply = await soon(task, PATIENCE)
        if reply is not None and isinstance(reply.shown, Card):
            await ack(response_type="ephemeral", **content(reply.shown))
            return
        await ack()
        place = Place(
            user=who.user,
            channel=body["channel_id"],
            response_url=body["response_url"],
            trigger=body["trigger_id"],
            again=again(slash, words),
        )
        self._then(place, self._after_command(place, task))

    async def _after_command(self, place: Place, task: asyncio.Task[Reply]) -> None:
        reply = await task
        if isinstance(reply.shown, Form):
            await self._answers.open(place, forms.modal(reply.shown), late=as_card(place, reply.shown))
        else:
            await self._answers.tell(place, as_card(place, reply.shown))

    async def on_shortcut(self, ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        """Something from the menu of a message: done with what the message says, and answered as a command is."""
        who = Address("slack", str(context.team_id), body["user"]["id"])
        name, words = body["callback_id"], said((body.get("message") or {}).get("text") or "")
        channel = (body.get("channel") or {}).get("id") or ""
        given = Said(words, room=room_of(who.workspace, channel, (body.get("channel") or {}).get("name") or ""))
        once = f"shortcut {body['trigger_id']}" if writes(name) else ""
        task = self._answers.keep(press(self._desk, who, name, given, once=once))
        place = Place(
            user=who.user,
            channel=channel,
            response_url=body.get("response_url") or "",
            trigger=body["trigger_id"],
            again=Button(OPENS, name, words[:LONGEST_VALUE]),
        )
        await soon(task, PATIENCE)
        await ack()
        self._then(place, self._after_command(place, task))

    async def on_press(self, ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        """A button, wherever it stands; a change of a field alone does nothing."""
        action = body["actions"][0]
        name = action["action_id"].partition(":")[0]
        if name == LINK or action["action_id"].startswith(fields.PREFIX):
            await ack()
            return
        who = Address("slack", str(context.team_id), body["user"]["id"])
        place = place_of(body, Button(OPENS, name, action.get("value", "")))
        task = self._answers.keep(self._press(who, place, name, action, body))
        await soon(task, PATIENCE)
        await ack()
        self._then(place, self._after_press(who, place, task))

    async def _press(self, who: Address, place: Place, name: str, action: Body, body: Body) -> Reply:
        state = (place.view.get("state") or body.get("state") or {}).get("values", {})
        shown_blocks = place.view.get("blocks") or body.get("message", {}).get("blocks") or []
        filled = fields.read(state, shown_blocks, who.workspace)
        if filled.errors:
            return Reply(Invalid(filled.errors))
        once = f"press {who.user} {action['action_ts']}" if writes(name) else ""
        channel = body.get("channel") or {}
        room = room_of(who.workspace, channel.get("id") or "", channel.get("name") or "")
        return await press(self._desk, who, name, Said(action.get("value", ""), filled.answers, room), once=once)

    async def _after_press(self, who: Address, place: Place, task: asyncio.Task[Reply]) -> None:
        reply = await task
        await self._answers.show(place, reply.shown, lambda: self._home(who))

    async def on_submit(self, ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        """A modal that was sent: its answer replaces it, or what led to it, or words stand at its fields."""
        view = body["view"]
        who = Address("slack", str(context.team_id), body["user"]["id"])
        name, given, filled = forms.submitted(view, who.workspace)
        if filled.errors:
            await ack(response_action="errors", errors=forms.errors(filled.errors, filled, view))
            return
        once = f"submit {view['id']} {view['hash']}" if writes(name) else ""
        task = self._answers.keep(press(self._desk, who, name, given, once=once))
        reply = await soon(task, PATIENCE)
        place = place_of(body, None)
        if reply is None:
            await ack(response_action="update", view=forms.pane(forms.WORKING))
            self._then(place, self._after_submit(place, task, view))
        elif isinstance(reply.shown, Invalid):
            await ack(response_action="errors", errors=forms.errors(reply.shown.errors, filled, view))
        elif await self._answered_below(place, reply.shown):
            await ack()
        else:
            await ack(response_action="update", view=shown_in_modal(place, reply.shown))

    async def _answered_below(self, place: Place, shown: Shown) -> bool:
        """Whether an answer stands in the place of what led to the form, which is to go away then."""
        if not place.below or not isinstance(shown, Card) or shown.detail:
            return False
        return bool(await soon(self._answers.keep(self._answers.put_below(place, shown)), BELOW))

    async def _after_submit(self, place: Place, task: asyncio.Task[Reply], view: Body) -> None:
        reply = await task
        await asyncio.sleep(SETTLING)
        card = as_card(place, reply.shown)
        if isinstance(reply.shown, Invalid):
            await self._answers.update(place, forms.refilled(view, reply.shown.errors), late=card, otherwise=card)
        else:
            await self._answers.update(place, shown_in_modal(place, reply.shown), late=card, otherwise=card)

    async def on_suggest(self, ack: Ack, body: Body, context: AsyncBoltContext) -> None:
        """What was typed into a field with suggestions."""
        source = body["block_id"].partition(":")[2].partition(fields.COUNT)[0]
        who = Address("slack", str(context.team_id), body["user"]["id"])
        task = self._answers.keep(press(self._desk, who, source, Said(clean(body.get("value") or ""))))
        reply = await soon(task, PATIENCE)
        shown = reply.shown if reply is not None else None
        offered = shown.options[: fields.MOST_OPTIONS] if isinstance(shown, Suggestions) else ()
        await ack(options=[fields.option(each).to_dict() for each in offered])

    async def on_message(self, event: Body, body: Body, context: AsyncBoltContext) -> None:
        """A direct message, answered there."""
        if spoken(event) and event.get("channel_type") == "im":
            await self._hear(event, body, context, own=True)

    async def on_mention(self, event: Body, body: Body, context: AsyncBoltContext) -> None:
        """A mention in a channel, answered there for the member alone."""
        if spoken(event):
            await self._hear(event, body, context, own=False)

    async def _hear(self, event: Body, body: Body, context: AsyncBoltContext, *, own: bool) -> None:
        words = said(event.get("text") or "")
        place = Place(event["user"], event["channel"], event.get("thread_ts", ""), own=own, again=again("", words))
        who = Address("slack", str(context.team_id), place.user)
        room = None if own else room_of(who.workspace, place.channel, "")
        task = self._answers.keep(say(self._desk, who, words, room=room, once=f"event {body['event_id']}"))
        await soon(task, PATIENCE)
        self._then(place, self._after_said(place, task))

    async def _after_said(self, place: Place, task: asyncio.Task[Reply]) -> None:
        reply = await task
        if not reply.repeated:
            await self._answers.tell(place, as_card(place, reply.shown))

    async def on_home(self, event: Body, context: AsyncBoltContext) -> None:
        """The bot's home was opened."""
        if event.get("tab") == "home":
            who = Address("slack", str(context.team_id), event["user"])
            place = Place(who.user)
            self._then(place, self._show_home(who, place))

    async def _show_home(self, who: Address, place: Place) -> None:
        await self._answers.publish(place, as_card(place, await self._home(who)))

    async def _home(self, who: Address) -> Shown:
        return (await press(self._desk, who, "home.show", Said())).shown

    async def on_person(self, event: Body, body: Body, context: AsyncBoltContext) -> None:
        """Somebody joined, left, or goes by another name. What cannot be taken now raises, and Slack sends it again."""
        identity = directory.identity(event["user"], str(context.team_id))
        with suppress(Repeated, NoBots):
            await self._desk.network.run_once(f"event {body['event_id']}", members.changed, identity)

    async def on_room(self, event: Body, body: Body, context: AsyncBoltContext) -> None:
        """The bot was added to a channel or removed, or a channel is another now. What fails is sent again by Slack."""
        bots = [each["user_id"] for each in body.get("authorizations") or () if each.get("is_bot")]
        if (taken := changed(event, str(context.team_id), bots)) is not None:
            with suppress(Repeated):
                await self._desk.network.run_once(f"event {body['event_id']}", taken)

    async def on_anything(self) -> None:
        """An event that nobody asked for; Bolt acknowledges it."""

    async def on_error(self, error: Exception, body: Body, response: BoltResponse | None) -> BoltResponse | None:
        """What no other place expected: it is written down, and the member told, where the request says how."""
        reference = broken(error, "listen", kind=str(body.get("type") or body.get("command") or ""))
        if not body.get("response_url"):
            return None
        user = body.get("user_id") or body["user"]["id"]
        await self._answers.tell(Place(user, response_url=body["response_url"]), sorry("Slack", reference))
        return None if response is None else BoltResponse(status=200)

    def _then(self, place: Place, work: Coroutine[Any, Any, None]) -> None:
        self._answers.keep(self._carefully(place, work))

    async def _carefully(self, place: Place, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the last place that can still tell the member
            await self._answers.tell(place, sorry("Slack", broken(error, "answer", user=place.user)))


def writes(name: str) -> bool:
    """Whether an action changes anything, so that a repeat has to be known as one."""
    return name in ACTIONS and ACTIONS[name].writes


READING = frozenset(
    known.slash for known in COMMANDS if known.slash and known.word != "help" and not writes(known.action)
)
"""The slash commands that only look; said twice, they show the same twice."""


def again(slash: str, words: str) -> Button | None:
    """A button that does the same as a command: with it a form opens that could not be opened at once."""
    first, _, rest = " ".join(words.split(maxsplit=1)).partition(" ")
    for known in COMMANDS:
        if slash and slash == known.slash and known.word != "help":
            return Button(OPENS, known.action, words[:LONGEST_VALUE])
        if known.word == first.casefold() and (not slash or known.slash != slash):
            return Button(OPENS, known.action, rest.strip()[:LONGEST_VALUE])
    return None


def place_of(body: Body, once_more: Button | None) -> Place:
    """Where somebody pressed or sent something."""
    container = body.get("container") or {}
    channel = container.get("channel_id", "")
    return Place(
        user=body["user"]["id"],
        channel=channel,
        thread=container.get("thread_ts", ""),
        response_url=body.get("response_url", ""),
        trigger=body.get("trigger_id", ""),
        view=body.get("view") or {},
        own=bool(container.get("is_ephemeral")) or channel.startswith("D"),
        again=once_more,
    )


def spoken(event: Body) -> bool:
    """Whether a person wrote this: not a bot, ours least of all, and not an edit."""
    return not event.get("bot_id") and "user" in event and event.get("subtype") in SPOKEN


def shown_in_modal(place: Place, shown: Shown) -> forms.View:
    """An answer in place of the modal it answers."""
    return forms.modal(shown) if isinstance(shown, Form) else forms.pane(as_card(place, shown))
