"""Examples of the cards on channels."""

from collections.abc import Mapping

from bot import channel_cards as cards
from bot.cards import Card
from storage.channels import Stored

GENERAL = Stored(3, "slack", "T1", "C1", "", "#general", private=False, announces=True, trouble="")
TEAM = Stored(
    4, "teams", "T9", "19:b", "19:a", "General in Research Exchange", private=False, announces=True, trouble=""
)
LOST = "not_in_channel: the bot is not in that channel: invite it there, or have people write to it directly"
BROKEN = Stored(5, "slack", "T1", "C2", "", "#steering-group", private=True, announces=True, trouble=LOST)


def examples() -> Mapping[str, Card]:
    """Every card by a name of its own."""
    return {
        "channels.announced": cards.announced(GENERAL, before=False),
        "channels.again": cards.announced(GENERAL, before=True),
        "channels.hello": cards.hello("Rosa Okafor"),
        "channels.in_a_channel": cards.IN_A_CHANNEL,
        "channels.not_there": cards.NOT_THERE,
        "channels.stopped": cards.stopped(TEAM),
        "channels.not_announced": cards.NOT_ANNOUNCED,
        "channels.broken": cards.broken(BROKEN, LOST),
        "channels.list": cards.listing(cards.TITLE, (GENERAL, TEAM, BROKEN), {4: 1}),
        "channels.none": cards.listing(cards.TITLE, (), {}),
    }
