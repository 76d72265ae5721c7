"""Acting as the invented members of the demo: what they press and submit."""

from collections.abc import Mapping
from typing import Any

from bot.cards import Button, Buttons, Card, Form, Shown
from bot.desk import press
from bot.directory import Identity
from bot.said import Said
from handlers.build import House


class NotShown(Exception):
    """What a member of the demo was to use is not there: this was shown instead."""


async def do(house: House, who: Identity, action: str, value: str, answers: Mapping[str, Any] | None = None) -> Shown:
    """Press or submit something as somebody."""
    return (await press(house.desk, who.address, action, Said(value, answers or {}))).shown


def form_of(shown: Shown) -> Form:
    """The form that was shown. Raises NotShown for anything else."""
    if isinstance(shown, Form):
        return shown
    raise NotShown(shown)


def buttons_of(shown: Shown, action: str) -> list[Button]:
    """The buttons of a card that do this. Raises NotShown where there is none."""
    rows = [one for one in shown.body if isinstance(one, Buttons)] if isinstance(shown, Card) else []
    if found := [button for row in rows for button in row.buttons if button.action == action]:
        return found
    raise NotShown(shown)
