"""The table of everything a member can say, press or submit, and the one way in."""

import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from bot import (
    blocks,
    checkins,
    codes,
    collaborators,
    facilitators,
    home,
    introduction_ends,
    introductions,
    linking,
    mail,
    members,
    outcomes,
    partnerships,
    profiles,
    relays,
    round_meetings,
    rounds,
    undelivered,
    welcome,
)
from bot.cards import Card, Shown, Text
from bot.directory import Address, Directory, Identity, Unreachable
from bot.errors import Broken, Busy, FacilitatorsOnly, NoBots, NotYours, OutOfDate, Refused
from bot.members import Me
from bot.network import Network, Repeated, Work
from bot.said import Said

log = structlog.get_logger()

Run = Callable[[Work, Me, Said], Awaitable[Shown]]
Observe = Callable[[str, float, str], None]


@dataclass(frozen=True, slots=True)
class Action:
    """Something a member can do.

    `writes` is false for what only reads; `facilitators` keeps it to them; `secret` says that its answer is kept
    nowhere, not even for a repeat; `moves` that it moves accounts from one member to another.
    """

    run: Run
    writes: bool = True
    facilitators: bool = False
    secret: bool = False
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A word to the bot, and the slash command that says the same, where there is one.

    `takes` tells what may follow the word; with anything else it is the beginning of a sentence.
    """

    word: str
    action: str
    description: str
    slash: str = ""
    hint: str = ""
    takes: Callable[[str], bool] = lambda _words: False


ACTIONS: Mapping[str, Action] = {
    "blocks.block": Action(blocks.block),
    "blocks.undo": Action(blocks.undo),
    "blocks.list": Action(blocks.listing, writes=False),
    "blocks.report": Action(blocks.report, writes=False),
    "blocks.tell": Action(blocks.tell),
    "checkins.ask": Action(checkins.ask, writes=False),
    "checkins.answer": Action(checkins.answer, secret=True),
    "checkins.figures": Action(checkins.figures, writes=False, facilitators=True),
    "collaborators.find": Action(collaborators.find, writes=False),
    "collaborators.ask": Action(collaborators.ask, writes=False),
    "collaborators.pick": Action(collaborators.pick, writes=False),
    "facilitators.list": Action(facilitators.show, writes=False),
    "facilitators.choose": Action(facilitators.choose, writes=False, facilitators=True),
    "facilitators.name": Action(facilitators.name, facilitators=True),
    "facilitators.remove": Action(facilitators.remove, facilitators=True),
    "facilitators.undelivered": Action(undelivered.show, writes=False, facilitators=True),
    "facilitators.resend": Action(undelivered.resend, facilitators=True),
    "home.show": Action(home.show, writes=False),
    "introductions.ask": Action(introductions.ask, writes=False),
    "introductions.send": Action(introductions.send, secret=True),
    "introductions.show": Action(introductions.show, writes=False),
    "introductions.accept": Action(introductions.accept, secret=True),
    "introductions.later": Action(introductions.later, secret=True),
    "introductions.decline": Action(introductions.decline, secret=True),
    "introductions.inquire": Action(introductions.inquire, writes=False),
    "introductions.question": Action(introductions.question),
    "introductions.reply": Action(introductions.reply, writes=False),
    "introductions.answer": Action(introductions.answer),
    "introductions.withdraw": Action(introduction_ends.withdraw),
    "linking.link": Action(linking.link, secret=True),
    "linking.choose": Action(linking.choose, writes=False),
    "linking.join": Action(linking.join, secret=True, moves=True),
    "linking.stop": Action(linking.stop),
    "linking.accounts": Action(linking.accounts, writes=False),
    "linking.separate": Action(linking.separate, moves=True),
    "mail.address": Action(mail.show, writes=False),
    "mail.edit": Action(mail.edit, writes=False),
    "mail.give": Action(mail.give, secret=True),
    "mail.again": Action(mail.again, secret=True),
    "mail.enter": Action(mail.enter, writes=False),
    "mail.confirm": Action(mail.confirm, secret=True),
    "mail.stop": Action(mail.stop),
    "mail.resume": Action(mail.resume, secret=True),
    "mail.remove": Action(mail.remove),
    "outcomes.ask": Action(outcomes.ask, writes=False),
    "outcomes.tell": Action(outcomes.tell, secret=True),
    "outcomes.note": Action(outcomes.note, writes=False),
    "outcomes.pass_on": Action(outcomes.pass_on, secret=True),
    "partnerships.list": Action(partnerships.listing, writes=False),
    "partnerships.open": Action(partnerships.open_form, writes=False),
    "partnerships.begin": Action(partnerships.begin, secret=True),
    "partnerships.show": Action(partnerships.show, writes=False),
    "partnerships.correct": Action(partnerships.correct, writes=False),
    "partnerships.save": Action(partnerships.save, secret=True),
    "partnerships.pause": Action(partnerships.pause, secret=True),
    "partnerships.resume": Action(partnerships.resume, secret=True),
    "partnerships.end": Action(partnerships.end, secret=True),
    "profiles.see": Action(profiles.see, writes=False),
    "profiles.edit": Action(profiles.edit, writes=False),
    "profiles.save": Action(profiles.save),
    "profiles.topics": Action(profiles.suggest_topics, writes=False),
    "profiles.pause": Action(profiles.pause),
    "profiles.resume": Action(profiles.resume),
    "profiles.agree": Action(profiles.agree),
    "profiles.delete": Action(profiles.delete),
    "relays.write": Action(relays.write, writes=False),
    "relays.send": Action(relays.send, secret=True),
    "relays.share": Action(relays.share, writes=False),
    "relays.give": Action(relays.give, secret=True),
    "relays.keep": Action(relays.keep),
    "relays.stop": Action(relays.stop),
    "rounds.show": Action(rounds.show, writes=False),
    "rounds.choose": Action(rounds.choose, writes=False),
    "rounds.take_part": Action(rounds.take_part),
    "rounds.stop": Action(rounds.stop),
    "rounds.resume": Action(rounds.resume),
    "rounds.join": Action(rounds.join),
    "rounds.skip": Action(rounds.skip),
    "rounds.meeting": Action(round_meetings.show, writes=False),
    "rounds.accept": Action(round_meetings.accept, secret=True),
    "rounds.later": Action(round_meetings.later, secret=True),
    "rounds.figures": Action(rounds.figures, writes=False, facilitators=True),
    "roundtable.help": Action(welcome.explain, writes=False),
    "roundtable.welcome": Action(welcome.greet, writes=False),
}

COMMANDS: tuple[Command, ...] = (
    Command(
        "find",
        "collaborators.find",
        "Find people to work with on a topic",
        slash="/find-collaborator",
        hint="what you would like to work on",
        takes=bool,
    ),
    Command("profile", "profiles.edit", "Make or change your profile", slash="/my-profile"),
    Command("home", "home.show", "See your profile and what is waiting for you"),
    Command("partnerships", "partnerships.list", "See what you do with people you met here"),
    Command("rounds", "rounds.show", "Take part in match rounds, or stop"),
    Command("pause", "profiles.pause", "Stop being found for now"),
    Command("resume", "profiles.resume", "Be found again"),
    Command("link", "linking.link", "Link your accounts on Slack and Microsoft Teams", takes=codes.looks_like_one),
    Command("unlink", "linking.accounts", "See your accounts, and separate them"),
    Command("facilitators", "facilitators.list", "See who looks after this network"),
    Command(
        "help", "roundtable.help", "See what Roundtable can do", slash="/roundtable", hint="help, partnerships, rounds"
    ),
)
"""What members can type. Every word also follows /roundtable."""

AROUND_WORDS = " \t\n.,:;!?\u2026\"'`\u201c\u201d\u2018\u2019"
"""What may stand around a word without meaning anything."""

OTHER_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("hi", "hello", "hey", "hello there", "start", "menu", "thanks", "thank you"), "roundtable.help"),
    **dict.fromkeys(("stop", "delete", "leave", "unsubscribe", "me"), "home.show"),
    "profile please": "profiles.edit",
    "my profile": "profiles.edit",
    **dict.fromkeys(("email", "e-mail", "mail"), "mail.address"),
}
"""What people say who do not know the words; to leave, one chooses on the home between a pause and more."""

SAID_BEFORE = Card("This was done already", (Text("It was taken the first time, so nothing was done twice."),))
"""For a repeat whose first answer can no longer be read, since it was kept by an older version of the program."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What to show for something said. A repeated one was answered before: show it again only in the same place."""

    shown: Shown
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What every door needs to pass things on: the network, each platform's list of people, and who keeps the times."""

    network: Network
    directories: Mapping[str, Directory] = field(default_factory=dict)
    observe: Observe = lambda _action, _seconds, _outcome: None


async def press(desk: Desk, who: Address, name: str, said: Said, *, once: str = "") -> Reply:
    """Take a button, a form or a suggestion: find the member, run the action, turn refusals into words.

    `once` is the platform's id of what was said; the same one again has no second effect. Raises nothing.
    """
    started = time.perf_counter()
    outcome = "ok"
    try:
        return await take(desk, who, name, said, once)
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


async def say(desk: Desk, who: Address, words: str, *, once: str = "") -> Reply:
    """Take a message to the bot: a command's word first, or else a topic to find people on. Raises nothing."""
    action, rest = spoken(words) or ("collaborators.find", words.strip())
    return await press(desk, who, action, Said(rest), once=once)


async def command(desk: Desk, who: Address, slash: str, words: str, *, once: str = "") -> Reply:
    """Take a slash command; what follows /roundtable may be a command's word. Raises nothing."""
    for known in COMMANDS:
        if known.slash == slash and known.word != "help":
            return await press(desk, who, known.action, Said(words.strip()), once=once)
    action, rest = spoken(words) or ("roundtable.help", "")
    return await press(desk, who, action, Said(rest), once=once)


def spoken(words: str) -> tuple[str, str] | None:
    """The action of a command's word, and what is said with it; None for words that are no command.

    What people say beside the words there are is understood too: a greeting, a code alone, a slash command as words.
    """
    first, _, rest = " ".join(words.split(maxsplit=1)).partition(" ")
    for known in COMMANDS:
        if known.slash and first.casefold() == known.slash:
            return (spoken(rest) or (known.action, "")) if known.word == "help" else (known.action, rest.strip())
    if codes.looks_like_one(words):
        return "linking.link", words.strip()
    plain = words.strip(AROUND_WORDS).casefold()
    for known in COMMANDS:
        if plain == known.word:
            return known.action, ""
        if first.rstrip(":").casefold() == known.word and known.takes(rest):
            return known.action, rest.strip()
    return (OTHER_WORDS[plain], "") if plain in OTHER_WORDS else None


async def take(desk: Desk, who: Address, name: str, said: Said, once: str) -> Reply:
    """As `press`, but raises what is refused."""
    action = ACTIONS.get(name)
    if action is None:
        raise OutOfDate
    await meet_mentioned(desk, said)
    for _ in range(2):
        try:
            return await run(desk.network, action, who, said, once)
        except Stranger:
            await members.introduce(desk.network, await identify(desk, who))
    raise Busy


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


async def meet_mentioned(desk: Desk, said: Said) -> None:
    """Meet the people picked in a form, so that the action finds them as members, or says that they are none."""
    for answer in said.answers.values():
        if isinstance(answer, Address) and await desk.network.look(members.recognise, answer) is None:
            with suppress(NotYours, NoBots):
                await members.introduce(desk.network, await identify(desk, answer))
