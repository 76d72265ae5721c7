"""Shows an answer where somebody acted, or in private: the one place that knows the ways to a member on Teams."""

from collections.abc import Mapping
from typing import Any, TypeVar

import structlog

from bot.actions import ACTIONS
from bot.cards import Card, Form, Invalid, Shown, SuggestField, Suggestions, Text
from bot.desk import Desk, Reply, press, was_said
from bot.directory import Address
from bot.errors import Broken, Busy, Refused
from bot.outbox import TryLater, Undeliverable
from bot.said import Said
from handlers.appearance import NAME
from handlers.tasks import Tasks
from handlers.teams import adaptive, forms
from handlers.teams.courier import ADAPTIVE, TeamsCourier, message
from handlers.teams.faults import FAILURES, fault_of, report
from handlers.teams.fields import Json, Offered
from handlers.teams.forms import Pressed
from handlers.teams.references import Place
from handlers.teams.wire import Wire

log = structlog.get_logger()
T = TypeVar("T")

WORDS = "application/vnd.microsoft.activity.message"
OK = 200

BELOW = "It is below."
IN_PRIVATE = "I have answered you in our own chat, where only you can see it."
ADD_ME = (
    f"I could not answer you in private, where only you can see it. Please open Apps in Teams, look for {NAME}, choose "
    "Add, and then ask me again."
)
LATER = "The answer could not be shown just now. Please try again in a minute. Reference: {}"
WORKING = "This takes longer than usual. Nothing is lost, and you need not wait: the answer comes here."
AGAIN = "Please look at this again"

FAILED = frozenset({Busy.title, Broken.title})
"""The titles of what is answered when nothing was saved, so that a form has to keep what was typed into it."""


class Answers(Tasks):
    """Ways to show an answer. What Teams refuses is written to the log with a reference."""

    def __init__(self, desk: Desk, wire: Wire, courier: TeamsCourier) -> None:
        super().__init__()
        self._desk = desk
        self._wire = wire
        self._courier = courier

    async def tell(self, place: Place, shown: Shown) -> None:
        """Answer what was said: in somebody's own chat; elsewhere in private, with a line that says so."""
        words = await self.in_private(place, shown)
        if not place.personal:
            await self.say(place, words)

    async def in_private(self, place: Place, shown: Shown) -> str:
        """Answer in somebody's own chat; words on where the answer is, or why it is not there."""
        return await self._post(place, await self._content(place.who, shown))

    async def say(self, place: Place, words: str) -> None:
        """Say something where everybody there can read it."""
        try:
            line = {"type": "message", "text": words, "textFormat": "plain"}
            await self._wire.send(place.service_url, place.conversation, line, patient=True)
        except FAILURES as error:
            report(error, "say", user=place.who.user)

    async def show(self, place: Place, pressed: Pressed, data: Mapping[str, Any], reply: Reply) -> Json:
        """What to answer to a press: a card in the place of the one it stands on, or words on where the answer is."""
        shown = reply.shown
        if pressed.form is not None and place.personal and (words := unsaved(shown)) is not None:
            errors = shown.errors if isinstance(shown, Invalid) else {}
            offered = await self._offered(place.who, pressed.form)
            return replacing(forms.drawn(pressed.form, offered, typed=data, errors=errors, note=words))
        beside = pressed.form is None and (isinstance(shown, Form) or as_card(shown).detail)
        if not place.personal and isinstance(shown, Card) and shown.brief:
            return saying(shown.summary)
        if beside or not place.personal:
            if reply.repeated or await self._was_said(place, pressed):
                return saying(BELOW if place.personal else IN_PRIVATE)
            return saying(await self._post(place, await self._content(place.who, shown)))
        content = await self._content(place.who, shown)
        if pressed.form is not None or writes(pressed.action):
            self.keep(self.replace(place, content))
        return replacing(content)

    async def replace(self, place: Place, content: Json) -> None:
        """Put a card in the place of the one that was pressed, for good; what answers a press is gone on a reload."""
        if not place.message:
            return
        try:
            await self._wire.update(place.service_url, place.conversation, place.message, message(content))
        except FAILURES as error:
            report(error, "replace", user=place.who.user)

    async def follow(self, place: Place, body: Json) -> None:
        """Show what `show` brought where no press waits for it any more, or none that takes an answer."""
        if body["type"] == ADAPTIVE:
            await self.replace(place, body["value"])
        elif body["value"] != BELOW:
            await self.say(place, body["value"])

    async def _post(self, place: Place, content: Json) -> str:
        """Post a card to somebody's own chat; words on where it is, or why it is not there."""
        try:
            if place.personal:
                await self._wire.send(place.service_url, place.conversation, message(content), patient=True)
                return BELOW
            await self._courier.send(place.who, message(content), patient=True)
        except (*FAILURES, TryLater, Undeliverable) as error:
            cause = error.__cause__ or error
            reference = report(cause, "tell", user=place.who.user)
            gone = isinstance(error, Undeliverable) and (cause is error or fault_of(cause).gone)
            return ADD_ME if gone else LATER.format(reference)
        return IN_PRIVATE

    async def _content(self, who: Address, shown: Shown) -> Json:
        if isinstance(shown, Form):
            return forms.drawn(shown, await self._offered(who, shown))
        return adaptive.content(as_card(shown))

    async def _offered(self, who: Address, form: Form) -> Offered:
        """What the sources of a form's fields suggest for nothing typed."""
        offered = {}
        for source in {each.source for each in form.fields if isinstance(each, SuggestField)}:
            shown = (await press(self._desk, who, source, Said())).shown
            offered[source] = shown.options if isinstance(shown, Suggestions) else ()
        return offered

    async def _was_said(self, place: Place, pressed: Pressed) -> bool:
        """Whether a press that changes nothing was answered before; the others were asked already."""
        if writes(pressed.action):
            return False
        try:
            return await was_said(self._desk.network, place.once)
        except Refused:
            return False


def writes(name: str) -> bool:
    """Whether an action changes anything, so that a repeat has to be known as one."""
    return name in ACTIONS and ACTIONS[name].writes


def unsaved(shown: Shown) -> str | None:
    """Words that stand above a form that was not taken; None when it was."""
    if isinstance(shown, Invalid):
        return ""
    if isinstance(shown, Card) and shown.title in FAILED:
        return shown.summary
    return None


def replacing(content: Json) -> Json:
    """An answer to a press: a card."""
    return {"statusCode": OK, "type": ADAPTIVE, "value": content}


def saying(words: str) -> Json:
    """An answer to a press: words."""
    return {"statusCode": OK, "type": WORDS, "value": words}


def as_card(shown: Shown) -> Card:
    """What to tell where no fields are: errors as words."""
    if isinstance(shown, Card):
        return shown
    words = shown.errors.values() if isinstance(shown, Invalid) else ("Please try again.",)
    return Card(AGAIN, tuple(Text(each) for each in words), detail=True)
