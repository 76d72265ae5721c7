"""An example of every card and form about polls, for the gallery."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot import charts, poll_cards, poll_changes, poll_form, poll_list, poll_reports, poll_results, polls
from bot.cards import Button, Card, Element, Form, Invalid
from bot.chart_gallery import PUBLIC
from bot.errors import BadForm
from bot.poll_cards import Looking
from bot.poll_words import read
from storage.poll_ballots import Count
from storage.polls import ANONYMOUS, CLOSED, MONTH, NAMED, NUMBERS, OPEN, REMOVED, WEEK, Option, Stored

HOME = "Europe/London"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
POLL = Stored(
    id=4,
    key="1a2b3c4d5e6f708",
    author=9,
    author_name="Priya Raman",
    author_here=True,
    state=OPEN,
    channel=2,
    question="When shall the writing group meet?",
    shown=NUMBERS,
    most=1,
    adding=True,
    opened_at=NOW,
    edited_at=None,
    closes_at=datetime(2026, 11, 27, 17, 0, tzinfo=UTC),
    timezone=HOME,
    repeats="",
    next_at=None,
    follows=None,
    began_at=None,
    voters=0,
    secret=b"",
    picture=None,
)
OPTIONS = (
    Option(11, "Monday, 17:00", added=False, added_by=None, votes=7),
    Option(12, "Wednesday, at lunch", added=False, added_by=None, votes=4),
    Option(13, "الجمعة", added=True, added_by=7, votes=0),
)
COUNT = Count(11, {11: 7, 12: 4})
NONE = Count(0, {})
NAMES = {11: ["Rosa Okafor", "Sam Whitlock"], 12: [f"Member {number}" for number in range(60)]}
HIDDEN = POLL._replace(shown=ANONYMOUS, most=2, adding=False, edited_at=NOW, closes_at=None)
PICTURE = f"{PUBLIC}/poll.png"
OVER = POLL._replace(state=CLOSED, voters=11)
FEW = HIDDEN._replace(state=CLOSED, voters=3)
AGAIN = POLL._replace(id=5, shown=NAMED, repeats=WEEK, question="What would help you most this week?")
REMOVED_POLL = POLL._replace(state=REMOVED, question="")
TYPED = read("The writing group: Monday or Friday, what do you think?")


def examples() -> Mapping[str, Card | Form | Invalid]:
    """Every card and form by a name of its own; the polls are Priya's, and Rosa votes."""
    hers = Looking(
        buttons=(
            Button("Change it", "polls.edit", POLL.key),
            Button("Remove an answer", "polls.answers", POLL.key),
            poll_cards.close_button(POLL),
            Button("Numbers as a table", "polls.table", POLL.key),
            poll_cards.stop_button(POLL),
            poll_cards.remove_button(POLL),
        ),
        missing=("It is not in #general on Slack. The bot is not in the channel: invite it.",),
    )
    mine = Looking(frozenset({11}), {}, (poll_cards.withdraw_button(POLL), REPORT))
    refusals = (
        poll_cards.NotOpen(),
        poll_cards.NoSuchAnswer(),
        poll_changes.TooLateToChange(),
        poll_changes.TooManyAnswers(),
        poll_changes.TooFewAnswers(),
        polls.TooManyPolls(),
        polls.NotThere(),
        polls.Nowhere(),
        polls.AskedInVain(polls.TooManyPolls(), "“Lunch <!channel>?” “*Soup*” “Pizza”"),
        poll_results.NotYet(),
        poll_results.NoLinks(),
        BadForm(answers="Two answers are the same. Please keep one of them."),
    )
    return {
        "polls.form": poll_form.asking(TYPED, POLL.key, "#general"),
        "polls.form.empty": poll_form.asking(read(""), POLL.key, polls.EVERYWHERE),
        "polls.where": poll_cards.where_to(POLL, OPTIONS),
        "polls.asked": poll_cards.asked(POLL, "#general on Slack"),
        "polls.new": poll_cards.living(POLL, OPTIONS, NONE),
        "polls.open": poll_cards.living(POLL, OPTIONS, COUNT),
        "polls.hidden": poll_cards.living(HIDDEN, OPTIONS, COUNT),
        "polls.closed": poll_cards.living(OVER, OPTIONS, NONE),
        "polls.closed.picture": poll_cards.living(OVER, OPTIONS, NONE, PICTURE),
        "polls.table": poll_results.offered(POLL.key, f"{PUBLIC}/poll.csv", "24 November 2026 at 09:00 (UK time)"),
        "polls.few": poll_cards.living(FEW, OPTIONS, NONE),
        "polls.removed": poll_cards.living(REMOVED_POLL, (), NONE),
        "polls.counted": poll_cards.counted(POLL, ["Monday, 17:00"]),
        "polls.taken_back": poll_cards.TAKEN_BACK,
        "polls.choose": poll_form.choosing(HIDDEN, OPTIONS, frozenset({12})),
        "polls.seen": poll_cards.closer(POLL, OPTIONS, COUNT, mine),
        "polls.seen.named": poll_cards.closer(AGAIN, OPTIONS, COUNT, Looking(names=NAMES)),
        "polls.seen.removed": poll_cards.closer(REMOVED_POLL, (), NONE, Looking()),
        "polls.own": poll_cards.closer(AGAIN, OPTIONS, COUNT, hers),
        "polls.edit": poll_form.changing(POLL, OPTIONS, 11),
        "polls.add": poll_form.adding(POLL),
        "polls.answers": poll_cards.removable(POLL, OPTIONS),
        "polls.changed": poll_cards.changed_for(POLL, ["Wednesday, at lunch"]),
        "polls.over": poll_cards.over(OVER, OPTIONS),
        "polls.taken_down": poll_cards.removed_by(POLL),
        "polls.not_again": poll_cards.not_again(AGAIN),
        "polls.report": poll_reports.form(POLL),
        "polls.reported": poll_reports.reported("Rosa Okafor", POLL, "This is not <!channel> for here."),
        "polls.told": poll_reports.THANKS,
        "polls.mine": poll_list.listing([POLL, OVER, AGAIN._replace(repeats=MONTH)]),
        "polls.mine.none": poll_list.listing([]),
        "polls.mine.many": poll_list.listing([POLL] * 14),
        **{f"refused.{type(refusal).__name__}.polls": refusal.shown for refusal in refusals},
    }


def drawn() -> Mapping[str, bytes]:
    """The picture of the example of a closed poll, by its address."""
    bars = [(one.label, one.votes or 0, (one.votes or 0) / OVER.voters) for one in OPTIONS]
    return {PICTURE: charts.bars(OVER.question, bars, f"{poll_cards.people(OVER.voters)}.")}


REPORT = Button("Tell the facilitators", "polls.report", POLL.key)


def at_home() -> tuple[Element, ...]:
    """Open polls in a home."""
    return poll_list.under_way([POLL, AGAIN])
