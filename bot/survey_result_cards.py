"""The results of a closed pulse as everybody reads them: by question, by side, against earlier times, and in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot import survey_waves
from bot.cards import Bar, Bars, Button, Buttons, Card, Element, Heading, Marked, Note, Picture, Quote, Text
from bot.survey_figures import Figures, Group, Part, Result, upper
from bot.survey_questions import Question, dump
from bot.survey_themes import Theme
from storage.survey_results import Text as Written

SIDES: Mapping[str, str] = {"community": "Community side", "research": "Research side"}

MOST_EARLIER = 3
"""So many earlier times are told beside the present one."""

PER_PAGE = 3
"""Questions on one page, so that each has room for all its numbers in any message."""

LONG = 4_000
"""Bytes of questions as they are stored from which each has a page of its own, for the same reason."""

AT_ONCE = 10
"""Texts on one page."""

MOST_THEMES = 5

JOINED = (
    "Answers that few people gave are joined with others, so that each number stands for at least {floor} people and "
    "nothing can be worked out about fewer."
)
SKIPPED = "People could skip any question, so not every number adds up to all who answered."


@dataclass(frozen=True, slots=True)
class Earlier:
    """What came of the same question at an earlier time."""

    closed_at: datetime
    result: Result


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that is shown of a closed pulse. `pictures` are links by question; `texts` is how many can be read, by it.

    `again` says that it is to be asked again.
    """

    key: str
    title: str
    questions: tuple[Question, ...]
    figures: Figures
    earlier: Mapping[str, Sequence[Earlier]] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)
    themes: tuple[Theme, ...] = ()
    texts: Mapping[str, int] = field(default_factory=dict)
    held: int = 0
    again: bool = False


def label(question: Question, group: Group) -> str:
    """A group of answers in words."""
    if question.kind == "scale":
        # What an end is called stands beside that point alone, as nobody said it of the points that are joined to it.
        ends = {1: question.low, question.points: question.high}
        edges = dict.fromkeys((group.answers[0], group.answers[-1]))
        return " to ".join(f"{point} ({ends[point]})" if ends.get(point) else str(point) for point in edges)
    return " / ".join(question.options[answer] for answer in group.answers)


def share(question: Question, group: Group, n: int) -> float:
    """How much of all who answered gave one of these answers; of joined ranks, on average."""
    return group.count / n / (len(group.answers) if question.kind == "ranking" else 1)


def number(question: Question, group: Group, n: int) -> str:
    """A count in words."""
    percent = round(100 * share(question, group, n))
    if question.kind == "ranking" and len(group.answers) > 1:
        return f"{group.count:,} times together, {percent}% each on average"
    return f"{group.count:,} of {n:,}, {percent}%"


def by_side(question: Question, result: Result) -> Bars:
    """What each side answered, one answer after the other."""
    return Bars(
        tuple(
            bar(question, group, part.n, f"{SIDES.get(side, side)}: ")
            for place in range(len(next(iter(result.sides.values())).groups))
            for side, part in result.sides.items()
            for group in part.groups[place : place + 1]
        )
    )


def bar(question: Question, group: Group, n: int, side: str = "") -> Bar:
    """One of them."""
    percent = round(100 * share(question, group, n))
    return Bar(side + label(question, group), number(question, group, n), percent)


def asked(question: Question) -> str:
    """What the numbers mean, where that is not plain."""
    if question.kind == "multiple":
        return "People could pick several. Answers that very few picked, or nearly all, are not shown."
    if question.kind == "ranking":
        half = upper(question)
        return "How many put it first." if half == 1 else f"How many put it among their first {half}."
    return ""


def part(question: Question, result: Result, outcome: Outcome, *, whole: bool) -> Iterator[Element]:
    """One question; by side in words only as a `whole`, since a message with all questions has no room for that."""
    floor = outcome.figures.floor
    yield Heading(question.words)
    if result.n is None:
        yield Text(f"Fewer than {floor} people answered this, so nothing of it is shown.")
        return
    if question.kind == "text":
        yield from wrote(question, result.n, outcome)
        return
    if not result.groups:
        yield Text(f"{result.n:,} people answered. Their answers cannot be told apart without showing what a few said.")
        return
    link = outcome.pictures.get(question.key)
    if link:
        yield Picture(link, alt(question, result))
    yield Bars(tuple(bar(question, group, result.n) for group in result.groups))
    if whole and result.sides:
        yield by_side(question, result)
    notes = [asked(question), *compared(question, result, outcome.earlier.get(question.key, ()))]
    if any(notes):
        yield Text(" ".join(note for note in notes if note))


def alt(question: Question, result: Result) -> str:
    """What the picture of a question shows, for who does not see it."""
    n = result.n or 0
    told = "; ".join(f"{label(question, group)}: {number(question, group, n)}" for group in result.groups)
    sides = " ".join(f"{SIDES.get(side, side)}: {listed(question, each)}." for side, each in result.sides.items())
    return f"Bars of what people answered to “{question.words}”. {told}. {sides}".strip()


def listed(question: Question, each: Part) -> str:
    """What one side answered, in a line."""
    return "; ".join(f"{label(question, group)}: {number(question, group, each.n)}" for group in each.groups)


def compared(question: Question, result: Result, earlier: Sequence[Earlier]) -> Iterator[str]:
    """What changed since earlier times, and whether chance may be all there is to it."""
    if question.kind == "scale":
        yield from compared_means(question, result, earlier)
    elif question.kind in {"single", "multiple"} and earlier:
        yield from compared_shares(question, result, earlier[0])


def compared_means(question: Question, result: Result, earlier: Sequence[Earlier]) -> Iterator[str]:
    """The mean with its interval, now and earlier, the latest first."""
    now = survey_waves.mean(result.groups)
    if now is None:
        return
    yield f"On average {now.middle:.1f} of {question.points} ({interval(question, now)})."
    before = [(each, survey_waves.mean(each.result.groups)) for each in earlier[:MOST_EARLIER]]
    for each, then in before:
        told = "too few to compare" if then is None else f"{then.middle:.1f} ({interval(question, then)})"
        yield f"{when(each.closed_at)}: {told}."
    latest = before[0][1] if before else None
    if latest is not None:
        words = ("No clear change: chance alone may move it this far", "Clearly higher than", "Clearly lower than")
        moved = survey_waves.moved(latest, now)
        yield f"{words[moved]}{' the last time' if moved else ''}."


def interval(question: Question, mean: survey_waves.Mean) -> str:
    """Between what the mean is, very probably."""
    return f"between {max(1.0, mean.low):.1f} and {min(float(question.points), mean.high):.1f}, 19 times in 20"


def compared_shares(question: Question, result: Result, earlier: Earlier) -> Iterator[str]:
    """Which answers were clearly given more or less often than the last time."""
    before = {group.answers: group.count for group in earlier.result.groups}
    n, then = result.n or 0, earlier.result.n or 0
    both = [group for group in result.groups if group.answers in before]
    if not both:
        yield f"It cannot be compared with {when(earlier.closed_at)}: too few gave the same answers."
        return
    moved = [(group, survey_waves.share_moved((before[group.answers], then), (group.count, n))) for group in both]
    told = [
        f"{label(question, group)}: {'more' if way > 0 else 'fewer'} than in {when(earlier.closed_at)} "
        f"({round(100 * before[group.answers] / then)}% then)."
        for group, way in moved
        if way
    ]
    yield from told or [f"No clear change since {when(earlier.closed_at)}: chance alone may move numbers this far."]


def when(moment: datetime) -> str:
    """The month of an earlier time."""
    return f"{moment:%B %Y}"


def wrote(question: Question, n: int, outcome: Outcome) -> Iterator[Element]:
    """What people wrote: how many, on what, and where it can be read."""
    readable = outcome.texts.get(question.key, 0)
    if outcome.held and not readable:
        yield Text(f"{n:,} people wrote something. Facilitators first take out what names somebody; then it is here.")
        return
    found = [theme for theme in outcome.themes if theme.question == question.key][:MOST_THEMES]
    yield Text(f"{n:,} people wrote something." + (" Several wrote about the same:" if found else ""))
    for theme in found:
        yield Quote(Marked(theme.words))
        yield Note(f"{theme.count:,} people wrote something like this.")
    if readable:
        yield Buttons((Button("What people wrote", "surveys.words", f"{outcome.key} {question.key}"),))
    else:
        yield Text(f"Fewer than {outcome.figures.floor} of the texts can be shown without a name, so none is.")


def card(outcome: Outcome, page: int = 0, *, facilitator: bool = False, promised: Sequence[Element] = ()) -> Card:
    """The results, all at once for a channel, or a page of some questions. `promised` is what came of them so far."""
    answered = outcome.figures.answered
    body: list[Element] = []
    if answered is None:
        body.append(
            Text(
                f"Fewer than {outcome.figures.floor} people answered, so nothing of it is shown to anybody. All "
                "answers are deleted. Thank you to those who took part."
            )
        )
    else:
        body.append(Text(f"{answered:,} people answered. Thank you. This is what all of you see."))
        body += asked_on(outcome, page)
        body.append(Note(f"{JOINED.format(floor=outcome.figures.floor)} {SKIPPED}"))
    body += promised
    # The ways to all else stand in the last row, which stays where the rest is more than a message has room for.
    ways = tuple(turns(outcome, page)) if answered is not None else ()
    if facilitator and (answered is not None or outcome.again):
        body += facilitating(outcome, ways)
    elif ways:
        body.append(Buttons(ways))
    return Card(f"Results: {outcome.title}", tuple(body), detail=bool(page))


def told_of(outcome: Outcome) -> Sequence[Question]:
    """The questions with something to show."""
    known = {result.key for result in outcome.figures.results}
    return [question for question in outcome.questions if question.key in known]


def pages_of(outcome: Outcome) -> Sequence[Sequence[Question]]:
    """The questions of each page; there is one at least."""
    questions = told_of(outcome)
    size = PER_PAGE if len(dump(questions).encode()) < LONG else 1
    return [questions[start : start + size] for start in range(0, len(questions), size)] or [()]


def asked_on(outcome: Outcome, page: int) -> Iterator[Element]:
    """All questions, or those of a page."""
    results = {result.key: result for result in outcome.figures.results}
    pages = pages_of(outcome)
    for question in pages[min(page, len(pages)) - 1] if page else told_of(outcome):
        yield from part(question, results[question.key], outcome, whole=bool(page))


def turns(outcome: Outcome, page: int) -> Iterator[Button]:
    """The way from all at once to what has no room there, or from a page to the others."""
    pages = len(pages_of(outcome))
    number = min(page, pages)
    if not page:
        by_side = any(each.sides for each in outcome.figures.results)
        yield Button("See more, and by side" if by_side else "See it page by page", "surveys.results", outcome.key)
    if number > 1:
        yield Button("Questions before", "surveys.results", f"{outcome.key} {number - 1}")
    if page and number < pages:
        yield Button("More questions", "surveys.results", f"{outcome.key} {number + 1}")


def told(outcome: Outcome, *, facilitator: bool = False) -> Card:
    """What those who were asked are told, whether they answered or not, which nothing tells any more."""
    answered = outcome.figures.answered
    if answered is None:
        text = f"Fewer than {outcome.figures.floor} people answered, so nothing of it is shown to anybody."
    else:
        text = f"{answered:,} people answered. All single answers are deleted; what is left is for everybody to see."
    review = (to_review(outcome),) if facilitator and outcome.held else ()
    return Card(f"Results: {outcome.title}", (Text(text), Buttons((*review, see(outcome.key)))))


def to_review(outcome: Outcome) -> Button:
    """The button that shows facilitators what is held back."""
    return Button(f"Look at what people wrote ({outcome.held:,})", "surveys.review", outcome.key, style="primary")


def facilitating(outcome: Outcome, ways: Sequence[Button]) -> Iterator[Element]:
    """What facilitators can do with the results, and about the next time; with the ways that everybody has."""
    answered = (
        Button("Promise something", "promises.write", outcome.key),
        Button("Table and pictures", "surveys.files", outcome.key),
    )
    yield Heading("For facilitators")
    if outcome.again:
        yield Text("It is asked again every 13 weeks. You hear a week before.")
    yield Buttons(
        (
            *((to_review(outcome),) if outcome.held else ()),
            *(answered if outcome.figures.answered is not None else ()),
            *((stopping(outcome.key),) if outcome.again else ()),
            *ways,
        )
    )


def words_card(outcome: Outcome, question: Question, texts: Sequence[Written], page: int) -> Card:
    """A page of what people wrote to a question, that facilitators have looked at."""
    pages = max(1, -(-len(texts) // AT_ONCE))
    page = min(max(page, 1), pages)
    shown = texts[(page - 1) * AT_ONCE : page * AT_ONCE]
    body: list[Element] = [Text("In random order, without names. Facilitators took out what names somebody.")]
    body += [Quote(Marked(one.words)) for one in shown]
    value = f"{outcome.key} {question.key}"
    turns = [Button("Back", "surveys.words", f"{value} {page - 1}")] if page > 1 else []
    turns += [Button("More", "surveys.words", f"{value} {page + 1}")] if page < pages else []
    body.append(Buttons((*turns, see(outcome.key))))
    return Card(question.words, tuple(body), detail=True)


def see(key: str) -> Button:
    """The button that shows the results."""
    return Button("See the results", "surveys.results", key)


def stopping(key: str) -> Button:
    """The button that ends its being asked again."""
    return Button("Do not ask it again", "surveys.stop", key)


def review_card(key: str, title: str, questions: Mapping[str, str], held: Sequence[Written]) -> Card:
    """The texts that are held back, to facilitators, a page of one question at a time."""
    if not held:
        return Card(
            "You have looked at everything that people wrote",
            (
                Text("What you share is read by everybody within a few minutes, if it is five texts or more."),
                Buttons((see(key),)),
            ),
            detail=True,
        )
    question = held[0].question
    page = [one for one in held if one.question == question][:AT_ONCE]
    body: list[Element] = [
        Text(
            "Does a text name somebody, or say something by which everybody knows who is meant or who wrote it? Then "
            "leave it out. Do not leave out what is only unpleasant to read."
        ),
        Heading(questions.get(question, "A question that is gone")),
    ]
    for one in page:
        value = f"{key} {question} {one.place}"
        body.append(Quote(Marked(one.words)))
        leave_out = Button("Leave out", "surveys.hide", value, confirm="It is deleted, and nobody can read it again.")
        body.append(Buttons((Button("Share", "surveys.share", value), leave_out)))
    every = f"{key} {question} {','.join(str(one.place) for one in page)}"
    if len(page) > 1:
        body.append(Buttons((Button(f"Share all {len(page)} of this page", "surveys.share", every, style="primary"),)))
    body.append(Note(f"{len(held):,} of “{title}” are left to look at. Nobody but facilitators sees them until then."))
    return Card("What people wrote", tuple(body), detail=True)
