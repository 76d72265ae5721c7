"""An example of every card and form about match rounds, for the gallery."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot import round_cards, round_meeting_cards, rounds
from bot.cards import Buttons, Card, Element, Form, Heading, Invalid, Person, Text
from bot.errors import BadForm
from bot.gallery_people import PRIYA, ROSA, SAM
from bot.introduction_gallery import REQUEST
from bot.matching.reasons import Reason
from bot.relays import introduction
from bot.round_cards import Hindrance
from bot.round_ends import CLOSED
from bot.round_meeting_cards import Fellow
from bot.round_pairing import EITHER, IN_PERSON, ONLINE
from bot.timezones import at
from storage.introductions import AGREED, ROUND
from storage.round_meetings import ASKED, LATER, OPEN, YES, Made, Sat
from storage.round_members import Taking, Wish
from storage.rounds import JOINED, NOT_NOW, Held

HOME = "Europe/London"
NEXT = datetime(2026, 12, 21, 9, 0, tzinfo=UTC)
WISH = Wish(direct=False, place=EITHER, third=True)
TAKING = Taking(WISH, datetime(2026, 11, 2, 9, 30, tzinfo=UTC), 0, 0, paused=False)
HELD = Held(
    2,
    datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    datetime(2026, 11, 23, 9, 2, tzinfo=UTC),
    datetime(2026, 11, 26, 12, 0, tzinfo=UTC),
    None,
    asked=41,
    joined=0,
    paired=0,
    alone=0,
)
BEFORE = HELD._replace(
    id=1,
    due=datetime(2026, 10, 26, 9, 0, tzinfo=UTC),
    paired_at=datetime(2026, 10, 29, 12, 4, tzinfo=UTC),
    joined=23,
    paired=21,
    alone=2,
)
MADE = Made(
    6,
    datetime(2026, 11, 26, 12, 4, tzinfo=UTC),
    datetime(2026, 12, 3, 12, 4, tzinfo=UTC),
    OPEN,
    (
        Sat(7, "Rosa Okafor", ASKED, EITHER, asked=True),
        Sat(9, "Priya Raman", YES, EITHER, asked=False),
        Sat(8, "Sam Whitlock", YES, EITHER, asked=True),
    ),
)
ASIDE = MADE._replace(seats=(MADE.seats[0]._replace(state=LATER), MADE.seats[1]))
SENTENCE = PRIYA.about


def standing(taking: Taking, held: Held | None, said: str = "") -> Card:
    """How Rosa stands with rounds."""
    return round_cards.mine(taking, round_cards.standing(taking, held, said, NEXT, HOME))


def examples() -> Mapping[str, Card | Form | Invalid]:
    """Every card and form by a name of its own; Rosa looks."""
    fits = Fellow(PRIYA, "hearing voices, peer support", Reason(SENTENCE, ((12, 18), (29, 32))), visible=True)
    third = Fellow(SAM, "", Reason("", ()), visible=False)
    met = REQUEST._replace(state=AGREED, relayed=True, terms=REQUEST.terms._replace(kind=ROUND))
    ways = (ONLINE, IN_PERSON)
    return {
        "rounds.explained": round_cards.explained(4),
        "rounds.none": round_cards.none_here(taking=True),
        "rounds.form": round_cards.form(None, "north-east"),
        "rounds.form.change": round_cards.form(WISH, "north-east"),
        "rounds.wrong": BadForm(how=rounds.PICK, place=rounds.PICK).shown,
        "rounds.taking": standing(TAKING, None),
        "rounds.open": standing(TAKING, HELD),
        "rounds.open.joined": standing(TAKING, HELD, JOINED),
        "rounds.open.skipped": standing(TAKING, HELD, NOT_NOW),
        "rounds.paused": standing(TAKING._replace(paused=True), HELD),
        "rounds.announced": round_cards.announcement(HELD, HOME),
        "rounds.joined": round_cards.joined(HELD, HOME),
        "rounds.joined.full": round_cards.joined(HELD, HOME, Hindrance(round_cards.full(2), round_cards.ALLOW_MORE)),
        "rounds.skipped": round_cards.skipped(HELD, HOME),
        "rounds.stopped": round_cards.STOPPED,
        "rounds.ended": round_cards.ENDED,
        "rounds.pairing": round_cards.BEING_PAIRED,
        "rounds.alone": round_cards.ALONE,
        "rounds.full": round_cards.FULL,
        "rounds.silenced": round_cards.SILENCED,
        "rounds.figures": round_cards.figures([HELD, BEFORE], 41),
        "rounds.figures.none": round_cards.figures([], 1),
        "rounds.request": round_meeting_cards.request(MADE, 7, [fits], ways, HOME),
        "rounds.request.three": round_meeting_cards.request(MADE, 7, [fits, third], (ONLINE,), HOME),
        "rounds.request.later": round_meeting_cards.request(ASIDE, 7, [fits], ways, HOME),
        "rounds.waiting": round_meeting_cards.found_somebody(MADE, HOME),
        "rounds.accepted": round_meeting_cards.accepted(MADE, ["Priya Raman", "Sam Whitlock"], HOME),
        "rounds.later": round_meeting_cards.set_aside(MADE, HOME),
        "rounds.over": CLOSED,
        "rounds.nothing": round_meeting_cards.CAME_TO_NOTHING,
        "rounds.together": round_meeting_cards.together((Fellow(ROSA, "", Reason("", ()), visible=False), fits), ways),
        "rounds.introduced": round_meeting_cards.look_there(["Priya Raman"]),
        "rounds.introduced.carried": round_meeting_cards.look_there(["Priya Raman"], carried=True),
        "relays.introduced.round": introduction(met, 7, "Priya Raman", PRIYA, "hearing voices, peer support"),
    }


def at_home() -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    """What of rounds waits for Rosa in her home, and how she takes part."""
    waiting = Person(
        "Priya Raman",
        why="A match round found them for you",
        status=f"Open until {at(MADE.closes_at, HOME)}",
        buttons=(round_meeting_cards.see_button(MADE.id, primary=True),),
    )
    words, buttons = round_cards.standing(TAKING, HELD, "", NEXT, HOME)
    return (waiting,), (Heading("Match rounds"), Text(words), buttons)


def not_taking() -> tuple[Element, ...]:
    """How it reads for who takes no part."""
    return (Heading("Match rounds"), Text(round_cards.NOT_TAKING), Buttons((round_cards.ABOUT,)))
