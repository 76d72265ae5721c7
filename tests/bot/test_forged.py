"""Values and answers that no button or form of ours ever held: whatever is sent, nothing breaks."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest

from bot import poll_pictures, poll_posting
from bot.actions import ACTIONS
from bot.cards import Answer, Form
from bot.desk import press
from bot.directory import Address
from bot.said import Said
from bot.schedule import JOBS
from bot.survey_ends import tend
from bot.survey_publishing import publish
from tests.bot.polling import FORM, asked
from tests.bot.pulsing import SHEET, begun, opened
from tests.bot.scene import Scene, buttons_of, parts_of

OURS = ("polls.", "surveys.", "promises.")

JUNK = (
    "",
    " ",
    "0",
    "-1",
    "٣",
    "²",
    "9" * 9,
    "9" * 400,
    "\x00",
    "\ud83d",
    "\u202eevil",
    "<!channel>",
    "<@U1>",
    "q" + "0" * 10,
    "core.value",
    "scale:",
    "ranking:" + "x" * 300,
    "text:\ud83d",
    "1,2,\u0663,x",
    "é" * 4000,
    "$\\frac{",
    "%s{0}",
)

WORDS: tuple[Answer, ...] = (
    *JUNK,
    None,
    True,
    0,
    -1,
    5,
    10**30,
    date.min,
    date.max,
    date(2026, 12, 24),
    ("0", "0", "x", "\ud83d"),
    (),
    "*bold*\n<https://evil.example|bank>\n=1+1",
    "17:00",
    "all",
    "channel:1",
    "channel:999999",
    "numbers",
    "week",
    Address("slack", "T1", "olga"),
    Address("slack", "T1", "nobody"),
    Address("slack", "\x00", "\ud83d"),
)

FILLED: dict[str, Any] = {
    **FORM,
    **SHEET,
    "answer": "Salad",
    "words": "Something",
    "title": "Ours",
    "about": "",
    "audience": "all",
    "days": 14,
    "points": 5,
    "low": "",
    "high": "",
    "options": "Tea\nCoffee",
    "last": date(2026, 12, 31),
    "line": "Done",
    "said": "You wait",
    "owner": None,
    "due": date(2027, 1, 1),
    "option1": True,
    "option3": True,
    "option4": True,
}
"""What every form of ours would take, in one."""

Known = dict[str, list[str]]
"""The values of real buttons and forms, by their actions."""


@pytest.mark.parametrize("seed", range(2))
async def test_no_forged_value_or_answer_breaks_an_action(scene: Scene, seed: int) -> None:
    """Of polls, pulses and promises; and all that runs by itself still does afterwards."""
    outcomes: list[tuple[str, str]] = []
    desk = replace(scene.desk, observe=lambda name, _seconds, outcome: outcomes.append((name, outcome)))
    random = Random(seed)  # noqa: S311 - the same in every run
    people, known = await begin(scene)
    for turn in range(4):
        for name in sorted((name for name in ACTIONS if name.startswith(OURS)), key=lambda _: random.random()):
            said = Said(value(random, known, name), answers(random))
            shown = (await press(desk, random.choice(people), name, said, once=f"{name} {turn}")).shown
            learn(known, shown)
            assert outcomes[-1][1] != "Broken", (name, said)
    scene.clock.forward(days=30)
    for job in ("polls.tend", "polls.forget", "surveys.count", "surveys.forget", "promises.remind"):
        await scene.network.run(JOBS[job].run)
    for errand in (tend, publish, poll_posting.keep_up, poll_pictures.keep_up):
        await errand(scene.network)
    for one in people:
        await press(desk, one, "home.show", Said())
    assert not [one for one in outcomes if one[1] == "Broken"]


async def begin(scene: Scene) -> tuple[list[Address], Known]:
    """A facilitator, a member and two guests; and the values of buttons of polls and pulses in every state."""
    known: Known = {}
    pulse = await opened(scene, 6)
    for one in pulse.people:
        await pulse.answer(one, **{"needs.offer": "A room"})
    await pulse.close()
    await publish(scene.network)
    learn(known, await scene.card(pulse.olga, "surveys.review", pulse.key))
    learn(known, await scene.card(pulse.olga, "promises.make", pulse.key, **FILLED))
    learn(known, await scene.card(pulse.people[0], "surveys.look", (await opened(scene)).key))
    learn(known, await scene.card(pulse.olga, "surveys.draft", await begun(scene, pulse.olga)))
    learn(known, await scene.card(pulse.olga, "surveys.show"))
    guests = [scene.town.add(f"guest{each}", f"Guest {each}") for each in range(2)]
    for form in ({}, {"shown": "anonymous", "most": 2, "adding": True}, {"shown": "named_later"}):
        poll = await asked(scene, guests[0], **form)
        learn(known, await poll.card(guests[0], "show"))
        learn(known, await poll.card(guests[0], "answers"))
    await poll.press(guests[0], "close")
    return [pulse.olga, pulse.people[0], *guests], known


def learn(known: Known, shown: object) -> None:
    """Add what the buttons and forms that are shown would send."""
    forms = [(part.action, part.value) for part in parts_of(shown) if isinstance(part, Form)]
    for action, given in [*((one.action, one.value) for one in buttons_of(shown)), *forms]:
        known.setdefault(action, []).append(given)


def value(random: Random, known: Known, name: str) -> str:
    """A value that fits, one of another button, or parts of both and of junk."""
    kind = random.random()
    if kind < 0.6 and name in known:
        return random.choice(known[name][-6:])
    real = [one for values in known.values() for one in values]
    if kind < 0.75:
        return random.choice(real)
    pool = [*JUNK, *real, *(piece for one in real for piece in one.split(" "))]
    return random.choice(" ::,").join(random.choices(pool, k=random.randint(1, 4)))


def answers(random: Random) -> dict[str, Any]:
    """All that our forms would take, but for what was tampered with."""
    often = random.choice((0, 0.05, 0.5))
    return {
        name: random.choice(WORDS) if random.random() < often else was
        for name, was in FILLED.items()
        if random.random() >= often / 5
    }
