"""What is said about a member's digest: how it stands, that it was stopped or snoozed, and what goes with each."""

from datetime import datetime

from bot import parts
from bot.call_cards import LOOK as OPEN_CALLS
from bot.cards import Button, Buttons, Card, Element, Fact, Facts, Heading, Note, Text
from bot.digest_ends import BEGIN, CHOOSE, MINE, OFFER, SEARCHES, offer
from bot.digest_form import HOURS, MAIL, WEEKDAYS, Chosen, chosen
from bot.digest_items import KINDS
from bot.digest_times import DAILY, WEEKLY, Rhythm
from bot.mail_cards import ADDRESS
from bot.timezones import at, day, day_at
from storage.digests import Stored
from storage.mail import Box

CHANGE = Button("Change it", "digests.edit")
NOW = Button("Show me one now", "digests.now")
SNOOZE = Button("Snooze", "digests.snooze")
STOP = Button("Stop my digest", "digests.stop")
AGAIN = Button("Start again", "digests.begin", style="primary")
WAKE = Button("End the snooze", "digests.wake")

WEEKS = (1, 2, 4)
"""For how long a digest can be snoozed."""

IN_EACH = (SNOOZE, STOP, MINE)
"""What stands in every digest."""

TRY = (BEGIN, CHOOSE)
"""What stands instead in one that somebody asked for who gets none."""

TITLE = "Your digest"
SAVED, STARTED = "Your digest is saved", "You get a digest now"

STOPPED = Card(
    "Your digest is stopped",
    (
        Text("What you chose for it is kept, so that one press starts it again. Nobody is told."),
        Buttons((AGAIN, CHOOSE)),
    ),
    detail=True,
)
FORGOTTEN = Card(
    "Your digest is stopped",
    (Text("What you chose for it is forgotten. You can choose one again at any time."), Buttons((CHOOSE,))),
    detail=True,
)
NONE = Card("You get no digest", (Text(OFFER), Buttons((BEGIN, CHOOSE))), detail=True)
HOW_LONG = Card(
    "For how long?",
    (
        Text("Nothing comes meanwhile. The first one afterwards has what you missed, as far as it is still of use."),
        Buttons(
            tuple(Button("1 week" if weeks == 1 else f"{weeks} weeks", "digests.snooze", str(weeks)) for weeks in WEEKS)
        ),
    ),
    detail=True,
)


def rhythm_words(rhythm: Rhythm) -> str:
    """How often, when: every week, on Monday at 09:00."""
    hour = parts.label(HOURS, str(rhythm.hour))
    if rhythm.every == DAILY:
        return f"Every day at {hour}"
    weeks = "Every week" if rhythm.every == WEEKLY else "Every two weeks"
    return f"{weeks}, on {parts.label(WEEKDAYS, str(rhythm.weekday))} at {hour}"


def about_words(now: Chosen) -> str:
    """What it goes by, in words."""
    return "; ".join(filter(None, ("what fits your profile" if now.fits else "", ", ".join(now.topics)))).capitalize()


def kinds_words(now: Chosen) -> str:
    """What is included, in words."""
    return ", ".join(words for kind, words in KINDS.items() if kind in now.kinds)


def is_snoozed(stored: Stored, now: datetime) -> bool:
    """Whether nothing comes for a while, as its member wished."""
    return stored.snoozed_until is not None and now < stored.snoozed_until


def snoozed_words(stored: Stored, now: datetime) -> str:
    """Until when nothing comes, where that is so."""
    if stored.snoozed_until is None or not is_snoozed(stored, now):
        return ""
    return f"Snoozed until {day(day_at(stored.snoozed_until, stored.zone))}."


def way_words(way: str, box: Box | None) -> str:
    """Where it comes, in words; `box` is the address that its member has confirmed."""
    if way != MAIL:
        return "Here, in chat"
    if box is None:
        return "By e-mail once you have confirmed an address; until then here, in chat"
    if box.stopped_at is not None:
        return "By e-mail, which you have stopped: nothing comes until you start it again"
    return f"By e-mail, to {box.address}"


def status(stored: Stored, now: datetime, title: str = TITLE, *, mails: bool = False, box: Box | None = None) -> Card:
    """How a digest stands that is not switched off; `mails` says that e-mail is set up."""
    wanted, snoozed = chosen(stored), snoozed_words(stored, now)
    waits = mails and wanted.way == MAIL and (box is None or box.stopped_at is not None)
    facts = (
        Fact("Comes", rhythm_words(wanted.rhythm)),
        Fact("Next", at(stored.next_at, stored.zone) if stored.next_at else ""),
        *((Fact("Where", way_words(wanted.way, box)),) if mails else ()),
        Fact("Goes by", about_words(wanted)),
        Fact("Includes", kinds_words(wanted)),
    )
    return Card(
        title,
        (
            *((Text(snoozed),) if snoozed else ()),
            Facts(facts),
            Buttons((*((ADDRESS,) if waits else ()), NOW, CHANGE, WAKE if snoozed else SNOOZE, STOP, SEARCHES)),
            Note("When there is nothing new that fits you, nothing comes."),
        ),
        detail=True,
    )


def late(due: datetime, timezone: str) -> Note:
    """What stands above a digest that comes late."""
    return Note(f"This was due on {at(due, timezone)}. We are sorry that it is late. It says how things stand now.")


def nothing(*, sent: bool) -> Card:
    """What is said to who asks for a digest now, when there is nothing to say."""
    return Card(
        "Nothing new just now",
        (
            Text("Nothing that is new fits you. We would rather say so than send you something else."),
            Buttons((OPEN_CALLS, MINE) if sent else (OPEN_CALLS, BEGIN, CHOOSE)),
        ),
        detail=True,
    )


def at_home(stored: Stored | None, now: datetime) -> tuple[Element, ...]:
    """What the home says of a digest."""
    if stored is None or stored.next_at is None:
        return offer()
    snoozed = snoozed_words(stored, now)
    words = f"{rhythm_words(chosen(stored).rhythm)}. {snoozed}".rstrip()
    return (Heading(TITLE), Text(words), Buttons((NOW, CHANGE, WAKE if snoozed else SNOOZE, STOP)))
