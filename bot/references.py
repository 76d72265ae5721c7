"""Conversation references: where a platform lets the bot write, as its requests told."""

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from bot.directory import Address
from bot.network import Work
from storage import references


@dataclass(frozen=True, slots=True)
class Reference:
    """A private chat or a channel, and what the platform said of whom it belongs to.

    For a channel, `place.user` is the channel's conversation. `account` is how the platform's bots name the person;
    `timezone` is an IANA name, `language` a tag such as en-GB.
    """

    place: Address
    service_url: str
    conversation: str
    account: str = ""
    name: str = ""
    timezone: str = ""
    language: str = ""
    email: str = ""


_kept: TypeAdapter[Reference] = TypeAdapter(Reference)


async def find(work: Work, place: Address) -> Reference | None:
    """Where to write, or None when the bot may not, or not yet."""
    return read(await references.read(work.session, place))


def read(details: str) -> Reference | None:
    """A reference as it was kept; None for none, or when an older version kept it in a way that is no longer read."""
    try:
        return _kept.validate_json(details) if details else None
    except ValidationError:
        return None


async def channels(work: Work, platform: str, workspace: str) -> list[Reference]:
    """The channels of a workspace where the bot may write."""
    kept = await references.read_all(work.session, platform, workspace)
    return [found for details in kept if (found := read(details)) is not None and not found.account]


async def any_of(work: Work, platform: str, workspace: str) -> Reference | None:
    """One of the places of a workspace where the bot may write."""
    return read(await references.read_any(work.session, platform, workspace))


async def keep(work: Work, reference: Reference) -> None:
    """Keep a reference in place of the one before."""
    details = _kept.dump_json(reference).decode()
    if details != await references.read(work.session, reference.place):
        await references.write(work.session, reference.place, details)


async def remove(work: Work, place: Address) -> None:
    """The bot may write there no longer; that it was welcomed stays known."""
    await references.write(work.session, place, "")


async def welcomed(work: Work, place: Address) -> bool:
    """Mark a place as welcomed; True the first time only, whatever is repeated."""
    return await references.welcome(work.session, place, work.now)
