"""The results of a closed pulse as a table, which tells no more than everybody sees."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

from bot import survey_result_cards as say
from bot.cards import Button, Buttons, Card, Text
from bot.errors import NotYours
from bot.files import CSV, keep, link
from bot.members import Me
from bot.network import Work
from bot.poll_results import plain
from bot.said import Said
from bot.survey_figures import Group
from bot.survey_questions import Question
from bot.survey_result_cards import Outcome
from bot.survey_results import closed, outcome
from storage import survey_results
from storage.survey_results import Text as Written
from storage.survey_texts import SHARED

NAME = "results.csv"
KEPT = timedelta(days=1)
"""How long a link to a table can be used."""

COLUMNS = ("question", "who", "answer", "number", "of", "percent")
EVERYBODY = "everybody"

Row = tuple[str, str, str, str, str, str]


def table(shown: Outcome, texts: list[Written]) -> str:
    """The results as CSV, with what people wrote where everybody can read it."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(COLUMNS)
    for row in rows(shown, texts):
        writer.writerow([plain(cell) for cell in row])
    return made.getvalue()


def rows(shown: Outcome, texts: list[Written]) -> Iterator[Row]:
    """The same, a row for each number and each text."""
    results = {result.key: result for result in shown.figures.results}
    for question in shown.questions:
        result = results.get(question.key)
        if result is None or result.n is None:
            yield question.words, EVERYBODY, "too few to show", "", "", ""
            continue
        yield question.words, EVERYBODY, "answered", str(result.n), "", ""
        yield from (counted(question, EVERYBODY, group, result.n) for group in result.groups)
        for side, part in result.sides.items():
            yield from (counted(question, say.SIDES.get(side, side), group, part.n) for group in part.groups)
        if question.key in shown.texts:
            yield from ((question.words, "", one.words, "", "", "") for one in texts if one.question == question.key)


def counted(question: Question, who: str, group: Group, n: int) -> Row:
    """A number of the results."""
    percent = round(100 * say.share(question, group, n))
    return question.words, who, say.label(question, group), str(group.count), str(n), str(percent)


async def written(work: Work, key: str) -> tuple[Outcome, str]:
    """A closed pulse and its table. Raises NotYours."""
    row = await closed(work, key)
    shown = await outcome(work, row)
    return shown, table(shown, list(await survey_results.texts(work.session, row.id, SHARED)))


async def export(work: Work, key: str) -> str | None:
    """The table of a closed pulse by its key, for the command line; None where there is none."""
    try:
        return (await written(work, key))[1]
    except NotYours:
        return None


async def files(work: Work, me: Me, said: Said) -> Card:
    """Links to the table and the pictures, for a facilitator. Raises NotYours."""
    shown, made = await written(work, said.value)
    # Spreadsheets take a file for UTF-8 only when it says so at its beginning.
    token = await keep(work, NAME, CSV, made.encode("utf-8-sig"), work.now + KEPT)
    return card(shown, link(work, token, NAME))


def card(shown: Outcome, address: str) -> Card:
    """The same; without an address, how to get the table by the command line."""
    if not address:
        body = Text(
            "This network has no public address, so files cannot be given here. Whoever runs Roundtable can make the "
            f"table with: roundtable export {shown.key}"
        )
        return Card("Table of the results", (body, Buttons((say.see(shown.key),))), detail=True)
    words = {question.key: question.words for question in shown.questions}
    pictures = tuple(
        Button(f"Picture {number}", "surveys.files", url=at) for number, at in enumerate(shown.pictures.values(), 1)
    )
    told = "\n".join(f"Picture {number}: {words[key]}" for number, key in enumerate(shown.pictures, 1))
    return Card(
        f"Files: {shown.title}",
        (
            Text("They tell no more than everybody sees. Whoever has a link can open it. The table's ends in a day."),
            *((Text(told),) if told else ()),
            Buttons((Button("Table (CSV)", "surveys.files", style="primary", url=address), *pictures)),
            Buttons((say.see(shown.key),)),
        ),
        detail=True,
    )
