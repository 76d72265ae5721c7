"""An example of every card and form about digests, for the gallery."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot import digest_cards, digest_form
from bot.cards import Card, Element, Form, Invalid
from bot.digest_form import Chosen
from bot.digest_items import KINDS
from bot.digest_times import FORTNIGHTLY, Rhythm
from bot.errors import BadForm
from bot.mail_gallery import BOX
from storage.digests import Stored

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
TOPICS = ("hearing voices", "gardens")
MINE = Stored(
    member=7,
    every="weekly",
    weekday=0,
    hour=9,
    way="chat",
    fits=True,
    topics="\n".join(TOPICS),
    kinds="calls,people,questions",
    snoozed_until=None,
    next_at=datetime(2026, 11, 30, 9, 0, tzinfo=UTC),
    timezone="Europe/London",
    due_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    last_at=datetime(2026, 11, 23, 9, 2, tzinfo=UTC),
    version=3,
    name="Rosa Okafor",
    zone="Europe/London",
    here=True,
)
SNOOZED = MINE._replace(
    every="daily",
    fits=False,
    snoozed_until=datetime(2026, 12, 7, 14, 0, tzinfo=UTC),
    next_at=datetime(2026, 12, 8, 9, 0, tzinfo=UTC),
)


def examples() -> Mapping[str, Card | Form | Invalid]:
    """Every card and form by a name of its own, with values that a member might see."""
    chosen = Chosen(Rhythm(FORTNIGHTLY, 4, 16), fits=False, topics=TOPICS, kinds=frozenset({"calls"}))
    late = digest_cards.late(datetime(2026, 11, 21, 9, 0, tzinfo=UTC), "Europe/London")
    return {
        "digests.form": digest_form.form(chosen, "America/New_York", sent=True, has_profile=True),
        "digests.form.first": digest_form.form(Chosen(), "Europe/London", sent=False, has_profile=False),
        "digests.errors": BadForm(fits=digest_form.NOTHING, **{next(iter(KINDS)): digest_form.NO_KIND}).shown,
        "digests.form.mail": digest_form.form(Chosen(), "Europe/London", sent=True, has_profile=True, mails=True),
        "digests.status": digest_cards.status(MINE, NOW),
        "digests.status.mail": digest_cards.status(MINE._replace(way="mail"), NOW, mails=True, box=BOX),
        "digests.status.unconfirmed": digest_cards.status(MINE._replace(way="mail"), NOW, mails=True),
        "digests.status.stopped": digest_cards.status(
            MINE._replace(way="mail"), NOW, mails=True, box=BOX._replace(stopped_at=NOW)
        ),
        "digests.saved": digest_cards.status(SNOOZED, NOW, digest_cards.SAVED),
        "digests.started": digest_cards.status(MINE, NOW, digest_cards.STARTED),
        "digests.stopped": digest_cards.STOPPED,
        "digests.forgotten": digest_cards.FORGOTTEN,
        "digests.none": digest_cards.NONE,
        "digests.snooze": digest_cards.HOW_LONG,
        "digests.nothing": digest_cards.nothing(sent=True),
        "digests.nothing.none": digest_cards.nothing(sent=False),
        "digests.late": Card("Your digest", (late,)),
    }


def at_home() -> tuple[Element, ...]:
    """What stands in somebody's home about their digest."""
    return digest_cards.at_home(MINE, NOW)
