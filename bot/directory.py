"""What a chat platform knows of its people and channels, and how the rules ask for it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Address(NamedTuple):
    """Where somebody is reached: an account on a platform, in a workspace (or tenant)."""

    platform: str
    workspace: str
    user: str


@dataclass(frozen=True, slots=True)
class Room:
    """A channel or group chat, as its platform names it.

    `team` is what it is a part of, where channels are parts of something; `name` how members know it, as far as the
    platform tells; `private` says that not everybody may find it, and `joined` that the bot is in it.
    """

    platform: str
    workspace: str
    channel: str
    team: str = ""
    name: str = ""
    private: bool = False
    joined: bool = True


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the platform says somebody is.

    `timezone` is an IANA name, such as Europe/London; `language` a tag such as en-GB, empty when it is not known.
    """

    address: Address
    name: str
    pronouns: str = ""
    timezone: str = "Europe/London"
    language: str = ""
    email: str = ""
    bot: bool = False
    owner: bool = False
    left: bool = False


class Unreachable(Exception):
    """The platform did not answer, or refused; the words say to an operator why."""


class Directory(Protocol):
    """One platform's list of people and channels. Every method may raise Unreachable."""

    async def identify(self, address: Address) -> Identity | None:
        """Who this is, or None when the platform knows nobody there."""
        ...

    async def room(self, room: Room) -> Room:
        """A channel or group chat as it is now."""
        ...

    def everyone(self) -> AsyncIterator[Identity]:
        """All people of all workspaces that this directory reaches, with e-mail addresses where they may be read."""
        ...
