"""The results of closed pulses: shown to everybody, and what facilitators do so that words can be shown too."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot import promises, survey_themes
from bot import survey_result_cards as say
from bot.cards import Card
from bot.errors import NotYours
from bot.files import link
from bot.members import Me
from bot.network import Work
from bot.said import DIGITS, Said
from bot.survey_figures import load as load_figures
from bot.survey_questions import Question, load
from bot.survey_result_cards import Earlier, Outcome
from bot.survey_waves import comparable
from storage import survey_results, surveys
from storage.survey_results import Text
from storage.survey_texts import HELD, HIDDEN, SHARED
from storage.surveys import CLOSED, IN_CHANNEL, Stored

PICTURE = "answers.png"


async def closed(work: Work, key: str) -> Stored:
    """A pulse that is closed and counted. Raises NotYours."""
    row = await surveys.read(work.session, key)
    if row is None or row.state != CLOSED or row.figures is None:
        raise NotYours
    return row


async def outcome(work: Work, row: Stored) -> Outcome:
    """All that is shown of a closed pulse."""
    assert row.figures is not None  # noqa: S101 - it is closed
    questions, figures = load(row.questions), load_figures(row.figures)
    made = await survey_results.read(work.session, row.id)
    written = await survey_results.texts(work.session, row.id, HELD, SHARED)
    pictures = json.loads(made.pictures) if made else {}
    return Outcome(
        row.key,
        row.title,
        questions,
        figures,
        await earlier(work, row, questions),
        {question: at for question, token in pictures.items() if (at := link(work, token, PICTURE))},
        survey_themes.load(made.themes) if made and made.themes else (),
        readable(written, figures.floor),
        sum(one.state == HELD for one in written),
        row.next_at is not None,
    )


def readable(written: Sequence[Text], floor: int) -> dict[str, int]:
    """How many texts everybody can read, by question: none before all were looked at, nor where few are left."""
    held = {one.question for one in written if one.state == HELD}
    shared = Counter(one.question for one in written if one.state == SHARED and one.question not in held)
    return {question: count for question, count in shared.items() if count >= floor}


async def earlier(work: Work, row: Stored, questions: Sequence[Question]) -> dict[str, list[Earlier]]:
    """What came of the same questions in pulses of the same audience that closed before, the latest first."""
    found: dict[str, list[Earlier]] = {question.key: [] for question in questions}
    now = {question.key: question for question in questions}
    for other in reversed(await surveys.in_state(work.session, CLOSED)):
        if other.figures is None or other.closes_at is None or not before(other, row):
            continue
        asked = {question.key: question for question in load(other.questions)}
        for result in load_figures(other.figures).results:
            same = result.key in now and result.key in asked and comparable(now[result.key], asked[result.key])
            if same and result.n is not None:
                found[result.key].append(Earlier(other.closes_at, result))
    return found


def before(other: Stored, row: Stored) -> bool:
    """Whether a pulse closed before another, and asked the same people."""
    assert row.closes_at is not None  # noqa: S101 - it is closed
    # The channel where a draft was begun says nothing of whom it asks, unless it asks that.
    same = other.audience == row.audience and (row.audience != IN_CHANNEL or other.channel == row.channel)
    return same and other.id != row.id and other.closes_at is not None and other.closes_at < row.closes_at


async def results_card(work: Work, row: Stored, page: int = 0, *, facilitator: bool = False) -> Card:
    """The results with what was promised since: all at once, or a page of them."""
    promised = await promises.of_survey(work, row)
    return say.card(await outcome(work, row), page, facilitator=facilitator, promised=promised)


async def show(work: Work, me: Me, said: Said) -> Card:
    """A page of the results of a closed pulse, to anybody; one that is turned to comes in place. Raises NotYours."""
    key, _, page = said.value.partition(" ")
    row = await closed(work, key)
    card = await results_card(work, row, Said(page).number or 1, facilitator=me.facilitator)
    return replace(card, detail=not page)


async def words(work: Work, me: Me, said: Said) -> Card:
    """A page of what people wrote to a question, once facilitators have looked at all of it; shown as results are.

    Raises NotYours.
    """
    key, question, page = (*said.value.split(" "), "", "")[:3]
    row = await closed(work, key)
    shown = await outcome(work, row)
    asked = next((one for one in shown.questions if one.key == question and question in shown.texts), None)
    if asked is None:
        raise NotYours
    texts = [one for one in await survey_results.texts(work.session, row.id, SHARED) if one.question == question]
    return replace(say.words_card(shown, asked, texts, Said(page).number or 1), detail=not page)


async def review(work: Work, me: Me, said: Said) -> Card:
    """What is held back of what people wrote, to a facilitator. Raises NotYours."""
    return await review_card(work, await closed(work, said.value))


async def review_card(work: Work, row: Stored) -> Card:
    """The same."""
    questions = {question.key: question.words for question in load(row.questions)}
    return say.review_card(row.key, row.title, questions, await survey_results.texts(work.session, row.id, HELD))


async def share(work: Work, me: Me, said: Said) -> Card:
    """Let everybody read texts once all were looked at; what is left to look at. Raises NotYours."""
    return await decide(work, said, SHARED)


async def hide(work: Work, me: Me, said: Said) -> Card:
    """Leave texts out. Raises NotYours."""
    return await decide(work, said, HIDDEN)


async def decide(work: Work, said: Said, state: str) -> Card:
    """Decide about texts; who decides second about the same changes nothing."""
    key, question, places = (*said.value.split(" "), "", "")[:3]
    row = await closed(work, key)
    chosen = [int(place) for place in places.split(",") if place.isdecimal() and len(place) < DIGITS]
    await survey_results.mark(work.session, row.id, question, chosen, state)
    # In place of the page on which it was decided, not beside it.
    return replace(await review_card(work, row), detail=False)
