"""What fits somebody's profile: the profile as a search, from what is kept of it, so that nothing is encoded anew."""

import asyncio
from collections.abc import Mapping, Sequence

from bot.matching.encoder import Encoder
from bot.matching.prepared import Prepared, Unreadable, prepare
from bot.matching.query import Query
from bot.network import Work
from bot.people import texts_of
from bot.round_fits import Written, query
from storage import profiles
from storage.profiles import Stored


async def of(work: Work, stored: Mapping[int, Stored]) -> dict[int, Query]:
    """The profiles of these members as searches, by what they show; what is not kept is made anew."""
    texts = {member: texts_of(row, work.people.topics.get(member, ())) for member, row in stored.items()}
    kept = await profiles.vectors(work.session, list(texts), work.people.method)
    return await asyncio.to_thread(as_queries, work.people.encoder, texts, kept)


def as_queries(
    encoder: Encoder | None, texts: Mapping[int, Sequence[str]], kept: Mapping[int, bytes]
) -> dict[int, Query]:
    """The same, of the texts and of what is kept; takes a while."""
    made = {member: prepared for member, data in kept.items() if (prepared := readable(data)) is not None}
    missing = [member for member in texts if member not in made]
    made |= dict(zip(missing, prepare(encoder, [texts[member] for member in missing]), strict=True))
    return {member: query(Written(tuple(own), made[member])) for member, own in texts.items() if own}


def readable(data: bytes) -> Prepared | None:
    """What was kept, or None when another version wrote it."""
    try:
        return Prepared.from_bytes(data)
    except Unreadable:
        return None
