"""The one way in: takes what a member said, pressed or submitted, and answers it."""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import structlog

from bot import crowds, members
from bot.actions import ACTIONS, Action
from bot.cards import Card, Shown, Text
from bot.commands import COMMANDS, spoken
from bot.crowds import Many, Press
from bot.directory import Address, Directory, Identity, Room, Unreachable
from bot.errors import Broken, Busy, FacilitatorsOnly, NoBots, NotYours, OutOfDate, Refused
from bot.network import Network, Repeated, Work
from bot.registers import UNREAD, Missing, Records
from bot.said import Said, storable
from bot.together import Together

log = structlog.get_logger()

Observe = Callable[[str, float, str], None]

SAID_BEFORE = Card("This was done already", (Text("It was taken the first time, so nothing was done twice."),))
"""For a repeat whose first answer can no longer be read, since it was kept by an older version of the program."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show for something said. A repeated one was answered before: show it again only in the same place."""

    shown: Shown
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What every door needs to pass things on: the network, each platform's list of people, and who keeps the times.

    `records` looks public records up, where that is set up. `crowds` brings together what many say at one moment.
    """

    network: Network
    directories: Mapping[str, Directory] = field(default_factory=dict)
    observe: Observe = lambda _action, _seconds, _outcome: None
    records: Records | None = None
    crowds: dict[str, Together[Press, Reply | None]] = field(default_factory=dict)


async def press(desk: Desk, who: Address, name: str, said: Said, *, once: str = "") -> Reply:
    """Take a button, a form or a suggestion: find the member, run the action, turn refusals into words.

    `once` is the platform's id of what was said; the same one again has no second effect. Raises nothing.
    """
    started = time.perf_counter()
    outcome = "ok"
    try:
        return await take(desk, who, name, storable(said), once)
    except Refused as refused:
        outcome = type(refused).__name__
        return Reply(refused.shown)
    except Exception:
        outcome = "Broken"
        reference = secrets.token_hex(4)
        log.exception("action_failed", action=name, reference=reference, workspace=who.workspace)
        return Reply(Broken(reference).shown)
    finally:
        desk.observe(name if name in ACTIONS else "unknown", time.perf_counter() - started, outcome)


async def say(desk: Desk, who: Address, words: str, *, room: Room | None = None, once: str = "") -> Reply:
    """Take a message to the bot: a command's word first, or else a topic to find people on. Raises nothing."""
    action, rest = spoken(words) or ("collaborators.find", " ".join(words.split()))
    return await press(desk, who, action, Said(rest, room=room), once=once)


async def command(
    desk: Desk, who: Address, slash: str, words: str, *, room: Room | None = None, once: str = ""
) -> Reply:
    """Take a slash command; what follows /roundtable may be a command's word. Raises nothing."""
    for known in COMMANDS:
        if known.slash == slash and known.word != "help":
            action, rest = known.leads_to(words)
            return await press(desk, who, action, Said(rest, room=room), once=once)
    action, rest = spoken(words) or ("roundtable.help", "")
    return await press(desk, who, action, Said(rest, room=room), once=once)


async def take(desk: Desk, who: Address, name: str, said: Said, once: str) -> Reply:
    """As `press`, but raises what is refused."""
    action = ACTIONS.get(name)
    if action is None:
        raise OutOfDate
    await meet_mentioned(desk, said)
    if action.located and said.room is not None:
        said = replace(said, room=await looked_up(desk, said.room))
    if action.prepares is not None:
        said = replace(said, made=await action.prepares(desk.network, who))
    said = await look_up(desk, action, said)
    if (
        action.many is not None
        and once
        and (reply := await in_a_crowd(desk, name, action.many, Press(who, said, once)))
    ):
        return reply
    for _ in range(2):
        try:
            return await run(desk.network, action, who, said, once)
        except Stranger:
            await members.introduce(desk.network, await identify(desk, who))
    raise Busy


async def in_a_crowd(desk: Desk, name: str, many: Many, press: Press) -> Reply | None:
    """Serve somebody together with others who say the same at this moment; None for one to be served alone."""

    async def serve(presses: Sequence[Press]) -> Sequence[Reply | None]:
        if len(presses) == 1:
            return [None]
        shown = await desk.network.run(crowds.act, many, presses)
        return [None if one is None else Reply(one) for one in shown]

    return await desk.crowds.setdefault(name, Together(serve, crowds.MOST)).ask(press)


async def run(network: Network, action: Action, who: Address, said: Said, once: str) -> Reply:
    """Run an action in one transaction, once for each key.

    What only reads is read anew for a repeat: so no writer waits for a search, and nothing of a profile is kept as the
    answer to somebody, where its owner could no longer change or delete it.
    """
    if not action.writes:
        shown = await network.look(act, action, who, said)
        return Reply(shown, repeated=bool(once) and await was_said(network, once))
    if not once:
        return Reply(await network.run(act, action, who, said))
    try:
        if action.secret:
            (shown,) = await network.run_once(once, act_in_secret, action, who, said)
            return Reply(shown)
        return Reply(await network.run_once(once, act, action, who, said))
    except Repeated as repeated:
        return Reply(repeated.answer or SAID_BEFORE, repeated=True)


async def was_said(network: Network, once: str) -> bool:
    """Whether a key was taken before; it is now."""
    try:
        await network.run_once(once, nothing)
    except Repeated:
        return True
    return False


async def nothing(_work: Work) -> None:
    """Do nothing: the key is all there is to keep."""


class Stranger(Exception):
    """Somebody whose account is not known yet."""


async def act(work: Work, action: Action, who: Address, said: Said) -> Shown:
    """Find the member and run the action for them; raises Stranger when there is none."""
    if action.moves:
        await members.take_turn(work)
    me = await members.recognise(work, who, held=action.writes and not action.moves)
    if me is None:
        raise Stranger
    if action.facilitators and not me.facilitator:
        raise FacilitatorsOnly
    return await action.run(work, me, said)


async def act_in_secret(work: Work, action: Action, who: Address, said: Said) -> tuple[Shown]:
    """As `act`, in a tuple: only an answer by itself is kept beside its key, where it could be read for a day."""
    return (await act(work, action, who, said),)


async def identify(desk: Desk, who: Address) -> Identity | None:
    """Ask the platform who this is; raises Busy when it does not answer."""
    directory = desk.directories.get(who.platform)
    if directory is None:
        return None
    try:
        return await directory.identify(who)
    except Unreachable as unreachable:
        log.warning("directory_unreachable", platform=who.platform, reason=str(unreachable))
        raise Busy from unreachable


async def looked_up(desk: Desk, room: Room) -> Room:
    """A channel as its platform knows it now, or as it was told of where that does not answer."""
    directory = desk.directories.get(room.platform)
    try:
        return room if directory is None else await directory.room(room)
    except Unreachable as unreachable:
        log.warning("directory_unreachable", platform=room.platform, reason=str(unreachable))
        return room


async def meet_mentioned(desk: Desk, said: Said) -> None:
    """Meet the people picked in a form, so that the action finds them as members, or says that they are none."""
    for answer in said.answers.values():
        if isinstance(answer, Address) and await desk.network.look(members.recognise, answer) is None:
            with suppress(NotYours, NoBots):
                await members.introduce(desk.network, await identify(desk, answer))


async def look_up(desk: Desk, action: Action, said: Said) -> Said:
    """What was said, with what had to be looked up for it, in no transaction; raises what `wants` refuses."""
    if action.wants is None:
        return said
    number = action.wants(said)
    if number.register in UNREAD:
        return replace(said, found=Missing(number, "elsewhere"))
    return replace(said, found=await desk.records.read(number) if desk.records is not None else None)
