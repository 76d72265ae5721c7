"""What many do at the same moment, done in one transaction: each applied once, and answered as if alone."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from bot import members
from bot.cards import Shown
from bot.directory import Address
from bot.members import Me
from bot.network import Work, digest
from bot.said import Said
from storage import once

MOST = 100
"""How many are served in one transaction."""


class Press(NamedTuple):
    """Who said or pressed what, and the platform's id of it."""

    who: Address
    said: Said
    once: str


Many = Callable[[Work, Sequence[tuple[Me, Said]]], Awaitable[Sequence[Shown | None]]]
"""Does what members said and answers each; None for one that is not plain, who is then served alone."""


async def act(work: Work, many: Many, presses: Sequence[Press]) -> list[Shown | None]:
    """Serve these, each in secret as `bot.desk.act_in_secret` would; None for everybody who has to be served alone.

    Alone are served strangers, repeats, and what somebody says while something else of theirs is being served.
    """
    known = await members.recognise_all(work, [press.who for press in presses])
    keys = {digest(press.once): number for number, press in reversed(list(enumerate(presses)))}
    new = await once.keep_all(work.session, sorted(keys), work.now)
    ready: dict[int, int] = {}
    for key in new:
        me = known.get(presses[keys[key]].who)
        if me is not None:
            ready[me.id] = min(keys[key], ready.get(me.id, keys[key]))
    order = sorted(ready.values())
    served = await many(work, [(known[presses[number].who], presses[number].said) for number in order])
    shown = {number: one for number, one in zip(order, served, strict=True) if one is not None}
    await once.give_back(work.session, [key for key in new if keys[key] not in shown])
    return [shown.get(number) for number in range(len(presses))]
