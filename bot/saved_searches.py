"""Saved searches: a member hears in their digest of new people who fit, and of nothing else by them."""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta

from bot import digest_ends
from bot.cards import Button, Buttons, Card, Element, Note, Person, Text
from bot.collaborators import ASK, Search, among_words, ask_for_topic, read
from bot.excerpts import brief
from bot.members import Me
from bot.network import Work
from bot.said import Said
from storage import saved_searches
from storage.saved_searches import Saved

MOST = digest_ends.MOST_SEARCHES
"""Searches of one member."""

KEPT = timedelta(days=365)
"""How long a search is kept that finds nobody."""

MINE = digest_ends.SEARCHES


async def keep(work: Work, me: Me, said: Said) -> Card:
    """Save a search; the same answer when it is saved, and none is saved beyond so many."""
    search = read(said)
    if not search.query:
        return await ask_for_topic(work)
    held = await saved_searches.lock_of(work.session, me.id)
    wanted = Saved(0, me.id, search.query, search.side or "anyone", search.region)
    if wanted[2:] not in {one[2:] for one in held} and len(held) >= MOST:
        return full(held)
    await saved_searches.add(work.session, key_of(wanted), wanted, work.now)
    return saved(wanted, sent=await digest_ends.is_sent(work, me.id))


async def mine(work: Work, me: Me, said: Said) -> Card:
    """My saved searches."""
    held = (await saved_searches.of(work.session, [me.id]))[me.id]
    return listing(held, sent=await digest_ends.is_sent(work, me.id))


async def stop(work: Work, me: Me, said: Said) -> Card:
    """Remove a search of mine; the same answer when there is none."""
    await saved_searches.remove(work.session, me.id, said.number)
    return await mine(work, me, said)


async def forget(work: Work) -> None:
    """Remove searches that have found nobody for a long time."""
    await saved_searches.forget(work.session, work.now - KEPT)


def key_of(search: Saved) -> str:
    """The same for the same search."""
    return hashlib.sha256(json.dumps(search[2:]).encode()).hexdigest()[:40]


def saved(search: Saved, *, sent: bool) -> Card:
    """A search is saved; who gets no digest yet is offered one."""
    text = f"When somebody new {among(search)} fits, they are in your digest. Nobody else sees what you look for."
    without = (
        Text("You get no digest yet, so you would not hear of them. You can have one, and stop at any time."),
        Buttons((digest_ends.BEGIN, digest_ends.CHOOSE)),
    )
    return Card(
        f"Saved: “{brief(search.query)}”",
        (Text(text), *(() if sent else without), Buttons((MINE,))),
        detail=True,
    )


def among(search: Saved) -> str:
    """Among whom it looks, in words."""
    return among_words(Search(search.query, search.side, search.region))


def listing(held: Sequence[Saved], *, sent: bool) -> Card:
    """Somebody's saved searches."""
    if not held:
        text = "When you look for people, you can save the search, and hear in your digest when somebody new fits it."
        return Card("You have no saved searches", (Text(text), Buttons((ASK,))))
    body: list[Element] = [Text("You hear in your digest when somebody new fits. Nobody else sees these.")]
    body += [shown(one) for one in held]
    if not sent:
        body += [Text("You get no digest at the moment."), Buttons((digest_ends.BEGIN, digest_ends.CHOOSE))]
    body += [Buttons((ASK,)), Note("A search that finds nobody for a year is removed.")]
    return Card("Your saved searches", tuple(body))


def shown(one: Saved) -> Person:
    """One of them."""
    return Person(
        brief(one.query),
        status=f"Looks for people {among(one)}",
        buttons=(
            Button("Search now", "collaborators.find", Search(one.query, one.side, one.region).dump()),
            Button("Stop", "searches.stop", str(one.id)),
        ),
    )


def full(held: Sequence[Saved]) -> Card:
    """There is no room for another."""
    text = f"You have {MOST} saved searches, which is as many as there can be. Stop one, and save this one again."
    return Card("This search was not saved", (Text(text), *(shown(one) for one in held)), detail=True)
