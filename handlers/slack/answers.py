"""Shows a card where somebody acted: the one place that knows the ways to a member, and what to do when one is shut."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import structlog

from bot.cards import Button, Buttons, Card, Divider, Form, Heading, Invalid, Note, Shown, Text
from handlers.slack import blocks, forms, pictures
from handlers.slack.faults import FAILURES, fault_of, report
from handlers.slack.wire import Wire
from handlers.tasks import Tasks
from handlers.trouble import sorry

log = structlog.get_logger()

USED = frozenset({"exchanged_trigger_id", "trigger_exchanged"})
LATE = frozenset({"expired_trigger_id", "trigger_expired", "invalid_trigger_id", "invalid_trigger"})

WORDS = frozenset({Text, Note, Heading, Buttons, Divider})

Way = Callable[[], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody acted, and so where they look for the answer.

    `view` is the modal or home they pressed in, `own` says that the message they pressed in is seen by them alone, and
    `again` is the button that does the same once more, for a form that cannot be opened now.
    """

    user: str
    channel: str = ""
    thread: str = ""
    response_url: str = ""
    trigger: str = ""
    view: Mapping[str, Any] = field(default_factory=dict)
    own: bool = False
    again: Button | None = None

    @property
    def in_home(self) -> bool:
        """Whether they pressed in their home."""
        return self.view.get("type") == "home"

    @property
    def in_modal(self) -> bool:
        """Whether they pressed in a modal."""
        return self.view.get("type") == "modal"

    @property
    def below(self) -> str:
        """The modal below the one that they pressed in, if there is one."""
        return self.view.get("previous_view_id") or ""


class Answers(Tasks):
    """Ways to show an answer. One that Slack shuts is written to the log with a reference, and the next is taken."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire

    async def show(self, place: Place, shown: Shown, home: Callable[[], Awaitable[Shown]]) -> None:
        """Show what a press brought where it belongs: in place, or beside it as a modal; `home` makes the home anew."""
        card = as_card(place, shown)
        if isinstance(shown, Form):
            await self.open(place, forms.modal(shown), late=card)
        elif card.detail:
            await self.open(place, forms.pane(card), late=card, otherwise=card)
        elif place.in_modal:
            await self.update(place, forms.pane(card), late=card, otherwise=card)
        elif place.in_home:
            await self.publish(place, as_card(place, await home()))
        elif place.own:
            await self.tell(place, card, first=lambda: self._replace(place, card))
        else:
            await self.tell(place, card)

    async def open(self, place: Place, view: forms.View, *, late: Card, otherwise: Card | None = None) -> None:
        """Open a modal, over the one that is open, to which it leads back; two lie above each other at most.

        When it is too late for that, `late` is told; when Slack refuses, `otherwise`, or that it could not be shown.
        """
        calls = self._wire.calls
        if not place.in_modal:
            await self._try(
                place, lambda: calls.views_open(trigger_id=place.trigger, view=view), late=late, otherwise=otherwise
            )
        elif not place.below:
            await self._try(
                place, lambda: calls.views_push(trigger_id=place.trigger, view=view), late=late, otherwise=otherwise
            )
        else:
            await self.update(place, view, late=late, otherwise=otherwise)

    async def update(self, place: Place, view: forms.View, *, late: Card, otherwise: Card | None = None) -> None:
        """Put something else into the modal that they acted in; see `open`."""
        update = self._wire.calls.views_update
        await self._try(place, lambda: update(view_id=place.view["id"], view=view), late=late, otherwise=otherwise)

    async def put_below(self, place: Place, card: Card) -> bool:
        """Put a card in the place of what lies below the modal that they acted in; whether it is there."""
        try:
            await self._wire.calls.views_update(view_id=place.below, view=forms.pane(card))
        except FAILURES as error:
            report(error, "open", user=place.user)
            return False
        return True

    async def publish(self, place: Place, card: Card) -> None:
        """Show somebody's home."""
        view = forms.home(card)
        await self._try(place, lambda: self._wire.calls.views_publish(user_id=place.user, view=view))

    async def tell(self, place: Place, card: Card, *, first: Way | None = None) -> None:
        """Tell a card to the member alone, as near to where they acted as Slack lets us."""
        ways: list[Way] = [] if first is None else [first]
        if place.response_url:
            ways.append(lambda: self._wire.respond(place.response_url, private(card)))
        elif place.channel and not place.own:
            ways.append(lambda: self._whisper(place, card))
        elif place.channel:
            ways.append(lambda: self._post(place.channel, place.thread, card))
        ways.append(lambda: self._direct(place, card))
        for way in ways:
            try:
                await way()
            except FAILURES as error:
                reference = report(error, "tell", user=place.user, channel=place.channel)
            else:
                return
        if (bare := pictures.without(card)) != card:
            await self.tell(place, bare, first=first and (lambda: self._replace(place, bare)))
            return
        log.error("member_not_told", user=place.user, channel=place.channel, reference=reference)

    async def _try(self, place: Place, way: Way, *, late: Card | None = None, otherwise: Card | None = None) -> None:
        try:
            await way()
        except FAILURES as error:
            code = fault_of(error).code
            if code not in USED:
                reference = report(error, "open", user=place.user, channel=place.channel)
                await self.tell(place, (late if code in LATE else otherwise) or sorry("Slack", reference))

    async def _replace(self, place: Place, card: Card) -> None:
        await self._wire.respond(place.response_url, {**content(card), "replace_original": True})

    async def _whisper(self, place: Place, card: Card) -> None:
        await self._wire.calls.chat_postEphemeral(
            channel=place.channel, user=place.user, thread_ts=place.thread or None, **content(card)
        )

    async def _direct(self, place: Place, card: Card) -> None:
        answer = await self._wire.calls.conversations_open(users=[place.user])
        await self._post(answer["channel"]["id"], "", card)

    async def _post(self, channel: str, thread: str, card: Card) -> None:
        await self._wire.calls.chat_postMessage(
            channel=channel, thread_ts=thread or None, unfurl_links=False, unfurl_media=False, **content(card)
        )


def content(card: Card) -> Mapping[str, Any]:
    """A card as what a message consists of; not to be changed, as it may be shown again."""
    words_alone = all(type(element) in WORDS for element in card.body)
    return drawn_before(card) if words_alone else drawn(card)


def drawn(card: Card) -> Mapping[str, Any]:
    """Draw a card."""
    return {"text": blocks.told(card), "blocks": blocks.message(card)}


drawn_before = lru_cache(maxsize=64)(drawn)
"""The same, remembered: a card of words and buttons alone is mostly the same for everybody."""


def private(card: Card) -> dict[str, Any]:
    """A card as a message that the member alone sees."""
    return {**content(card), "response_type": "ephemeral", "replace_original": False}


def as_card(place: Place, shown: Shown) -> Card:
    """What to tell where no modal can be opened: a form as a button that opens it, errors as words."""
    if isinstance(shown, Card):
        return shown
    if isinstance(shown, Form):
        row = (Buttons((place.again,)),) if place.again is not None else ()
        return Card(shown.title, (Text("Press the button, and it opens. Nothing is lost."), *row), detail=True)
    words = shown.errors.values() if isinstance(shown, Invalid) else ("Please try again.",)
    return Card(forms.AGAIN, tuple(Text(each) for each in words), detail=True)
