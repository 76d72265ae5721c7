"""What fits somebody's profile: the profile as a search, from what is kept of it, so that nothing is encoded anew."""

from collections.abc import Mapping, Sequence

from bot.matching.prepared import Prepared, Unreadable
from bot.matching.query import Query
from bot.network import Work
from bot.people import texts_of
from bot.round_fits import Written, query
from storage import profiles
from storage.profiles import Stored


async def of(work: Work, stored: Mapping[int, Stored]) -> dict[int, Query]:
    """The profiles of these members as searches, by what they show; what is not kept is made anew."""
    texts = {member: texts_of(row, work.people.topics.get(member, ())) for member, row in stored.items()}
    made = {
        member: prepared
        for member, data in (await profiles.vectors(work.session, list(texts), work.people.method)).items()
        if (prepared := readable(data)) is not None
    }
    missing = [member for member in texts if member not in made]
    if missing:
        made |= dict(zip(missing, await work.people.prepare([texts[member] for member in missing]), strict=True))
    return {member: as_query(own, made[member]) for member, own in texts.items() if own}


def readable(data: bytes) -> Prepared | None:
    """What was kept, or None when another version wrote it."""
    try:
        return Prepared.from_bytes(data)
    except Unreadable:
        return None


def as_query(texts: Sequence[str], prepared: Prepared) -> Query:
    """Texts, and what was made of them, as a search."""
    return query(Written(tuple(texts), prepared))
