"""Making a pulse: from a template or with nothing, question by question, seen as a member, and opened."""

from dataclasses import replace
from typing import Any

import pytest

from bot import survey_draft_cards as cards
from bot.cards import Card, Form, Invalid
from bot.directory import Address
from bot.errors import FacilitatorsOnly, NotYours
from bot.survey_cards import NotOpen
from bot.survey_draft_form import CHANGED
from bot.survey_drafts import MOST_DRAFTS, SEEN_BEFORE
from bot.survey_form import TOO_LONG
from bot.survey_questions import MOST_QUESTIONS, load
from bot.survey_templates import NEEDS
from storage.surveys import DRAFT
from tests.bot.introducing import pressed, titles
from tests.bot.pulsing import SHEET, begun, facilitator, framed, opened
from tests.bot.scene import Scene, button, only, words_of

CHOICE = {"words": " Tea or\ncoffee? ", "options": "Tea\n\n  Coffee  \n"}


async def words(scene: Scene, key: str) -> list[str]:
    """The questions of a draft, in their order."""
    return [
        one.words for one in load(next(row for row in await scene.rows("surveys") if row["key"] == key)["questions"])
    ]


async def version(scene: Scene, key: str) -> int:
    """The version of a draft."""
    return int(next(row for row in await scene.rows("surveys") if row["key"] == key)["version"])


async def add(scene: Scene, olga: Address, key: str, kind: str, **answers: Any) -> Card:
    """Add a question of a kind."""
    form = only(Form, await scene.press(olga, "surveys.add", f"{key} {kind}"))
    return await scene.card(olga, form.action, form.value, **answers)


async def test_a_pulse_is_made_with_nothing_to_begin_with(sqlite_scene: Scene) -> None:
    """A title, questions of each kind, moved and removed, seen as a member, and opened."""
    olga = await facilitator(sqlite_scene)
    await sqlite_scene.member("rosa")
    listed = only(Card, await sqlite_scene.say(olga, "pulse"))
    draft = only(Card, await pressed(sqlite_scene, olga, listed, "Begin with nothing"))
    key = button(draft, "Change this").value
    assert "It needs a title" in words_of(await pressed(sqlite_scene, olga, draft, "Open it"))
    await framed(sqlite_scene, olga, key, title=" A short\none ", about="Why.\n\nBecause.", days=7, repeats=True)
    draft = await sqlite_scene.card(olga, "surveys.draft", key)
    assert draft.title == "Draft: A short one"
    assert "It needs a question" in words_of(await pressed(sqlite_scene, olga, draft, "Open it"))
    assert "It needs a question" in words_of(await sqlite_scene.card(olga, "surveys.preview", key))
    await add(sqlite_scene, olga, key, "single", **CHOICE)
    await add(sqlite_scene, olga, key, "scale", words="How warm?", points=10, low="Cold", high="Hot")
    await add(sqlite_scene, olga, key, "ranking", words="In which order?", options="a\nb\nc")
    await add(sqlite_scene, olga, key, "multiple", words="Which?", options="a\nb")
    draft = await add(sqlite_scene, olga, key, "text", words="Why?")
    assert await words(sqlite_scene, key) == ["Tea or coffee?", "How warm?", "In which order?", "Which?", "Why?"]
    draft = only(Card, await pressed(sqlite_scene, olga, draft, "Move up"))
    assert (await words(sqlite_scene, key))[:2] == ["How warm?", "Tea or coffee?"]
    draft = only(Card, await pressed(sqlite_scene, olga, draft, "Remove"))
    assert await words(sqlite_scene, key) == ["Tea or coffee?", "In which order?", "Which?", "Why?"]
    form = only(Form, await pressed(sqlite_scene, olga, draft, "See it as a member"))
    tried = await sqlite_scene.card(olga, form.action, form.value, **{form.fields[0].name: "1"})
    assert tried.title == draft.title
    assert "That is how it looks" in words_of(tried)
    assert isinstance(await sqlite_scene.press(olga, form.action, form.value), Invalid)
    assert await sqlite_scene.rows("survey_ballots") == []
    shown = only(Card, await pressed(sqlite_scene, olga, draft, "Open it"))
    assert "1 person gets a message" in words_of(shown)
    assert "So few are asked" in words_of(shown)
    assert (await sqlite_scene.card(olga, "surveys.open", f"{key} 1")).title == "Open: A short one"
    rosa = next(iter(who for who in sqlite_scene.town.people if who.user == "rosa"))
    assert (await titles(sqlite_scene, rosa)).count("A pulse: A short one") == 1


async def test_a_question_that_is_changed_is_another_question(sqlite_scene: Scene) -> None:
    """It gets another key, so that it is not compared; one that is sent unchanged keeps it."""
    olga = await facilitator(sqlite_scene)
    key = await begun(sqlite_scene, olga)
    draft = await sqlite_scene.card(olga, "surveys.draft", key)
    change = button(draft, "Change")
    form = only(Form, await sqlite_scene.press(olga, change.action, change.value))
    filled: dict[str, Any] = {field.name: getattr(field, "value", None) for field in form.fields}
    for answers, same in ((filled, True), (filled | {"low": "Little"}, False)):
        await sqlite_scene.card(olga, form.action, form.value, **answers)
        [row] = await sqlite_scene.rows("surveys")
        assert (load(row["questions"])[0].key == "core.value") is same
        assert load(row["questions"])[1:] == NEEDS.questions[1:]


@pytest.mark.parametrize(
    ("kind", "answers", "field"),
    [
        ("text", {"words": " "}, "words"),
        ("text", {"words": "x" * 201}, "words"),
        ("scale", {"words": "How?", "points": 1}, "points"),
        ("scale", {"words": "How?", "points": True}, "points"),
        ("scale", {"words": "How?", "points": 5, "low": "x" * 41}, "low"),
        ("single", {"words": "How?", "options": "a"}, "options"),
        ("single", {"words": "How?", "options": "a\nA"}, "options"),
        ("multiple", {"words": "How?", "options": "x" * 71 + "\nb"}, "options"),
        ("ranking", {"words": "How?", "options": "\n".join("abcdefg")}, "options"),
    ],
)
async def test_a_question_that_cannot_be_asked_is_told_at_its_field(
    sqlite_scene: Scene, kind: str, answers: dict[str, Any], field: str
) -> None:
    """And nothing is added."""
    olga = await facilitator(sqlite_scene)
    key = await begun(sqlite_scene, olga)
    form = only(Form, await sqlite_scene.press(olga, "surveys.add", f"{key} {kind}"))
    assert set(only(Invalid, await sqlite_scene.press(olga, form.action, form.value, **answers)).errors) == {field}
    assert len(await words(sqlite_scene, key)) == len(NEEDS.questions)


async def test_a_form_for_whom_it_asks_is_told_what_is_wrong(sqlite_scene: Scene) -> None:
    """No title, an audience that is none, days that are too many."""
    olga = await facilitator(sqlite_scene)
    key = await begun(sqlite_scene, olga)
    wrong: dict[str, Any] = {"title": "", "about": "x" * 601, "audience": "channel:9", "days": 61}
    shown = only(Invalid, await sqlite_scene.press(olga, "surveys.keep", f"{key} 1", **wrong))
    assert set(shown.errors) == set(wrong)


async def test_a_form_that_changes_nothing_leaves_the_draft_as_it_was_seen(sqlite_scene: Scene) -> None:
    """So what was open beside it can still be pressed."""
    olga = await facilitator(sqlite_scene)
    key = await begun(sqlite_scene, olga)
    before = await sqlite_scene.card(olga, "surveys.draft", key)
    assert await framed(sqlite_scene, olga, key) == replace(before, detail=False)


async def test_two_facilitators_do_not_overwrite_each_other(scene: Scene) -> None:
    """A form or a button from before a change is not taken; a form that is sent twice adds one question."""
    olga = await facilitator(scene)
    key = await begun(scene, olga)
    form = only(Form, await scene.press(olga, "surveys.add", f"{key} single"))
    frame = only(Form, await scene.press(olga, "surveys.frame", key))
    before = await scene.card(olga, "surveys.draft", key)
    for _ in range(2):
        await scene.card(olga, form.action, form.value, **CHOICE)
    assert (await words(scene, key)).count("Tea or coffee?") == 1
    late = await scene.press(olga, form.action, form.value, **(CHOICE | {"words": "Or water?"}))
    assert only(Invalid, late).errors == {"words": CHANGED}
    filled: dict[str, Any] = {field.name: getattr(field, "value", None) for field in frame.fields}
    late = await scene.press(olga, frame.action, frame.value, **(filled | {"title": "Mine"}))
    assert only(Invalid, late).errors == {"title": CHANGED}
    for label in ("Open it", "Move up", "Remove"):
        assert SEEN_BEFORE in words_of(await pressed(scene, olga, before, label))
    gone = f"{key} {await version(scene, key)} single:zzz"
    assert SEEN_BEFORE in words_of(await scene.card(olga, "surveys.question", f"{key} 2 q0"))
    assert isinstance(await scene.press(olga, "surveys.keep_question", gone, **CHOICE), Card)
    assert [row["state"] for row in await scene.rows("surveys")] == [DRAFT]


async def test_there_is_an_end_to_questions_drafts_and_open_pulses(sqlite_scene: Scene) -> None:
    """Twelve questions, ten drafts, three open at a time."""
    scene = sqlite_scene
    olga = await facilitator(scene)
    key = await begun(scene, olga)
    form = only(Form, await scene.press(olga, "surveys.add", f"{key} text"))
    for number in range(MOST_QUESTIONS - len(NEEDS.questions)):
        await add(scene, olga, key, "text", words=f"Why {number}?")
    assert cards.FULL in words_of(await scene.card(olga, "surveys.add", f"{key} text"))
    for value in (form.value, f"{key} {await version(scene, key)} text:q1"):
        assert isinstance(await scene.press(olga, form.action, value, words="One more?"), Invalid)
    others = [await begun(scene, olga, "core") for _ in range(MOST_DRAFTS - 1)]
    assert (await scene.card(olga, "surveys.begin", "core")).title == "That is as many as there can be"
    shown = [await scene.card(olga, "surveys.open", f"{one} 1") for one in others[:4]]
    assert [card.title.split(":")[0] for card in shown] == ["Open", "Open", "Open", "That is as many as there can be"]
    assert (await scene.card(olga, "surveys.discard", others[5])) == cards.DISCARDED
    assert (await scene.card(olga, "surveys.discard", others[5])) == cards.DISCARDED
    assert (await scene.card(olga, "surveys.discard", others[0])).title == NotYours.title
    assert (await scene.card(olga, "surveys.begin", "horoscope")).title == "This button no longer works"
    assert (await scene.card(olga, "surveys.add", f"{others[4]} essay")).title == "This button no longer works"


async def test_a_pulse_is_no_longer_than_one_form(sqlite_scene: Scene) -> None:
    """The question that would make it so is not taken, and nothing that was typed is lost."""
    olga = await facilitator(sqlite_scene)
    key = await begun(sqlite_scene, olga)
    waves = "\U0001f30a" * 69
    long: dict[str, Any] = {"words": "How? " * 40, "options": "\n".join(f"{number}{waves}" for number in range(10))}
    await add(sqlite_scene, olga, key, "single", **long)
    form = only(Form, await sqlite_scene.press(olga, "surveys.add", f"{key} single"))
    while isinstance(shown := await sqlite_scene.press(olga, form.action, form.value, **long), Card):
        form = only(Form, await sqlite_scene.press(olga, "surveys.add", f"{key} single"))
    assert only(Invalid, shown).errors == {"words": TOO_LONG}
    assert len(NEEDS.questions) < len(await words(sqlite_scene, key)) < MOST_QUESTIONS
    for forged in ("essay:q1", f"text:{'q' * 41}", "text:core.value.0", "text:"):
        odd = f"{key} {await version(sqlite_scene, key)} {forged}"
        card = await sqlite_scene.card(olga, "surveys.keep_question", odd, words="Why?")
        assert card.title == "This button no longer works"


async def test_only_facilitators_make_open_and_close_pulses(sqlite_scene: Scene) -> None:
    """Others see what they can answer, and no draft."""
    pulse = await opened(sqlite_scene, 2)
    key = await begun(sqlite_scene, pulse.olga, "core")
    rosa = pulse.people[0]
    for name in ("begin", "draft", "frame", "keep", "add", "question", "keep_question", "move", "drop", "discard"):
        assert (await sqlite_scene.card(rosa, f"surveys.{name}", key)).title == FacilitatorsOnly.title
    for name in ("preview", "try", "open", "extend", "prolong", "close", "stop"):
        assert (await sqlite_scene.card(rosa, f"surveys.{name}", pulse.key, **SHEET)).title == FacilitatorsOnly.title
    listed = words_of(await sqlite_scene.say(rosa, "pulse"))
    assert "For facilitators" not in listed
    assert "How is research exchange going?" not in listed
    for name in ("draft", "frame", "preview", "try"):
        assert (await sqlite_scene.card(pulse.olga, f"surveys.{name}", pulse.key)).title == NotYours.title
    for name in ("extend", "prolong", "close", "stop"):
        assert (await sqlite_scene.card(pulse.olga, f"surveys.{name}", key)).title == NotYours.title
    assert isinstance(await sqlite_scene.press(pulse.olga, "surveys.extend", pulse.key), Form)
    await pulse.close()
    assert (await sqlite_scene.card(pulse.olga, "surveys.open", pulse.key)).title == NotYours.title
    for name in ("extend", "prolong"):
        assert (await sqlite_scene.card(pulse.olga, f"surveys.{name}", pulse.key)).title == NotOpen.title
