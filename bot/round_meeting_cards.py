"""What is said about those whom a match round brings together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.cards import Button, Buttons, Card, Element, Fact, Facts, Heading, Marked, Note, Person, Text
from bot.collaborators import ASK
from bot.excerpts import excerpt
from bot.introduction_cards import START
from bot.matching.reasons import Reason
from bot.profiles import about, block_button, report_button
from bot.profiles import see_button as see_profile
from bot.round_ends import ROUNDS
from bot.round_pairing import IN_PERSON, ONLINE
from bot.timezones import at
from storage.profiles import Stored
from storage.round_meetings import LATER, Made

CAME_TO_NOTHING = Card(
    "It did not come to a meeting this time",
    (
        Text(
            "We had found somebody for you who is not available at the moment. It says nothing about you or your work: "
            "people here go by the time they have, and need give no reason. If you join the next round, you come first."
        ),
        Buttons((ASK, ROUNDS)),
    ),
)


@dataclass(frozen=True, slots=True)
class Fellow:
    """Somebody to meet: what they show, the topics that both have, what of theirs fits what the reader shows.

    `visible` says whether their profile can be looked at.
    """

    stored: Stored
    shared: str
    reason: Reason
    visible: bool

    @property
    def person(self) -> Person:
        """The same as part of a card."""
        words = Marked(self.reason.sentence, self.reason.marks) if self.reason.sentence else Marked(self.stored.about)
        return Person(
            self.stored.name,
            self.stored.pronouns,
            about(self.stored),
            why=f"You share these topics: {self.shared}" if self.shared else "",
            quote=excerpt(words),
            buttons=(see_profile(self.stored.member_id),) if self.visible else (),
        )


def found_somebody(made: Made, timezone: str) -> Card:
    """What is said to who is introduced directly, while others are asked first; whom is not told before they agree."""
    return Card(
        "We found somebody for you",
        (
            Text(
                "They want to be asked first, and decide freely. We bring you together when they say yes. Otherwise we "
                f"write to you on {at(made.closes_at, timezone)}."
            ),
            Buttons((ROUNDS,)),
        ),
    )


def request(made: Made, me: int, fellows: Sequence[Fellow], how: Collection[str], timezone: str) -> Card:
    """What somebody is shown who wants to be asked first."""
    seat = made.seat(me)
    later = seat is not None and seat.state == LATER
    names = named([one.stored.name for one in fellows])
    they = "they agree as well" if len(fellows) == 1 else "both agree as well"
    body: list[Element] = [
        *(one.person for one in fellows),
        Facts((Fact("How you can meet", way_words(how)),)),
        Heading("It is up to you"),
        Text(
            f"If you accept, we bring you together once {they}. You need no reason, and need not answer: if you say "
            f"not now, or leave it until {at(made.closes_at, timezone)}, others are told the same: that it did not "
            "come to a meeting."
        ),
        Note(
            "Why you fit is told from what you both show. The text that is never shown helps to find people, and "
            "nothing here comes from it."
        ),
        Buttons(
            (
                Button("Accept", "rounds.accept", str(made.id), style="primary"),
                *(() if later else (Button("Not now", "rounds.later", str(made.id)),)),
            )
        ),
        *(Buttons((block_button(one.stored.member_id), report_button(one.stored.member_id))) for one in fellows),
    ]
    return Card(f"This round found {names} for you", tuple(body))


def named(names: Sequence[str]) -> str:
    """Names in one line."""
    return " and ".join(names)


def way_words(how: Collection[str]) -> str:
    """The ways in which people can meet."""
    words = {ONLINE: "online", IN_PERSON: "in person"}
    return " or ".join(words[each] for each in (ONLINE, IN_PERSON) if each in how)


def accepted(made: Made, others: Sequence[str], timezone: str) -> Card:
    """What is said to who accepted while others have not answered."""
    return Card(
        "You accepted",
        (
            Text(
                f"We bring you and {named(others)} together as soon as everybody has agreed. Otherwise we write to you "
                f"on {at(made.closes_at, timezone)}."
            ),
        ),
    )


def set_aside(made: Made, timezone: str) -> Card:
    """What is said to who said not now."""
    return Card(
        "Not now: we have set it aside",
        (
            Text(f"Nobody is told. You can still accept until {at(made.closes_at, timezone)}: it is in your home."),
            Buttons((see_button(made.id),)),
        ),
    )


def see_button(ident: int, *, primary: bool = False) -> Button:
    """The button that shows whom a round found."""
    return Button("See who it is", "rounds.meeting", str(ident), style="primary" if primary else "plain")


def together(fellows: Sequence[Fellow], how: Collection[str]) -> Card:
    """The first message of the group conversation, to all."""
    first, *others, last = [one.stored.name for one in fellows]
    who = "all" if others else "both"
    shared = ", ".join(dict.fromkeys(one.shared for one in fellows if one.shared))
    return Card(
        f"{', '.join((first, *others))} and {last}, meet each other",
        (
            Text(f"You {who} joined this match round, and it found that you fit. Here you can talk to each other."),
            *(Person(one.stored.name, one.stored.pronouns, about(one.stored)) for one in fellows),
            Facts(
                (
                    *((Fact("What you share", shared),) if shared else ()),
                    Fact("How you can meet", way_words(how)),
                )
            ),
            Heading("Three questions for a good start"),
            *(Text(each) for each in START),
            Note("Roundtable keeps nothing of what you write here."),
        ),
    )


def look_there(others: Sequence[str], *, carried: bool = False) -> Card:
    """What is said to one of those who were brought together, in a conversation or by messages that are carried."""
    words = (
        "You have no workspace in common, so Roundtable carries your messages. You will find them in a message of "
        "their own here, with a button to write."
        if carried
        else "You will find a conversation with all of you and Roundtable among your direct messages in Slack. It "
        "begins with how you can meet."
    )
    return Card(f"You and {named(others)} are introduced", (Text(words),))
