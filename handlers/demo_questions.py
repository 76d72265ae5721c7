"""What the demo's members were asked before it begins: a poll, a pulse with its results, and one that is open."""

from collections.abc import Mapping, Sequence
from itertools import cycle

from bot import survey_publishing
from bot.desk import say
from bot.directory import Identity, Room
from bot.facilitators import appoint
from bot.parts import side_of
from handlers.build import House
from handlers.demo_acting import buttons_of, do
from handlers.demo_calls import FACILITATOR

IN_TEAMS = "ngozi.eze@people.example"
"""Who looks after the network in Teams."""

ASKER = "gwen.harrow@people.example"
POLL = "poll “When could you come to a meeting of us all?” “A Tuesday lunchtime” “A Thursday evening” “A Saturday”"
VOTES = "1011201101"
"""Which answer each of the first members chooses."""

SHEETS: Mapping[str, Mapping[str, str]] = {
    "research": {"core.value": "453454", "core.equal": "4343532", "core.early": "34324", "core.paid": "0120012"},
    "community": {"core.value": "3425343", "core.equal": "21321243", "core.early": "12231", "core.paid": "12021"},
}
"""What the members of each side answer, in turns."""

WORDS = (
    "Pay us before the work starts, not a year after it",
    "Invoices should be paid within two weeks",
    "Money for our time before the meeting, not after it",
    "Ask us when the question is still open",
    "Pay people for reading and travelling too",
    "One person at the university whom I can ring",
    "Being paid on time would be a start",
    "Come to us for once. Our hall has a kitchen and Rosie makes soup",
    "Pay community partners what researchers get",
)
"""What some write; the last but one names somebody, for a facilitator to leave out."""


async def ask_all(house: House, everybody: Mapping[str, Identity], members: Mapping[str, str], room: Room) -> None:
    """Ask the members, by their e-mail with the part that each plays; in a channel of Teams too."""
    await appoint(house.network, list(house.desk.directories.values()), IN_TEAMS)
    await say(house.desk, everybody[IN_TEAMS].address, "announce", room=room)
    await ask_poll(house, everybody, list(members))
    await hold_pulse(house, everybody, members)
    await open_pulse(house, everybody[FACILITATOR], "needs")


async def ask_poll(house: House, everybody: Mapping[str, Identity], members: Sequence[str]) -> None:
    """Have one of them ask a poll in all announcement channels, and some vote."""
    asker = everybody[ASKER]
    shown = (await say(house.desk, asker.address, POLL)).shown
    for action in ("polls.everywhere", "polls.show"):
        [button] = buttons_of(shown, action)
        shown = await do(house, asker, button.action, button.value)
    answers = buttons_of(shown, "polls.vote")
    for email, vote in zip(members, VOTES, strict=False):
        answer = answers[int(vote)]
        await do(house, everybody[email], answer.action, answer.value)


async def hold_pulse(house: House, everybody: Mapping[str, Identity], members: Mapping[str, str]) -> None:
    """Have a facilitator ask a pulse, most answer it, and its results given to all."""
    facilitator = everybody[FACILITATOR]
    key = await open_pulse(house, facilitator, "core")
    turns = {side: {name: cycle(given) for name, given in sheet.items()} for side, sheet in SHEETS.items()}
    words = iter(WORDS)
    for email, part in members.items():
        sheet = {name: next(given) for name, given in turns[side_of(part)].items()}
        await do(house, everybody[email], "surveys.answer", key, sheet | {"core.change": next(words, "")})
    await do(house, facilitator, "surveys.close", key)
    await survey_publishing.publish(house.network)


async def open_pulse(house: House, facilitator: Identity, template: str) -> str:
    """Have a facilitator open a pulse from a template; its key."""
    draft = await do(house, facilitator, "surveys.begin", template)
    [opening] = buttons_of(draft, "surveys.open")
    await do(house, facilitator, opening.action, opening.value)
    [framing] = buttons_of(draft, "surveys.frame")
    return framing.value
