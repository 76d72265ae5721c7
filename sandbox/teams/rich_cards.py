"""Hero and thumbnail cards as Teams takes them."""

from typing import Any

from sandbox.checks import Check, Problems, anything, array, at, record, string
from sandbox.teams.rule_pieces import picture, word

HERO = "application/vnd.microsoft.card.hero"
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
MOST_BUTTONS = 6

_TAP = record(
    {"type": word("openUrl", "imBack", "messageBack", "invoke", "signin"), "value": anything},
    {
        "title": string(),
        "image": picture,
        "text": string(),
        "displayText": string(),
        "imageAltText": string(),
        "channelData": anything,
    },
)
_IMAGE = record({"url": picture}, {"alt": string(), "tap": _TAP})
_FIELDS: dict[str, Check] = {
    "title": string(),
    "subtitle": string(),
    "text": string(),
    "images": array(_IMAGE, most=1),
    "buttons": array(_TAP, most=MOST_BUTTONS),
    "tap": _TAP,
}
_CARD = record({}, _FIELDS)


def rich_card_problems(card: Any, path: str, problems: Problems) -> None:
    """All that Teams would not take."""
    _CARD(card, path, problems)
    if isinstance(card, dict) and not any(card.get(each) for each in _FIELDS):
        problems.append(at("must define something to show", path))
