"""An example of a digest and of every card about saved searches, for the gallery."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot import (
    digest_calls,
    digest_cards,
    digest_news,
    digest_people,
    digest_polls,
    digest_pulses,
    promise_cards,
    saved_searches,
)
from bot.call_gallery import CALL, HOME, NOW, TERMS
from bot.cards import Card, Marked
from bot.digest_items import TITLES, Digest, card
from bot.digest_parts import CALL as OF_CALL
from bot.digest_parts import FUNDING, OUTCOME, PERSON, POLL, Choice, Item, Reading, Section, Sought, Wish, because
from bot.digest_parts import PULSE as OF_PULSE
from bot.gallery_people import ROSA
from bot.pay import GUIDE
from bot.poll_gallery import POLL as ASKED
from bot.survey_gallery import PULSE
from bot.survey_result_gallery import PROMISE
from storage.calls import CLOSED, FILLED
from storage.digest_items import Seen
from storage.funding import Item as Announced
from storage.saved_searches import Saved

SEARCH = Saved(2, 7, "creative methods with people who hear voices", "community", "north-east")
READING = Reading(
    member=7,
    kinds=frozenset(TITLES),
    since=NOW,
    timezone=HOME,
    side="community",
    labels=("hearing voices", "peer support"),
    wishes=(),
    searches=(),
    without=frozenset(),
    followed=frozenset(),
    seen={(OF_CALL, "5"): Seen(1, NOW)},
)
GRANT = Announced(
    "Small grants for groups led by their members",
    "Up to £5,000 for one year. Groups without charity status may apply.",
    "https://www.funder.example/small-grants",
    "The Northfield Foundation",
    datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
)
NETWORK_WIDE = ASKED._replace(channel=None, question="What should our first workshop be about?")


def examples() -> Mapping[str, Card]:
    """Each by a name of its own."""
    return {
        "digests.card": card(digest(), "Rosa Okafor", *digest_cards.IN_EACH),
        "searches.saved": saved_searches.saved(SEARCH, sent=True),
        "searches.saved.offer": saved_searches.saved(SEARCH._replace(side="anyone", region=""), sent=False),
        "searches.mine": saved_searches.listing([SEARCH, SEARCH._replace(id=3, query="dementia")], sent=False),
        "searches.none": saved_searches.listing([], sent=True),
        "searches.full": saved_searches.full([SEARCH] * saved_searches.MOST),
    }


def digest() -> Digest:
    """A digest with something of every kind."""
    by_topic, by_profile = Choice(4, Wish("gardens", 0)), Choice(4, Wish("", 0))
    call = CALL._replace(terms=TERMS._replace(about="We plan a study of what keeps peer groups going."))
    gardens = TERMS._replace(title="Who tends our gardens?", about="We would like to know what gardens do for groups.")
    other = CALL._replace(id=5, owner_name="Sam Whitlock", terms=gardens)
    over = CALL._replace(state=CLOSED, ending=FILLED, outcome="Four people joined, and we changed the question.")
    person = digest_people.face(ROSA, "Slack and Microsoft Teams")
    labels = ("peer support", "creative methods")
    found = replace(person, quote=Marked("We run weekly groups for people who hear voices.", ((36, 40), (41, 47))))
    shown = {
        "searches": (PERSON, replace(found, why=because(Choice(7, Sought(SEARCH, 0)), (), labels))),
        "calls": (
            OF_CALL,
            replace(digest_calls.face(other, NOW, GUIDE), why=digest_calls.reason(READING, by_topic, other)),
        ),
        "questions": (
            OF_CALL,
            replace(digest_calls.face(call, NOW, GUIDE), why=digest_calls.reason(READING, by_profile, call)),
        ),
        "people": (PERSON, replace(person, why=because(by_profile, READING.labels, labels))),
        "polls": (POLL, digest_polls.face(NETWORK_WIDE, HOME)),
        "pulses": (OF_PULSE, digest_pulses.face(PULSE)),
        "outcomes": (OUTCOME, digest_news.ended(over, READING, by_profile)),
        "funding": (FUNDING, digest_news.announced(GRANT, READING, by_topic)),
    }
    sections = [Section(TITLES[kind], (Item(of, "4", one),)) for kind, (of, one) in shown.items()]
    return Digest(tuple(sections), frozenset({SEARCH.id}), promise_cards.section([PROMISE], NOW.date(), 3))
