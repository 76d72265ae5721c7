"""Giving the results of closed pulses to everybody: pictures and themes are made outside of transactions, then kept."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

import structlog

from bot import charts, survey_result_cards, survey_results, survey_themes, survey_waves
from bot.charts import Scale, Wave
from bot.errors import Refused
from bot.files import PNG, keep
from bot.matching.encoder import Encoder
from bot.network import Network, Work
from bot.survey_figures import Result
from bot.survey_posting import invited
from bot.survey_questions import Question
from bot.survey_result_cards import SIDES, Earlier, Outcome, asked, label, share, told
from bot.survey_results import PICTURE
from bot.survey_themes import Theme
from storage import members, surveys
from storage import survey_results as storage
from storage.survey_results import Text
from storage.survey_texts import SHARED
from storage.surveys import Stored

log = structlog.get_logger()

KEPT = timedelta(days=400)
"""How long pictures are kept: as long as the messages in which they stand."""

MOST_PICTURES = 7
"""Pictures in one message; the numbers of further questions stand in words alone."""


def post_key(ident: int, channel: int) -> str:
    """The key of the message with the results in a channel."""
    return f"survey:{ident}:results:{channel}"


async def publish(network: Network) -> None:
    """Give everybody the results that nobody has yet, and add themes once all that was written was looked at.

    What cannot be done for a pulse is logged and left to the next run, and stops no other.
    """
    for row in await network.look(lambda work: storage.unpublished(work.session)):
        await tried(network, row, publish_one)
    for row in await network.look(lambda work: storage.unthemed(work.session)):
        await tried(network, row, group_one)


async def tried(network: Network, row: Stored, do: Callable[[Network, Stored], Awaitable[None]]) -> None:
    """Do something for a pulse, or log that it cannot be done."""
    try:
        await do(network, row)
    except Refused:
        raise
    except Exception:
        log.exception("survey_not_published", survey=row.id)


async def publish_one(network: Network, row: Stored) -> None:
    """Give everybody the results of a pulse."""
    drawn = await asyncio.to_thread(draw, await network.look(survey_results.outcome, row))
    await network.run(give, row.key, drawn)


async def group_one(network: Network, row: Stored) -> None:
    """Add the themes of what was written in a pulse."""
    shown = await network.look(survey_results.outcome, row)
    texts = await network.look(shared, row)
    found = await asyncio.to_thread(group, network.people.encoder, shown, texts)
    await network.run(add_themes, row.key, found)


async def shared(work: Work, row: Stored) -> Sequence[Text]:
    """What people wrote that may be read."""
    return await storage.texts(work.session, row.id, SHARED)


def draw(shown: Outcome) -> Mapping[str, bytes]:
    """A picture of each question that has numbers, by its key; none of one that cannot be drawn: it stands in words."""
    results = {result.key: result for result in shown.figures.results}
    drawn: dict[str, bytes] = {}
    for question in shown.questions:
        result = results.get(question.key)
        if result is not None and result.n is not None and result.groups and len(drawn) < MOST_PICTURES:
            try:
                drawn[question.key] = picture(question, result, shown.earlier.get(question.key, ()))
            except Exception:
                log.exception("survey_not_drawn", question=question.key)
    return drawn


def picture(question: Question, result: Result, earlier: Sequence[Earlier]) -> bytes:
    """One of them: by side where sides are shown, else means over time where there are several, else all answers."""
    n = result.n or 0
    note = " ".join(part for part in (f"{n:,} people answered.", asked(question)) if part)
    waves = means(question, result, earlier)
    if result.sides:
        rows = [
            (
                label(question, group),
                [
                    (part.groups[place].count, share(question, part.groups[place], part.n))
                    for part in result.sides.values()
                ],
            )
            for place, group in enumerate(next(iter(result.sides.values())).groups)
        ]
        return charts.groups(question.words, [SIDES.get(side, side) for side in result.sides], rows, note)
    if len(waves) > 1:
        return charts.waves(question.words, waves, Scale(1, question.points, question.low, question.high), note)
    single = [(label(question, each), each.count, share(question, each, n)) for each in result.groups]
    return charts.bars(question.words, single, note)


def means(question: Question, result: Result, earlier: Sequence[Earlier]) -> list[Wave]:
    """The mean of a scale at earlier times, the oldest first, and now."""
    if question.kind != "scale":
        return []
    times = [
        *((survey_result_cards.when(one.closed_at), one.result) for one in reversed(earlier[:3])),
        ("Now", result),
    ]
    return [
        Wave(name, each.n or 0, mean.middle, mean.low, mean.high)
        for name, each in times
        if (mean := survey_waves.mean(each.groups)) is not None
    ]


async def give(work: Work, key: str, drawn: Mapping[str, bytes]) -> None:
    """Keep the pictures, and give the results to all channels in which the pulse stood and to facilitators, once."""
    row = await surveys.lock(work.session, key)
    if row is None or await storage.read(work.session, row.id) is not None:
        return
    tokens = {question: await keep(work, PICTURE, PNG, data, work.now + KEPT) for question, data in drawn.items()}
    await storage.add(work.session, row.id, work.now, json.dumps(tokens))
    shown = await survey_results.outcome(work, row)
    card = await survey_results.results_card(work, row)
    for channel in await surveys.posts(work.session, row.id):
        await work.post(channel, card, key=post_key(row.id, channel))
    facilitators = [member for member, _, _ in await members.facilitators(work.session)]
    others = [member for member in await invited(work, row) if member not in facilitators]
    await work.send_all(others, told(shown), key=f"survey:{row.id}:results:to")
    await work.send_all(facilitators, told(shown, facilitator=True), key=f"survey:{row.id}:results:to")


def group(encoder: Encoder | None, shown: Outcome, texts: Sequence[Text]) -> list[Theme]:
    """The themes of what everybody can read, question by question; none without the encoder, which knows meanings."""
    if encoder is None:
        return []
    found: list[Theme] = []
    for question in shown.questions:
        if question.key in shown.texts:
            words = [one.words for one in texts if one.question == question.key]
            found += survey_themes.themes(question.key, words, encoder.encode(words), shown.figures.floor)
    return found


async def add_themes(work: Work, key: str, found: Sequence[Theme]) -> None:
    """Keep the themes, and show them wherever the results stand."""
    row = await surveys.lock(work.session, key)
    if row is None or not await storage.keep_themes(work.session, row.id, survey_themes.dump(found)):
        return
    await refresh(work, row)


async def refresh(work: Work, row: Stored) -> None:
    """Show the results as they are now in the channels in which they stand."""
    card = await survey_results.results_card(work, row)
    for channel in await surveys.posts(work.session, row.id):
        await work.update(post_key(row.id, channel), card)
