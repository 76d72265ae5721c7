"""What comes of a closed pulse: results for everybody, words that facilitators looked at, tables and later waves."""

import asyncio
import csv
import io
from dataclasses import replace
from typing import Any

import structlog

from bot import survey_results, survey_table
from bot.cards import Bar, Card, Heading, Picture, Quote, load
from bot.errors import FacilitatorsOnly, NotYours
from bot.schedule import run_job
from bot.survey_publishing import draw, give, group, publish
from bot.survey_result_gallery import OUTCOME, TEXTS
from storage import surveys
from tests.bot.polling import GENERAL, ask
from tests.bot.pulsing import Pulse, facilitator, opened, tended
from tests.bot.scene import Scene, button, buttons_of, only, parts_of, words_of

PUBLIC = "https://example.org/roundtable/"


async def answered(scene: Scene, people: int = 12, **changes: Any) -> Pulse:
    """A closed pulse in an announcement channel: the first half rates low and the others high; all write something."""
    await ask(scene, await facilitator(scene), "announce", GENERAL)
    pulse = await opened(scene, people)
    for number, who in enumerate(pulse.people):
        low = number < people // 2
        words = (
            f"Pay us on time, please, number {number}" if number < people - 1 else "=Ask Jo Bloggs of Harbour Voices"
        )
        given = {"core.value": "1" if low else "5", "needs.topic": words} | changes
        await pulse.answer(who, **given)
    await pulse.close()
    return pulse


async def sent(scene: Scene, key: str) -> Card:
    """The message with a key that begins so."""
    [row] = [row for row in await scene.rows("outbox") if row["key"].startswith(key)]
    return only(Card, load(row["card"]))


async def review(pulse: Pulse, *, name: str = "") -> None:
    """Olga leaves out what has this name in it and shares the rest, page by page."""
    card = await pulse.scene.card(pulse.olga, "surveys.review", pulse.key)
    while "looked at everything" not in card.title:
        quotes = [part.words.text for part in parts_of(card) if isinstance(part, Quote)]
        hide = [one for one in buttons_of(card) if one.action == "surveys.hide"]
        named = [one for one, words in zip(hide, quotes, strict=True) if name and name in words]
        chosen = named[0] if named else [one for one in buttons_of(card) if one.action == "surveys.share"][-1]
        card = await pulse.scene.card(pulse.olga, chosen.action, chosen.value)


async def test_a_closed_pulse_is_given_to_all_once(scene: Scene) -> None:
    """In the channel with pictures and numbers, to each who was asked with a way there, also when two workers do it."""
    public = scene.elsewhere(replace(scene.network, public=PUBLIC))
    pulse = await answered(public)
    await asyncio.gather(publish(public.network), publish(public.network))
    await publish(public.network)
    card = await sent(scene, "survey:1:results:1")
    assert card.title == "Results: What would you need to take part?"
    assert "12 people answered" in words_of(card)
    shown = [part.value for part in parts_of(card) if isinstance(part, Bar)]
    assert shown[:2] == ["6 of 12, 50%", "6 of 12, 50%"]
    pictures = [part for part in parts_of(card) if isinstance(part, Picture)]
    assert pictures[0].file.startswith(f"{PUBLIC}files/")
    assert "6 of 12, 50%" in pictures[0].alt
    assert len(await scene.rows("files")) == len(pictures)
    to = [row["key"] for row in await scene.rows("outbox") if row["key"].startswith("survey:1:results:to")]
    assert len(to) == 13
    own = await scene.card(pulse.people[0], "surveys.results", pulse.key)
    assert [part.value for part in parts_of(own) if isinstance(part, Bar)] == shown
    assert not any(one.action in {"surveys.review", "promises.write"} for one in buttons_of(own))


async def test_no_side_is_shown_where_one_is_below_the_floor(sqlite_scene: Scene) -> None:
    """Four of twelve are from research, so nothing is told by side; with ten of thirty, five in each cell, both are."""
    pulse = await answered(sqlite_scene)
    assert "Research side" not in words_of(await sqlite_scene.card(pulse.olga, "surveys.results", pulse.key))
    thirty = await answered(sqlite_scene, 30)
    assert "Research side: 1 (" in words_of(await sqlite_scene.card(thirty.olga, "surveys.results", thirty.key))


async def test_few_answers_are_told_to_nobody(sqlite_scene: Scene) -> None:
    """Four people answered: not even that, and no facilitator sees more."""
    pulse = await answered(sqlite_scene, 4)
    await publish(sqlite_scene.network)
    for who in (pulse.olga, pulse.people[0]):
        card = await sqlite_scene.card(who, "surveys.results", pulse.key)
        assert "Fewer than 5 people answered" in words_of(card)
        assert not [part for part in parts_of(card) if isinstance(part, Bar | Heading)]
    assert (await sqlite_scene.rows("survey_results"))[0]["pictures"] == "{}"
    assert "4 people" not in await sqlite_scene.everything()


async def test_words_wait_until_facilitators_have_looked_at_all_of_them(scene: Scene) -> None:
    """Nobody reads any before; then everybody reads those without a name, what was left out is gone, themes follow."""
    pulse = await answered(scene)
    await publish(scene.network)
    ada = pulse.people[0]
    reading = f"{pulse.key} needs.topic"
    first_page = await scene.card(ada, "surveys.results", pulse.key)
    card = await scene.card(ada, "surveys.results", button(first_page, "More questions").value)
    assert (first_page.detail, card.detail) == (True, False)
    assert "Facilitators first take out what names somebody" in words_of(card)
    first = await scene.card(pulse.olga, "surveys.review", pulse.key)
    await scene.card(pulse.olga, "surveys.share", button(first, "Share").value)
    assert (await scene.card(ada, "surveys.words", reading)).title == NotYours.title
    await review(pulse, name="Jo Bloggs")
    words = await scene.card(ada, "surveys.words", reading)
    assert "Pay us on time" in words_of(words)
    turned = await scene.card(ada, "surveys.words", button(words, "More").value)
    quotes = [part.words.text for shown in (words, turned) for part in parts_of(shown) if isinstance(part, Quote)]
    assert sorted(quotes) == sorted(f"Pay us on time, please, number {number}" for number in range(11))
    assert "Jo Bloggs" not in await scene.everything()
    await publish(scene.network)
    told = words_of(await sent(scene, "survey:1:results:1"))
    assert "11 people wrote something like this" in told


async def test_who_is_no_facilitator_looks_at_nothing_that_is_held_back(sqlite_scene: Scene) -> None:
    """Nor decides about it; and what is named wrongly is not found."""
    pulse = await answered(sqlite_scene)
    for action in ("surveys.review", "surveys.share", "surveys.hide", "surveys.files"):
        card = await sqlite_scene.card(pulse.people[0], action, f"{pulse.key} needs.topic 0")
        assert card.title == FacilitatorsOnly.title
    for value in ("", "nothing", f"{pulse.key} gone", f"{pulse.key} needs.topic x"):
        assert (await sqlite_scene.card(pulse.people[0], "surveys.words", value)).title == NotYours.title
    card = await sqlite_scene.card(pulse.olga, "surveys.share", f"{pulse.key} needs.topic x,-1,99999999999999")
    assert "12 of" in words_of(card)


async def test_few_texts_that_are_left_are_shown_to_nobody(sqlite_scene: Scene) -> None:
    """Where all but a few name somebody, the few would stand out."""
    pulse = await answered(sqlite_scene)
    await review(pulse, name="number")
    await publish(sqlite_scene.network)
    card = await sqlite_scene.card(pulse.people[0], "surveys.results", f"{pulse.key} 2")
    assert "Fewer than 5 of the texts can be shown" in words_of(card)
    assert (await sqlite_scene.rows("survey_results"))[0]["themes"] == "[]"


async def test_everybody_finds_the_results_of_what_closed_lately(sqlite_scene: Scene) -> None:
    """In the list of pulses; only facilitators can end its being asked again there."""
    pulse = await answered(sqlite_scene)
    listed = await sqlite_scene.say(pulse.people[0], "pulse")
    ways = [one for one in buttons_of(only(Card, listed)) if one.value == pulse.key]
    assert [one.action for one in ways] == ["surveys.results"]
    assert "12 people answered" in words_of(await sqlite_scene.press(pulse.people[0], ways[0].action, ways[0].value))


async def test_an_open_pulse_has_no_results(sqlite_scene: Scene) -> None:
    """For nobody, however they ask."""
    pulse = await opened(sqlite_scene, 6)
    for who in pulse.people:
        await pulse.answer(who)
    for action in ("surveys.results", "surveys.review", "surveys.files", "promises.write"):
        assert (await sqlite_scene.card(pulse.olga, action, pulse.key)).title == NotYours.title


async def test_the_table_tells_what_the_results_tell_and_no_formula(sqlite_scene: Scene) -> None:
    """With the words that everybody can read; a spreadsheet takes none of them for a formula."""
    public = sqlite_scene.elsewhere(replace(sqlite_scene.network, public=PUBLIC))
    pulse = await answered(public)
    await publish(public.network)
    before = await public.network.look(survey_table.export, pulse.key)
    assert before is not None
    assert "Pay us" not in before
    await review(pulse)
    card = await public.card(pulse.olga, "surveys.files", pulse.key)
    assert button(card, "Table (CSV)").url.startswith(f"{PUBLIC}files/")
    assert button(card, "Picture 1").url.endswith("answers.png")
    [kept] = [row for row in await public.rows("files") if row["name"] == "results.csv"]
    rows = list(csv.reader(io.StringIO(bytes(kept["data"]).decode("utf-8-sig"))))
    assert rows[0] == list(survey_table.COLUMNS)
    assert rows[2][1:] == ["everybody", "1 (Nothing that I have seen)", "6", "12", "50"]
    assert "'=Ask Jo Bloggs of Harbour Voices" in [row[2] for row in rows]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert await public.network.look(survey_table.export, "nothing") is None


async def test_without_a_public_address_files_are_made_by_the_command_line(sqlite_scene: Scene) -> None:
    """No broken links and no empty pictures."""
    pulse = await answered(sqlite_scene)
    await publish(sqlite_scene.network)
    card = await sqlite_scene.card(pulse.olga, "surveys.files", pulse.key)
    assert f"roundtable export {pulse.key}" in words_of(card)
    shown = await sqlite_scene.card(pulse.olga, "surveys.results", pulse.key)
    assert not [part for part in parts_of(shown) if isinstance(part, Picture)]


async def test_a_later_wave_says_what_changed_and_whether_that_is_clear(sqlite_scene: Scene) -> None:
    """The same key with the same answers is compared with the last time, another question is not."""
    rated = "111111111111222222234555"
    first = await rating(await opened(sqlite_scene, 24), rated)
    assert "Clearly" not in words_of(await sqlite_scene.card(first.olga, "surveys.results", first.key))
    sqlite_scene.clock.forward(days=91)
    second = await opened(sqlite_scene)
    again = replace(second, people=first.people)
    await rating(again, "".join(str(6 - int(point)) for point in rated))
    told = words_of(await sqlite_scene.card(second.olga, "surveys.results", second.key))
    assert "November 2026: 1.9 (between 1.0 and 2.8" in told
    assert "Clearly higher than the last time." in told
    assert "Clearly" not in told.partition("Clearly higher")[2]
    before = words_of(await sqlite_scene.card(second.olga, "surveys.results", first.key))
    assert "last time" not in before
    drawn = draw(await sqlite_scene.network.look(survey_results.outcome, await row_of(again)))
    assert drawn["core.value"].startswith(b"\x89PNG")


async def rating(pulse: Pulse, rated: str) -> Pulse:
    """Close a pulse in which people rate so and are paid so, half of them each."""
    for number, (who, point) in enumerate(zip(pulse.people, rated, strict=True)):
        await pulse.answer(who, **{"core.value": point, "core.paid": str(number % 2)})
    await pulse.close()
    return pulse


async def row_of(pulse: Pulse) -> surveys.Stored:
    """The pulse as actions read it."""
    return await pulse.scene.network.look(survey_results.closed, pulse.key)


async def test_results_come_back_after_a_worker_died(sqlite_scene: Scene) -> None:
    """Pictures that were drawn for nothing are drawn again; who comes second gives nothing twice."""
    pulse = await answered(sqlite_scene)
    assert await run_job(sqlite_scene.network, "surveys.publish")
    outbox = len(await sqlite_scene.rows("outbox"))
    await sqlite_scene.network.run(give, pulse.key, {"core.value": b"picture"})
    assert len(await sqlite_scene.rows("outbox")) == outbox
    assert {row["media_type"] for row in await sqlite_scene.rows("files")} == {"image/png"}


async def test_a_pulse_that_cannot_be_closed_or_given_stops_no_other(scene: Scene) -> None:
    """It is logged with its number, and left to the next run."""
    one, other = await opened(scene, 5), await opened(scene)
    for who in one.people:
        await one.answer(who)
    await scene.change("UPDATE survey_ballots SET sheet = '{'")
    with structlog.testing.capture_logs() as logged:
        await tended(scene, days=15)
    assert [row["state"] for row in (await one.row(), await other.row())] == ["open", "closed"]
    await scene.change("UPDATE survey_ballots SET sheet = '{}'")
    await one.close()
    await scene.change("UPDATE surveys SET figures = '{' WHERE id = 2")
    with structlog.testing.capture_logs() as later:
        await publish(scene.network)
    assert [row["survey_id"] for row in await scene.rows("survey_results")] == [(await one.row())["id"]]
    lines = [(line["event"], line["survey"]) for line in (*logged, *later)]
    assert lines == [("survey_not_tended", 1), ("survey_not_published", 2)]


def test_a_question_that_cannot_be_drawn_keeps_no_results_back() -> None:
    """Not its own, which stand in words, nor the pictures of others, nor any pulse after this one."""
    first, *rest = OUTCOME.questions
    broken = replace(first, words=None)  # type: ignore[arg-type]
    assert list(draw(replace(OUTCOME, questions=(broken, *rest)))) == ["core.paid", "needs.support", "needs.themes"]


async def test_pictures_and_rows_are_made_of_every_kind_of_question() -> None:
    """Where sides are shown by side; what is not shown has no picture and says so in the table."""
    drawn = draw(OUTCOME)
    assert list(drawn) == ["core.equal", "core.paid", "needs.support", "needs.themes"]
    assert all(png.startswith(b"\x89PNG") for png in drawn.values())
    rows = list(csv.reader(io.StringIO(survey_table.table(OUTCOME, TEXTS))))
    assert ["Does exchange feel equal to you?", "Research side", "4 to 5 (Fully)", "6", "13", "46"] in rows
    assert "too few to show" in [row[2] for row in rows]
    assert sum(row[0] == OUTCOME.questions[-1].words for row in rows) == 17


def test_without_the_model_texts_stand_alone() -> None:
    """Nothing knows then what they mean."""
    assert group(None, OUTCOME, TEXTS) == []
