"""Linking: somebody with several accounts is one member, and may separate them again."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot import (
    call_ends,
    codes,
    digest_ends,
    introduction_ends,
    linking_cards,
    mail,
    merging,
    partnership_ends,
    poll_ends,
    promises,
    round_ends,
    surveys,
)
from bot.cards import Card, Form
from bot.directory import Address
from bot.errors import NotYours, Refused
from bot.linking_cards import MOST_WRONG
from bot.members import NAMELESS, Me
from bot.merging import Side
from bot.network import Work, take_in
from bot.platforms import named
from bot.profile_form import topic_key
from bot.profiles import is_paused
from bot.said import Said
from bot.timezones import HOME
from storage import blocks, links, members, outbox, profiles, topics
from storage.links import Link
from storage.members import Told
from storage.profiles import Stored

VALID = timedelta(minutes=10)
"""How long a code can be entered."""

PATIENT = timedelta(hours=1)
"""How long there is to go on after that, and in which so many wrong codes are too many."""

KEPT = timedelta(days=1)
"""How long a code is still known to be old or used."""

IDENT = re.compile("[0-9a-f]{16}")


async def link(work: Work, me: Me, said: Said) -> Card:
    """Give a code to enter with another account, or take the one that was entered here."""
    if not said.value.strip():
        return await give(work, me)
    return await enter(work, me, codes.read(said.value))


async def give(work: Work, me: Me) -> Card:
    """A new code, in place of the one before."""
    code = codes.draw(work.random)
    ident = f"{work.random.getrandbits(64):016x}"
    await links.give(work.session, ident, codes.digest(code), me.id, work.now + VALID)
    return linking_cards.code(code)


async def enter(work: Work, me: Me, code: str) -> Card:
    """Take a code: it is kept for whoever entered it, who is asked whether they are the one whose it is.

    What is wrong with it is no refusal, as it has to be counted.
    """
    wrong, since = await links.tries(work.session, me.address, work.now)
    if work.now >= since + PATIENT:
        wrong, since = 0, work.now
    if wrong >= MOST_WRONG:
        return linking_cards.too_many(since + PATIENT - work.now)
    if len(code) != codes.LENGTH:
        return linking_cards.MISTYPED
    found = await links.by_digest(work.session, codes.digest(code))
    if found is not None and found.member == me.id:
        return await own(work, me, found)
    if found is None or is_closed(found, me, work.now):
        await links.set_tries(work.session, me.address, wrong + 1, since)
        return linking_cards.wrong(MOST_WRONG - wrong - 1) if found is None else closed(found, me)
    if found.claimed_by is None:
        found = found._replace(claimed_by=me.id)
        await links.claim(work.session, found.id, me.id, work.now + PATIENT)
        [here] = [called for address, called in await accounts_of(work, me.id) if address == me.address]
        await work.send(found.member, linking_cards.claimed(found.id, here), key=f"link:{found.id}:claimed")
    return await ask(work, me, found)


async def own(work: Work, me: Me, found: Link) -> Card:
    """What to say to somebody who entered their own code, which is no try to guess one."""
    if found.joined_at is not None:
        return await accounts(work, me, Said())
    return closed(found, me) if is_closed(found, me, work.now) else linking_cards.OWN


def is_closed(found: Link, me: Me, now: datetime) -> bool:
    """Whether a code can be entered no more."""
    return found.joined_at is not None or found.claimed_by not in (None, me.id) or now >= found.expires_at


def closed(found: Link, me: Me) -> Card:
    """Why not."""
    if found.joined_at is not None or found.claimed_by not in (None, me.id):
        return linking_cards.USED
    return linking_cards.EXPIRED


async def ask(work: Work, me: Me, found: Link) -> Card:
    """Ask whether they are the one whose code it is, and say what becomes of their profiles; NotYours for who left."""
    theirs = await members.theirs(work.session, found.member)
    if not theirs:
        raise NotYours
    stored = await profiles.read(work.session, [me.id, found.member])
    here, there = stored.get(me.id), stored.get(found.member)
    differ = False
    if here is None or there is None:
        words = "There is one profile, which stays as it is." if here or there else "Neither account has a profile yet."
    elif here.consented_at is None and there.consented_at is None:
        words = "A profile was prepared for each account. The one of this account is kept, and shown only if you agree."
    elif here.consented_at is None or there.consented_at is None:
        words = "A second profile was prepared for you, to which you never agreed. It is deleted."
    else:
        differ = bool(merging.differing(*await both_sides(work, found, here, there)))
        words = "Both accounts have a profile. " + (
            "In the next step you choose what to keep." if differ else "Everything in them is kept."
        )
    where = [called for _, called in await accounts_of(work, found.member)]
    return linking_cards.ask(found.id, theirs[0].told.name or NAMELESS, where, words, choose=differ)


async def choose(work: Work, me: Me, said: Said) -> Card | Form:
    """What to keep of two profiles; who need not choose is asked again whether to link."""
    found = claimed(work, me, await found_by(work, said))
    stored = await profiles.read(work.session, [me.id, found.member])
    if len(stored) == len({me.id, found.member}):
        sides = await both_sides(work, found, stored[me.id], stored[found.member])
        if all(side.stored.consented_at for side in sides) and merging.differing(*sides):
            return linking_cards.choose(found.id, *sides)
    return await ask(work, me, found)


def claimed(work: Work, me: Me, found: Link | None) -> Link:
    """The code, which a member claimed; raises NotYours or TooLate."""
    if found is None or found.claimed_by != me.id:
        raise NotYours
    if work.now >= found.expires_at:
        raise TooLate
    return found


class TooLate(Refused):
    """An hour after a code was entered."""

    title = "That took too long"
    text = f"After a code is entered there is an hour to go on. Nothing was linked. {linking_cards.AGAIN}"


async def found_by(work: Work, said: Said, *, locked: bool = False) -> Link | None:
    """The code whose id a button brought, or None."""
    return await links.by_id(work.session, said.value, locked=locked) if IDENT.fullmatch(said.value) else None


async def join(work: Work, me: Me, said: Said) -> Card | Form:
    """Make one member of two: the one whose code it was keeps everything, and gets what the other has."""
    seen = await found_by(work, said)
    if seen is not None and seen.joined_at is not None and seen.member == me.id:
        return linking_cards.linked([called for _, called in await accounts_of(work, me.id)])
    await members.hold(work.session, (me.id, claimed(work, me, seen).member))
    found = claimed(work, me, await found_by(work, said, locked=True))
    if not await members.theirs(work.session, found.member):
        raise NotYours
    stored = [await profiles.lock(work.session, member) for member in sorted((me.id, found.member))]
    here, there = stored if me.id < found.member else reversed(stored)
    if here is not None and there is not None and here.consented_at is not None and there.consented_at is not None:
        sides = await both_sides(work, found, here, there)
        if merging.differing(*sides) and not said.answers:
            return linking_cards.choose(found.id, *sides)
        values, labels = merging.chosen(said, *sides)
        await keep(work, found.member, values, labels)
    elif here is not None and (there is None or there.consented_at is None):
        labels = (await topics.of(work.session, [me.id]))[me.id]
        await keep(work, found.member, here.columns(), labels)
    return await unite(work, me, found)


async def keep(work: Work, member: int, values: Mapping[str, Any], labels: Sequence[str]) -> None:
    """Make this somebody's profile, in place of the one they may have."""
    revision = await profiles.bump(work.session, member)
    ids = await topics.ensure(work.session, {topic_key(label): label for label in labels})
    await profiles.save(work.session, member, {**values, "texts_revision": revision})
    await topics.assign(work.session, member, [ids[topic_key(label)] for label in labels])


async def unite(work: Work, me: Me, found: Link) -> Card:
    """Move all that is not the profile, and tell both accounts."""
    await profiles.bump(work.session, found.member)
    await profiles.bump(work.session, me.id)
    await profiles.erase(work.session, me.id)
    await topics.forget_unused(work.session)
    await members.absorb(work.session, found.member, me.id, work.now)
    await mail.unite(work, found.member, me.id)
    await outbox.hand_over(work.session, me.id, found.member)
    await round_ends.unite(work, found.member, me.id)
    await introduction_ends.unite(work, found.member, me.id)
    await partnership_ends.unite(work, found.member, me.id)
    await call_ends.unite(work, found.member, me.id)
    await digest_ends.unite(work, found.member, me.id)
    await poll_ends.unite(work, found.member, me.id)
    await surveys.unite(work, found.member, me.id)
    await promises.unite(work, found.member, me.id)
    await links.drop_all(work.session, me.id, but=found.id)
    await links.finish(work.session, found.id, work.now)
    await work.refresh_home(found.member)
    card = linking_cards.linked([called for _, called in await accounts_of(work, found.member)])
    await work.send(found.member, card, key=f"link:{found.id}:linked")
    work.afterwards(take_in, writes=False)
    return card


async def both_sides(work: Work, found: Link, here: Stored, there: Stored) -> tuple[Side, Side]:
    """The two profiles with their topics; words of the other one are open only where anybody here can see them."""
    labels = await topics.of(work.session, [here.member_id, there.member_id])
    ours, theirs = [
        {platform for platform, _, _ in await members.accounts(work.session, one.member_id)} for one in (here, there)
    ]
    names = ("this account", "the other account") if ours & theirs else (named(ours), named(theirs))
    paused = is_paused(there, work.now)
    return (
        Side(here, labels[here.member_id], names[0], open=True, paused=is_paused(here, work.now)),
        Side(there, labels[there.member_id], names[1], open=not paused, paused=paused),
    )


async def stop(work: Work, me: Me, said: Said) -> Card:
    """Make a code worthless before anything is linked; for who is linked already, show how to separate."""
    found = await found_by(work, said, locked=True)
    if found is not None and found.joined_at is None and me.id in (found.member, found.claimed_by):
        await links.drop(work.session, found.id)
        return linking_cards.STOPPED
    if len(await members.accounts(work.session, me.id)) > 1:
        return await accounts(work, me, said)
    raise NotYours


async def accounts(work: Work, me: Me, said: Said) -> Card:
    """Somebody's accounts, and how to separate them."""
    return linking_cards.listing(await accounts_of(work, me.id), me.address)


async def accounts_of(work: Work, member: int) -> list[tuple[Address, str]]:
    """A member's accounts, each with what it is called."""
    rows = [(Address(*row[:3]), row.told.name or NAMELESS) for row in await members.theirs(work.session, member)]
    return list(zip([address for address, _ in rows], linking_cards.called(rows), strict=True))


async def separate(work: Work, me: Me, said: Said) -> Card:
    """Make an account of mine a member of its own, without a profile; raises NotYours for one that is not mine."""
    await members.hold(work.session, (me.id,))
    rows = {Address(*row[:3]): row.told for row in await members.theirs(work.session, me.id)}
    address = read_address(said.value)
    if address is None or address not in rows:
        raise NotYours
    if len(rows) == 1:
        return linking_cards.LAST
    names = dict(await accounts_of(work, me.id))
    told = rows.pop(address)
    own = told._replace(name=told.name or NAMELESS, timezone=told.timezone or HOME)
    alone = await members.add(work.session, own, work.now)
    await members.give(work.session, address, alone, work.now)
    await blocks.copy(work.session, me.id, alone)
    await members.rename(
        work.session, me.id, told_by_rest(Told(me.name, me.pronouns, me.timezone, me.language), list(rows.values()))
    )
    await links.drop_all(work.session, me.id)
    await profiles.bump(work.session, me.id)
    await work.refresh_home(me.id)
    await work.refresh_home(alone)
    if address != me.address:
        await work.send(alone, linking_cards.parted(names[me.address]), key=f"parted:{alone}")
    return linking_cards.separated(names[address], mine=address == me.address)


def read_address(value: str) -> Address | None:
    """The account that a button names, or None for what is none."""
    try:
        platform, workspace, user = json.loads(value)
    except (ValueError, TypeError, RecursionError):
        return None
    return Address(str(platform), str(workspace), str(user))


def told_by_rest(now: Told, rest: Sequence[Told]) -> Told:
    """What a member is called and the like without an account that is theirs no longer, going by the others."""

    def still(value: str, said: Sequence[str]) -> str:
        return value if not value or value in said else next(filter(None, said), "")

    told = Told(*map(still, now, zip(*rest, strict=True)))
    return Told(*(new or old for new, old in zip(told, now, strict=True)))._replace(pronouns=told.pronouns)


async def forget(work: Work) -> None:
    """Remove codes that nobody asks for any more, and old tries."""
    await links.forget(work.session, work.now - KEPT)
