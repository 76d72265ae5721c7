"""What a poll shows: to the channel while it is open and when it is closed, and to one person who looks closer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.cards import (
    Bar,
    Bars,
    Button,
    Buttons,
    Card,
    Commands,
    Element,
    Fact,
    Facts,
    Heading,
    Note,
    Picture,
    Text,
    Typed,
)
from bot.errors import Refused
from bot.poll_days import read_as
from storage.poll_ballots import Count
from storage.polls import ANONYMOUS, CLOSED, NAMED, NAMED_LATER, NUMBERS, OPEN, REMOVED, WEEK, Option, Stored

FLOOR = 5
"""The numbers of an anonymous poll in which fewer voted are shown to nobody."""

MOST_NAMES = 40
"""How many names one answer has where somebody looks closer."""

WHO_SEES: Mapping[str, str] = {
    NUMBERS: (
        "everybody sees the numbers as they come in. What you choose is kept without your name, and only the numbers "
        "are kept once it has closed. But whoever watches the numbers change may guess who chose what."
    ),
    ANONYMOUS: (
        "until it closes, everybody sees only how many have voted, whoever asked it too. Then everybody sees the "
        "numbers, if five or more have voted. What you choose is kept without your name, and only the numbers are kept "
        "once it has closed."
    ),
    NAMED: "everybody sees the numbers and who chose what, as it comes in.",
    NAMED_LATER: (
        "until it closes, everybody sees only how many have voted, whoever asked it too. Then everybody sees the "
        "numbers and who chose what."
    ),
}

MINE = Button("My polls", "polls.mine")
EXAMPLE = Commands((Typed("poll", "“When shall we meet?” “Monday” “Friday”", "asks the channel where you say it"),))

GONE = Card(
    "This poll was removed",
    (
        Text(
            "Its question, its answers and its votes are gone. If you asked it and do not know why, ask a facilitator."
        ),
    ),
)


class NoSuchAnswer(Refused):
    """A vote for an answer that was removed meanwhile."""

    title = "This answer was removed"
    text = "The poll was changed, so nothing was counted now. Please look at it again and choose another answer."


class NotOpen(Refused):
    """Something that only an open poll takes."""

    title = "This poll has closed"
    text = "Nothing was changed. What came of it stands where the poll was asked."


def people(number: int) -> str:
    """How many have voted."""
    return (
        "Nobody has voted yet" if not number else f"{number:,} {'person has' if number == 1 else 'people have'} voted"
    )


def bars(options: Sequence[Option], votes: Mapping[int, int], voters: int) -> Bars:
    """Numbers of votes, each with its share of those who voted."""
    return Bars(tuple(bar(one.label, votes.get(one.id, 0), voters) for one in options))


def bar(label: str, number: int, voters: int) -> Bar:
    """One of them."""
    share = round(100 * number / voters) if voters else 0
    return Bar(label, f"{number:,} {'vote' if number == 1 else 'votes'}, {share}%", share)


def listed(options: Sequence[Option]) -> Text:
    """The answers without numbers."""
    return Text("\n".join(f"{number}. {one.label}" for number, one in enumerate(options, 1)))


def withheld(row: Stored) -> bool:
    """Whether the numbers of a closed poll are shown to nobody."""
    return row.shown == ANONYMOUS and row.voters < FLOOR


def voted(row: Stored) -> str:
    """How many voted in a closed poll, as far as it is told."""
    return "Fewer than five people have voted" if withheld(row) and row.voters else people(row.voters)


def shows_numbers(row: Stored) -> bool:
    """Whether the numbers of a poll that was asked are shown now."""
    return row.live if row.state == OPEN else row.state == CLOSED and not withheld(row)


def results(row: Stored, options: Sequence[Option], count: Count) -> tuple[Element, ...]:
    """What may be seen of the votes now."""
    if row.state == CLOSED:
        if withheld(row):
            why = ", so the numbers are not shown: they could tell who chose what" if row.voters else ""
            return (listed(options), Text(f"{voted(row)}{why}."))
        return (bars(options, {one.id: one.votes or 0 for one in options}, row.voters), Text(f"{voted(row)}."))
    shown = bars(options, count.votes, count.voters) if row.live else listed(options)
    return (shown, Text(f"{people(count.voters)}. {how_to_vote(row, options)}"))


def most_of(row: Stored, options: Sequence[Option]) -> int:
    """How many answers one may choose: no more than there are, unless others add some."""
    return row.most if row.adding else min(row.most, len(options))


def how_to_vote(row: Stored, options: Sequence[Option]) -> str:
    """What one does to vote, said right above the buttons for it."""
    several = f"Press “Vote” to choose up to {most_of(row, options)} answers"
    how = "Press an answer to vote" if row.most == 1 else several
    return f"{how}. You can change it until the poll closes."


def by_whom(row: Stored) -> str:
    """Who asks."""
    return f"Asked by {row.author_name}."


def living(row: Stored, options: Sequence[Option], count: Count, picture: str = "") -> Card:
    """A poll as it stands where it is asked; with the address of a picture of what came of it, once there is one."""
    if row.state == REMOVED:
        return GONE
    if row.state == CLOSED:
        told = Text(f"This poll has closed. {by_whom(row)}")
        drawn = (Picture(picture, shows(options)),) if picture else ()
        return Card(row.question, (told, *results(row, options, count), *drawn, Buttons((more(row, "Look closer"),))))
    return Card(
        row.question,
        (
            Text(by_whom(row)),
            Facts(tuple(facts(row))),
            *results(row, options, count),
            Buttons(choices(row, options)),
            Buttons((*((add_button(row),) if row.adding else ()), withdraw_button(row), more(row))),
        ),
    )


def shows(options: Sequence[Option]) -> str:
    """What the picture of a closed poll shows, in words."""
    most = max((one.votes or 0 for one in options), default=0)
    longest = " and ".join(f"“{one.label}”" for one in options if one.votes == most)
    return f"A bar for each answer with its votes, the longest for {longest}."


def facts(row: Stored) -> Iterator[Fact]:
    """What one should know before one votes."""
    yield Fact("Who sees what", WHO_SEES[row.shown])
    if row.closes_at is not None:
        yield Fact("Closes", read_as(row.closes_at, row.timezone))
    if row.edited_at is not None:
        changed = f"{read_as(row.edited_at, row.timezone)}. Please look whether your vote still stands."
        yield Fact("Changed since it was asked", changed)


def choices(row: Stored, options: Sequence[Option]) -> tuple[Button, ...]:
    """How one votes: by pressing the answer, or in a form where one may choose several."""
    if row.most > 1:
        return (Button("Vote", "polls.choose", row.key, style="primary"),)
    return tuple(Button(one.label, "polls.vote", f"{row.key} {one.id}") for one in options)


def add_button(row: Stored) -> Button:
    """The button to add an answer."""
    return Button("Add an answer", "polls.add", row.key)


def withdraw_button(row: Stored) -> Button:
    """The button to take a vote back."""
    return Button("Take my vote back", "polls.withdraw", row.key)


def more(row: Stored, label: str = "More") -> Button:
    """The button to look closer."""
    return Button(label, "polls.show", row.key)


def counted(row: Stored, chosen: Sequence[str]) -> Card:
    """What is said to who voted."""
    labels = " and ".join(f"“{one}”" for one in chosen)
    return Card(
        "Your vote is counted",
        (Text(f"You chose {labels}. You can change it until the poll closes."), Buttons((withdraw_button(row),))),
        brief=True,
    )


TAKEN_BACK = Card(
    "You have no vote in this poll",
    (Text("If there was one, it is taken back. You can vote again until the poll closes."),),
    brief=True,
)


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks closer: what they chose, who chose what as far as they may see it, and what they can do.

    `missing` tells its author where it could not be posted.
    """

    chosen: frozenset[int] = frozenset()
    names: Mapping[int, Sequence[str]] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    missing: Sequence[str] = ()


def closer(row: Stored, options: Sequence[Option], count: Count, looking: Looking) -> Card:
    """A poll for one person."""
    if row.state == REMOVED:
        return Card(GONE.title, GONE.body, detail=True)
    body: list[Element] = [Text(by_whom(row) if row.state == OPEN else "This poll has closed.")]
    if row.state == OPEN:
        body.append(Facts(tuple(facts(row))))
    body += results(row, options, count)
    chosen = [one.label for one in options if one.id in looking.chosen]
    if chosen:
        body.append(Text(f"You chose {' and '.join(f'“{one}”' for one in chosen)}."))
    if row.state == OPEN:
        body.append(Buttons(choices(row, options)))
    if looking.names:
        body.append(Heading("Who chose what"))
        body.append(Facts(tuple(Fact(one.label, listing(looking.names.get(one.id, ()))) for one in options)))
    if row.repeats:
        asked = "week" if row.repeats == WEEK else "month"
        body.append(Note(f"It is asked anew every {asked}, until whoever asked it stops that."))
    body += [Text(one) for one in looking.missing]
    if looking.buttons:
        body.append(Buttons(looking.buttons))
    return Card(row.question, tuple(body), detail=True)


def listing(names: Sequence[str]) -> str:
    """Some names."""
    rest = len(names) - MOST_NAMES
    shown = ", ".join(names[:MOST_NAMES])
    return (f"{shown} and {rest:,} more" if rest > 0 else shown) or "nobody"


def asked(row: Stored, where: str) -> Card:
    """What is said to who asked."""
    return Card(
        "Your poll is asked",
        (
            Text(f"It goes to {where} now. You can change it for an hour, and close it at any time."),
            Buttons((more(row, "See it"), MINE)),
        ),
        detail=True,
    )


def where_to(row: Stored, options: Sequence[Option]) -> Card:
    """What is asked of who says it to the bot alone."""
    return Card(
        "Where shall this be asked?",
        (
            Heading(row.question),
            listed(options),
            Text("You can ask it in all announcement channels of the network, on Slack and on Microsoft Teams."),
            Buttons((Button("Ask it in all of them", "polls.everywhere", row.key, style="primary"),)),
            Text("Or say this in a channel, and it is asked there:"),
            EXAMPLE,
        ),
        detail=True,
    )


def over(row: Stored, options: Sequence[Option]) -> Card:
    """What its author is told when a poll has closed."""
    return Card(
        f"Your poll has closed: {row.question}",
        (*results(row, options, Count(row.voters, {})), Buttons((more(row, "Look closer"), MINE))),
    )


def changed_for(row: Stored, dropped: Sequence[str]) -> Card:
    """What is told to who voted in a poll that was changed, where that is known."""
    gone = f" These answers are gone, and the votes for them: {', '.join(f'“{one}”' for one in dropped)}."
    return Card(
        f"A poll that you voted in was changed: {row.question}",
        (
            Text(f"{row.author_name} changed it.{gone if dropped else ''} Please look whether your vote still stands."),
            Buttons((more(row, "See it"),)),
        ),
    )


def close_button(row: Stored) -> Button:
    """The button to close a poll."""
    confirm = "Nobody can vote any more then, and it cannot be opened again."
    return Button("Close it", "polls.close", row.key, confirm=confirm)


def stop_button(row: Stored) -> Button:
    """The button to end a poll that is asked again and again."""
    return Button("Do not ask it again", "polls.stop", row.key)


def remove_button(row: Stored) -> Button:
    """The button to remove a poll."""
    confirm = "Its question, its answers and its votes are gone for good, wherever it was asked."
    return Button("Remove it", "polls.remove", row.key, style="danger", confirm=confirm)


def removable(row: Stored, options: Sequence[Option]) -> Card:
    """The answers of a poll, each to be removed."""
    buttons = tuple(
        Button(
            f"Remove “{one.label}”",
            "polls.drop",
            f"{row.key} {one.id}",
            style="danger",
            confirm="The votes for it are dropped, and the poll says that it was changed.",
        )
        for one in options
    )
    return Card(row.question, (Text("Which answer shall go?"), Buttons(buttons), Buttons((more(row, "See the poll"),))))


def removed_by(row: Stored) -> Card:
    """What its author is told when a facilitator removes a poll."""
    return Card(
        f"A facilitator removed your poll: {row.question}",
        (
            Text("Its question, its answers and its votes are gone. If you do not know why, ask a facilitator."),
            Buttons((Button("Who are the facilitators?", "facilitators.list"),)),
        ),
    )


def not_again(row: Stored) -> Card:
    """What its author is told when a poll cannot be asked again."""
    return Card(
        f"Your poll was not asked again: {row.question}",
        (Text("I can no longer post where it was asked. You can ask it anew in another channel."), Buttons((MINE,))),
    )
