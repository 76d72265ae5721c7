"""Everything from Teams → actions: activities that were checked, as they came."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

import structlog

from bot.cards import Buttons, Card, Commands, Invalid, Text, Typed
from bot.desk import Desk, Reply, press, say
from bot.directory import Address, Unreachable
from bot.errors import HELP
from bot.network import Repeated
from bot.said import Said
from handlers.appearance import NAME
from handlers.tasks import soon
from handlers.teams import adaptive, forms, picks, rooms, shortcuts
from handlers.teams.answers import IN_PRIVATE, WORKING, Answers, saying, writes
from handlers.teams.courier import message
from handlers.teams.directory import TeamsDirectory
from handlers.teams.faults import FAILURES, report
from handlers.teams.fields import Json
from handlers.teams.forms import Pressed
from handlers.teams.references import Place, References, is_bot, of_channel, of_person, place_of
from handlers.teams.wire import Wire
from handlers.teams.words import mentioned, said
from handlers.trouble import broken, sorry

log = structlog.get_logger()

PATIENCE = 4.0
"""Seconds to wait for an answer before a request is answered without it; Teams waits for 15, a search for 5."""

OK, NOT_IMPLEMENTED = 200, 501
REMOVED = frozenset({"channelDeleted", "teamDeleted", "teamHardDeleted"})
NOBODY = "We found nobody here who goes by that. Please check the spelling, or type their e-mail address."
SEVERAL = "Several people go by that name. Please type the e-mail address of the one you mean."
NO_LIST = "Teams does not tell us just now who is here. Please try again in a minute."

HELLO = Card(
    "Hello, everybody",
    (
        Text(
            f"I am {NAME}. I help researchers, community organisations and people with lived experience find each "
            "other on a topic."
        ),
        Text("Mention me with a few words, and I answer you in private, where only you can see it. For example:"),
        Commands((Typed(f"@{NAME}", "peer support after a crisis"),)),
        Buttons((HELP,)),
    ),
)
"""The first words to a channel or group chat."""

T = TypeVar("T")
Activity = Mapping[str, Any]


class Ears:
    """The listeners: each passes on what was said, and shows what came of it."""

    def __init__(
        self, desk: Desk, wire: Wire, references: References, directory: TeamsDirectory, answers: Answers
    ) -> None:
        self._desk = desk
        self._wire = wire
        self._references = references
        self._directory = directory
        self._answers = answers
        self._kinds: Mapping[str, Callable[[Activity, Place], Awaitable[None]]] = {
            "message": self.on_message,
            "installationUpdate": self.on_installation,
            "conversationUpdate": self.on_conversation,
        }
        self._invokes: Mapping[str, Callable[[Activity, Place], Awaitable[Json]]] = {
            "adaptiveCard/action": self.on_press,
            "composeExtension/query": self.on_query,
            "composeExtension/fetchTask": self.on_shortcut,
        }

    async def take(self, activity: Activity) -> Json:
        """Take an activity; the status and body of the answer. Never raises: for an error Teams would send it again."""
        place = place_of(activity, self._wire.tenant)
        try:
            if activity["type"] == "invoke":
                return await self._invoked(activity, place)
            if activity["type"] in self._kinds and not is_bot(activity["from"]):
                await self._kinds[activity["type"]](activity, place)
        except Exception as error:  # noqa: BLE001 - the last place that can still tell the member
            reference = broken(error, "listen", kind=str(activity["type"]))
            if activity["type"] == "invoke":
                return {"status": OK, "body": self._sorry(activity, reference)}
            self._then(place, self._answers.tell(place, sorry("Teams", reference)))
        return {"status": OK}

    async def _invoked(self, activity: Activity, place: Place) -> Json:
        listener = self._invokes.get(str(activity.get("name")))
        if listener is None:
            return {"status": NOT_IMPLEMENTED}
        return {"status": OK, "body": await listener(activity, place)}

    def _sorry(self, activity: Activity, reference: str) -> Json:
        words = sorry("Teams", reference).summary
        if activity.get("name") == "composeExtension/fetchTask":
            return shortcuts.saying(words)
        return saying(words) if activity.get("name") == "adaptiveCard/action" else picks.saying(words)

    async def on_message(self, activity: Activity, place: Place) -> None:
        """A message: in somebody's own chat whatever it says, elsewhere when it mentions the bot."""
        await self._notice(activity)
        value = activity.get("value")
        if isinstance(value, dict) and (adaptive.ACTION in value or forms.FORM in value):
            task = self._answers.keep(self._pressed(place, value))
            await soon(task, PATIENCE)
            self._then(place, self._follow(place, task))
        elif place.personal or mentioned(activity):
            heard = self._answers.keep(say(self._desk, place.who, said(activity), room=place.room, once=place.once))
            await soon(heard, PATIENCE)
            self._then(place, self._after_said(place, heard))

    async def _after_said(self, place: Place, task: asyncio.Task[Reply]) -> None:
        reply = await task
        if not reply.repeated:
            await self._answers.tell(place, reply.shown)

    async def on_press(self, activity: Activity, place: Place) -> Json:
        """A button of a card: answered with a card in the place of that, or with words."""
        await self._notice(activity)
        action = (activity.get("value") or {}).get("action") or {}
        data = action.get("data")
        data = data if isinstance(data, dict) else {}
        task = self._answers.keep(self._pressed(place, {adaptive.ACTION: action.get("verb"), **data}))
        body = await soon(task, PATIENCE)
        if body is None:
            self._then(place, self._follow(place, task))
            return saying(WORKING)
        return body

    async def _pressed(self, place: Place, data: Mapping[str, Any]) -> Json:
        pressed = forms.pressed(data)
        wrong = {**pressed.filled.errors, **await self._find_people(pressed)}
        if wrong:
            return await self._answers.show(place, pressed, data, Reply(Invalid(wrong)))
        once = place.once if writes(pressed.action) else ""
        reply = await press(self._desk, place.who, pressed.action, replace(pressed.said, room=place.room), once=once)
        return await self._answers.show(place, pressed, data, reply)

    async def _find_people(self, pressed: Pressed) -> dict[str, str]:
        """Put the accounts of people into the answers who were named in words; words for those that are not found."""
        wrong: dict[str, str] = {}
        for name, words in pressed.filled.sought.items():
            if not words:
                continue
            try:
                found = await self._directory.look_up(words)
            except Unreachable as unreachable:
                log.warning("directory_unreachable", platform="teams", reason=str(unreachable))
                wrong[name] = NO_LIST
                continue
            if len(found) == 1:
                pressed.filled.answers[name] = found[0].address
            else:
                wrong[name] = SEVERAL if found else NOBODY
        return wrong

    async def _follow(self, place: Place, task: asyncio.Task[Json]) -> None:
        await self._answers.follow(place, await task)

    async def on_query(self, activity: Activity, place: Place) -> Json:
        """A search in the message extension."""
        await self._notice(activity)
        words = picks.asked(activity.get("value") or {})
        task = self._answers.keep(press(self._desk, place.who, "collaborators.pick", Said(words)))
        reply = await soon(task, PATIENCE)
        return picks.saying(picks.LATER) if reply is None else picks.found(reply.shown, words)

    async def on_shortcut(self, activity: Activity, place: Place) -> Json:
        """Something from the menu of a message: done with what the message says, and answered in private."""
        await self._notice(activity)
        name, words = shortcuts.asked(activity.get("value") or {})
        once = place.once if writes(name) else ""
        task = self._answers.keep(press(self._desk, place.who, name, Said(words, room=place.room), once=once))
        told = self._answers.keep(self._after_shortcut(place, task))
        answer = await soon(told, PATIENCE)
        return shortcuts.saying(WORKING if answer is None else answer)

    async def _after_shortcut(self, place: Place, task: asyncio.Task[Reply]) -> str:
        reply = await task
        return IN_PRIVATE if reply.repeated else await self._answers.in_private(place, reply.shown)

    async def on_installation(self, activity: Activity, place: Place) -> None:
        """The app was added or removed: for somebody, or in a team or group chat."""
        if str(activity.get("action")).startswith("remove"):
            await self._removed(activity, place)
        else:
            await self._added(activity, place)

    async def on_conversation(self, activity: Activity, place: Place) -> None:
        """Somebody came or went, or a channel is gone; only what concerns the bot matters."""
        bot = (activity.get("recipient") or {}).get("id")
        if any(each.get("id") == bot for each in activity.get("membersAdded") or ()):
            await self._added(activity, place)
        elif any(each.get("id") == bot for each in activity.get("membersRemoved") or ()):
            await self._removed(activity, place)
        elif (activity.get("channelData") or {}).get("eventType") in REMOVED:
            await self._take_room(rooms.changed(activity, self._wire.tenant), place.once)
            channel = (activity["channelData"].get("channel") or {}).get("id") or place.conversation
            await self._references.removed(Address("teams", self._wire.tenant, str(channel)), place.once)
        else:
            await self._take_room(rooms.changed(activity, self._wire.tenant), place.once)
            await self._notice(activity)

    async def _take_room(self, taken: rooms.Taken | None, once: str) -> None:
        """Take what became of a channel or team, once."""
        if taken is not None:
            with suppress(Repeated):
                await self._desk.network.run_once(f"{once} room", taken)

    async def _added(self, activity: Activity, place: Place) -> None:
        """Keep where to write, and say hello, once ever."""
        await self._notice(activity, place.once)
        if place.personal:
            if activity["from"].get("aadObjectId") and await self._references.is_first(place.who):
                reply = await press(self._desk, place.who, "roundtable.welcome", Said())
                self._then(place, self._answers.tell(place, reply.shown))
            return
        channel = of_channel(activity, self._wire.tenant)
        await self._take_room(rooms.found(channel.place, parts=True), place.once)
        if await self._references.is_first(channel.place):
            self._then(place, self._greet(channel.service_url, channel.conversation))

    async def _greet(self, service_url: str, conversation: str) -> None:
        try:
            await self._wire.send(service_url, conversation, message(adaptive.content(HELLO)))
        except FAILURES as error:
            report(error, "greet", channel=conversation)

    async def _removed(self, activity: Activity, place: Place) -> None:
        gone = place.who if place.personal else of_channel(activity, self._wire.tenant).place
        if not place.personal:
            await self._take_room(rooms.lost(gone, rooms.REMOVED, parts=True), place.once)
        await self._references.removed(gone, place.once)

    async def _notice(self, activity: Activity, once: str = "") -> None:
        """Keep who acted and where they are written to, and the channel, if the bot is in it; see References.notice."""
        if activity["from"].get("aadObjectId") and not is_bot(activity["from"]):
            await self._references.notice(of_person(activity, self._wire.tenant), once)
        if activity["type"] != "invoke" and not place_of(activity, self._wire.tenant).personal:
            await self._references.notice(of_channel(activity, self._wire.tenant), once)

    def _then(self, place: Place, work: Coroutine[Any, Any, None]) -> None:
        self._answers.keep(self._carefully(place, work))

    async def _carefully(self, place: Place, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - the last place that can still tell the member
            await self._answers.tell(place, sorry("Teams", broken(error, "answer", user=place.who.user)))
