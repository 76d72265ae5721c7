"""Pulses as members meet them: asked, answered, changed, taken back, and nothing shown before they close."""

import asyncio
import json
import re
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import support
from bot.cards import Field, Form, Invalid, SeveralField, Text
from bot.errors import NoProfile, NotYours
from bot.said import Said
from bot.survey_cards import CONFIDENTIAL, NotAsked, NotOpen
from bot.survey_form import NOTHING, TWICE, form, read
from bot.survey_posting import to_remind
from bot.survey_questions import KINDS, Question, dump_sheet, load_sheet, taken, warnings
from bot.survey_templates import NEEDS, TEMPLATES
from tests.bot.introducing import pressed, titles, told
from tests.bot.pulsing import SHEET, begun, opened, tended
from tests.bot.scene import Scene, button, only, words_of
from tests.conftest import Opener


def value_of(field: Field) -> Any:
    """What a field of a pulse answers while nobody has touched it."""
    return field.values if isinstance(field, SeveralField) else getattr(field, "value", None)


async def sheets(scene: Scene) -> list[dict[str, Any]]:
    """What is answered so far, each with its side."""
    return [json.loads(row["sheet"]) | {"side": row["side"]} for row in await scene.rows("survey_ballots")]


async def test_a_pulse_is_asked_answered_changed_and_taken_back(scene: Scene) -> None:
    """From the message, the home and the word; the form comes back with what was answered."""
    pulse = await opened(scene, 2)
    rosa = pulse.people[1]
    assert f"A pulse: {NEEDS.title}" in await titles(scene, rosa)
    home = await scene.card(rosa, "home.show")
    assert isinstance(await pressed(scene, rosa, home, "Answer"), Form)
    thanks = await pulse.answer(rosa)
    assert thanks.title == "Thank you: your answers are in"
    assert support.LINE in words_of(thanks)
    assert "tide" not in words_of(thanks)
    assert await sheets(scene) == [
        {
            "core.value": 4,
            "core.equal": 2,
            "core.paid": 1,
            "needs.support": [0, 3],
            "needs.themes": [2, 0],
            "needs.topic": "Rhyming with the tide",
            "side": "community",
        }
    ]
    form = only(Form, await pressed(scene, rosa, thanks, "Change my answers"))
    held = {field.name: value_of(field) for field in form.fields}
    assert {name: held[name] for name in SHEET} == SHEET
    assert NEEDS.title not in words_of(await scene.card(rosa, "home.show"))
    assert "You have answered, and can change it" in words_of(await scene.say(rosa, "pulse"))
    await pulse.answer(rosa, **{"core.value": "", "needs.topic": " "})
    assert [set(sheet) & {"core.value", "needs.topic"} for sheet in await sheets(scene)] == [set()]
    looked = await scene.card(rosa, "surveys.look", pulse.key)
    assert (await scene.card(rosa, button(looked, "Take my answers back").action, pulse.key)).title == (
        "Your answers are deleted"
    )
    assert await sheets(scene) == await scene.rows("survey_taken") == []
    assert NEEDS.title in words_of(await scene.card(rosa, "home.show"))
    assert (await scene.card(rosa, "surveys.withdraw", pulse.key)).title == "Your answers are deleted"


async def test_who_is_asked_reads_before_they_answer_what_is_kept_and_for_how_long(sqlite_scene: Scene) -> None:
    """In the invitation and above the questions, in two sentences."""
    pulse = await opened(sqlite_scene, 1)
    [asked] = [card for card in await told(sqlite_scene, pulse.people[0]) if card.title == f"A pulse: {NEEDS.title}"]
    form = only(Form, await pressed(sqlite_scene, pulse.people[0], asked, "Answer"))
    assert words_of(asked).index(CONFIDENTIAL) < words_of(asked).index("surveys.ask")
    assert CONFIDENTIAL in [part.text for part in form.intro if isinstance(part, Text)]
    assert len(re.findall(r"\.(?: |$)", CONFIDENTIAL)) == 2


async def test_what_cannot_be_taken_is_told_at_its_field(sqlite_scene: Scene) -> None:
    """Twice in an order, what is no answer, words that are too long, and nothing at all."""
    pulse = await opened(sqlite_scene, 2)
    wrong: dict[str, Any] = {
        "needs.themes.1": "2",
        "needs.themes.2": "9",
        "core.value": "6",
        "core.paid": "none",
        "needs.topic": "x" * 601,
    }
    shown = only(Invalid, await sqlite_scene.press(pulse.people[0], "surveys.answer", pulse.key, **(SHEET | wrong)))
    assert set(shown.errors) == set(wrong)
    assert shown.errors["needs.themes.1"] == TWICE
    nothing = only(Invalid, await sqlite_scene.press(pulse.people[0], "surveys.answer", pulse.key))
    assert nothing.errors == {"core.value": NOTHING}
    assert await sheets(sqlite_scene) == []


async def test_who_is_not_asked_cannot_answer(sqlite_scene: Scene) -> None:
    """Strangers to the network, the other side, drafts, made-up keys, and pulses that are over."""
    pulse = await opened(sqlite_scene, 2, audience="community")
    nell = sqlite_scene.town.add("nell", "Nell")
    research, lived = pulse.people
    assert [title for title in await titles(sqlite_scene, research) if title.startswith("A pulse")] == []
    draft = await begun(sqlite_scene, pulse.olga, "core")
    for action in ("look", "ask", "answer", "withdraw"):
        named = f"surveys.{action}"
        assert (await sqlite_scene.card(nell, named, pulse.key, **SHEET)).title == NoProfile.title
        if action != "withdraw":
            assert (await sqlite_scene.card(research, named, pulse.key, **SHEET)).title == NotAsked.title
        for odd in (draft, "", "0" * 15, f"{pulse.key} 1"):
            assert (await sqlite_scene.card(lived, named, odd, **SHEET)).title == NotYours.title
    assert "No pulse asks you" in words_of(await sqlite_scene.say(research, "pulse"))
    assert NEEDS.title in words_of(await sqlite_scene.say(lived, "/pulse"))
    sqlite_scene.clock.forward(days=15)
    for action in ("look", "ask", "answer", "withdraw"):
        assert (await sqlite_scene.card(lived, f"surveys.{action}", pulse.key, **SHEET)).title == NotOpen.title
    assert await sheets(sqlite_scene) == []


async def test_who_changes_sides_can_still_take_their_answers_back(sqlite_scene: Scene) -> None:
    """That they can was promised when they answered; what they cannot do any more is to answer anew."""
    pulse = await opened(sqlite_scene, 2, audience="community")
    lived = pulse.people[1]
    await pulse.answer(lived)
    await sqlite_scene.save(lived, part="research")
    assert (await pulse.answer(lived)).title == NotAsked.title
    assert len(await sheets(sqlite_scene)) == 1
    await sqlite_scene.card(lived, "surveys.withdraw", pulse.key)
    assert await sheets(sqlite_scene) == []


async def test_an_answer_counts_once_whatever_is_pressed_at_once(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Two presses of one, from two processes, and everybody at the same time."""
    pulse = await opened(scene, 6)
    second = replace(pulse, scene=scene.elsewhere(opener(database_url)))
    both = [one.answer(who) for who in pulse.people for one in (pulse, second)]
    assert {card.title for card in await asyncio.gather(*both)} == {"Thank you: your answers are in"}
    assert len(await sheets(scene)) == len(await scene.rows("survey_taken")) == len(pulse.people)


async def test_an_answer_is_in_or_is_told_that_it_came_too_late(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Where a pulse closes while people answer, nothing is left behind, and nobody is thanked in vain."""
    pulse = await opened(scene, 12)
    second = replace(pulse, scene=scene.elsewhere(opener(database_url)))
    await asyncio.gather(*(pulse.answer(who) for who in pulse.people[:6]))
    late = [asyncio.create_task(pulse.answer(who)) for who in pulse.people[6:]]
    *cards, _ = await asyncio.gather(*late, second.close())
    thanked = sum(card.title == "Thank you: your answers are in" for card in cards)
    assert {card.title for card in cards} <= {"Thank you: your answers are in", NotOpen.title}
    assert json.loads((await pulse.row())["figures"])["answered"] == 6 + thanked
    for table in ("survey_ballots", "survey_taken", "survey_keys"):
        assert await scene.rows(table) == []


async def test_who_deletes_their_profile_takes_their_answers_along(sqlite_scene: Scene) -> None:
    """At once, and the others' stay."""
    pulse = await opened(sqlite_scene, 3)
    for who in pulse.people:
        await pulse.answer(who)
    await sqlite_scene.card(pulse.people[1], "profiles.delete")
    assert [sheet["side"] for sheet in await sheets(sqlite_scene)].count("community") == 1
    assert await sqlite_scene.id_of(pulse.people[1]) not in {
        row["member_id"] for row in await sqlite_scene.rows("survey_taken")
    }
    assert (await pulse.answer(pulse.people[1])).title == NoProfile.title


@pytest.mark.parametrize("kept_answers", [True, False])
async def test_linked_accounts_have_one_sheet(sqlite_scene: Scene, *, kept_answers: bool) -> None:
    """The kept one's, where both have one; and it can still be changed."""
    scene = sqlite_scene
    pulse = await opened(scene, 1)
    slack, teams = await scene.member("rosa"), await scene.member("tara", platform="teams")
    if kept_answers:
        await pulse.answer(slack, **{"needs.topic": "kept"})
    await pulse.answer(teams, **{"needs.topic": "gone"})
    await scene.link(slack, teams)
    assert [sheet["needs.topic"] for sheet in await sheets(scene)] == ["kept" if kept_answers else "gone"]
    await pulse.answer(teams, **{"needs.topic": "changed"})
    assert [sheet["needs.topic"] for sheet in await sheets(scene)] == ["changed"]
    assert len(await scene.rows("survey_taken")) == 1


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_is_short_and_can_be_answered(name: str) -> None:
    """5 to 7 questions, at most 2 open ones, keys of their own, labels that no platform cuts."""
    made = TEMPLATES[name]
    assert warnings(made.questions) == []
    assert len({question.key for question in made.questions}) == len(made.questions)
    for question in made.questions:
        assert max([len(option) for option in question.options], default=0) <= 70
        same = [one for each in TEMPLATES.values() for one in each.questions if one.key == question.key]
        assert set(same) == {question}


def test_many_or_few_or_open_questions_are_gently_warned_of() -> None:
    """Eight, one, and three in people's own words."""
    texts = [Question(f"q{number}", "text", "Why?") for number in range(8)]
    assert ["8 questions" in words for words in warnings(texts)] == [True, True]
    assert "3 questions ask for people's own words" in warnings(texts[:3])[1]
    assert warnings([replace(one, kind="scale") for one in texts[:6]]) == []


QUESTIONS = tuple(
    Question(f"q{number}", kind, "?", ("a", "b", "c") if kind in {"single", "multiple", "ranking"} else ())
    for number, kind in enumerate(KINDS)
)
ANSWERED = {
    "scale": st.integers(1, 5),
    "single": st.integers(0, 2),
    "multiple": st.sets(st.integers(0, 2), min_size=1).map(lambda picked: tuple(sorted(picked))),
    "ranking": st.permutations(range(3)).flatmap(lambda order: st.integers(1, 3).map(lambda n: tuple(order[:n]))),
    "text": st.text("abc \u0634\U0001f30a", min_size=1).map(str.strip).filter(bool),
}


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({}, optional={one.key: ANSWERED[one.kind] for one in QUESTIONS}).filter(bool))
def test_what_was_answered_stands_in_the_form_and_comes_back_from_it(sheet: dict[str, Any]) -> None:
    """Whatever is answered of each kind, and whatever is skipped."""
    shown = form("surveys.answer", "T", QUESTIONS, "k", sheet=sheet)
    values = {field.name: value_of(field) for field in shown.fields}
    assert read(Said("k", values), QUESTIONS) == sheet == load_sheet(dump_sheet(sheet))
    assert all(taken(one, sheet[one.key]) for one in QUESTIONS if one.key in sheet)


def test_no_answer_of_another_kind_is_taken() -> None:
    """Nor one out of bounds."""
    wrong: dict[str, tuple[Any, ...]] = {
        "scale": (0, 6, "3", (1,)),
        "single": (3, -1, "a", (0,)),
        "multiple": (0, (), (1, 0), (0, 0), (3,), "a"),
        "ranking": (0, (), (0, 0), (3,), "a"),
        "text": ("", 1, (0,), "x" * 601),
    }
    assert not [(one.kind, each) for one in QUESTIONS for each in wrong[one.kind] if taken(one, each)]


async def test_reminders_go_to_who_has_not_answered_twice_and_no_more(sqlite_scene: Scene) -> None:
    """On day 3 and on day 5; not to who left."""
    pulse = await opened(sqlite_scene, 12)
    for who in pulse.people[:5]:
        await pulse.answer(who)
    await tended(sqlite_scene, days=2)
    assert not [row for row in await sqlite_scene.rows("outbox") if ":remind:" in row["key"]]
    await tended(sqlite_scene, days=1)
    assert await reminded(pulse.scene, 1) == {await sqlite_scene.id_of(who) for who in pulse.people[5:]}
    await pulse.answer(pulse.people[5])
    await sqlite_scene.told(replace(sqlite_scene.town.people[pulse.people[6]], left=True))
    await tended(sqlite_scene, days=2)
    assert await reminded(pulse.scene, 2) == {await sqlite_scene.id_of(who) for who in pulse.people[7:]}
    await tended(sqlite_scene, days=4)
    assert {row["key"].split(":")[3] for row in await sqlite_scene.rows("outbox") if ":remind:" in row["key"]} == {
        "1",
        "2",
    }


async def reminded(scene: Scene, number: int) -> set[int]:
    """Who got a reminder."""
    return {row["member_id"] for row in await scene.rows("outbox") if f":remind:{number}:" in row["key"]}


@pytest.mark.parametrize(
    ("answered", "reached"), [(0, 12), (1, 12), (4, 12), (5, 7), (7, 5), (8, 12), (11, 12), (12, 0)]
)
def test_a_short_list_never_tells_who_has_answered(answered: int, reached: int) -> None:
    """Where fewer than five have, or fewer than five have not, all are reminded; nobody where all have."""
    chosen = to_remind(range(12), frozenset(range(answered)), 5, Random(1))  # noqa: S311 - the same chance in every run
    assert len(chosen) == reached
    assert chosen != sorted(chosen) or not chosen
