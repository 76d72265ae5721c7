"""The open calls: those that fit a topic, or oneself, best first and with reasons; and the filters that narrow them."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot import call_terms, parts, pay, profile_queries
from bot.call_cards import WRITE, interested_button, people, save_button, see
from bot.call_days import left_words
from bot.call_terms import ONLINE, STAGES
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChoiceField,
    Divider,
    Element,
    Field,
    Form,
    Inputs,
    Marked,
    Option,
    Person,
    Text,
    TextField,
)
from bot.collaborators import ASK
from bot.excerpts import brief, excerpt
from bot.matching.index import DIGITS
from bot.matching.query import Query
from bot.matching.reasons import Reason
from bot.members import Me
from bot.network import Work, take_in, take_in_calls
from bot.paging import LAST_PAGE, PAGE, count, turns
from bot.profile_form import topic_key
from bot.profiles import MAKE
from bot.said import Said
from bot.typed import LONGEST_QUERY, topic_in
from storage import calls, profiles
from storage.call_vectors import Indexed
from storage.calls import OPEN, Stored
from storage.profiles import Stored as Profile

FIND = "calls.find"
ANY = "any"
SOON = timedelta(days=14)

PAYS = (
    Option("Paid or not", ANY),
    Option("Paid", "paid"),
    Option("Paid, or expenses covered", "costs"),
)
PLACES = (Option("Online or in person", ANY), Option("Online", "online"), Option("In person", "person"))
DEADLINES = (
    Option("Whenever they close", ANY),
    Option("Closing within 14 days", "soon"),
    Option("Open for longer than 14 days", "later"),
)
WHEN = (Option("At any stage", ANY), Option("The question is still open to change", "open"), *STAGES)
FILTERS = {"pay": PAYS, "place": PLACES, "deadline": DEADLINES, "stage": WHEN}
LABELS = {"pay": "Pay", "place": "Where", "deadline": "Deadline", "stage": "Stage"}

MONEY = {"paid": frozenset({pay.PAID}), "costs": frozenset({pay.PAID, pay.EXPENSES})}
IN_PERSON = frozenset({"person", "both"})
STILL_OPEN = frozenset({"open", "partly"})


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: a topic, or none for what fits oneself; and each filter's value."""

    topic: str = ""
    pay: str = ANY
    place: str = ANY
    deadline: str = ANY
    stage: str = ANY
    page: int = 0

    def dump(self) -> str:
        """For a button's value."""
        fields = [self.topic, self.pay, self.place, self.deadline, self.stage, self.page]
        return json.dumps(fields, ensure_ascii=False)

    @property
    def narrow(self) -> bool:
        """Whether there is a filter."""
        return any(getattr(self, name) != ANY for name in FILTERS)


def read(said: Said) -> Search:
    """A search from a command's words, or from a button of ours with the card's fields."""
    search = from_button(said.value) or Search(topic_in(said.value))
    given = {name: parts.known(options, said.text(name)) for name, options in FILTERS.items()}
    chosen: dict[str, Any] = {name: value for name, value in given.items() if value}
    topic = topic_in(said.text("topic")) if "topic" in said.answers else search.topic
    asked = replace(search, topic=topic, **chosen)
    return asked if asked == search else replace(asked, page=0)


def from_button(value: str) -> Search | None:
    """What `dump` made, or None; whatever else stands there is words."""
    if not value.startswith("["):
        return None
    try:
        topic, *given, page = json.loads(value)
        chosen = {name: parts.known(FILTERS[name], str(one)) or ANY for name, one in zip(FILTERS, given, strict=True)}
        return Search(topic_in(str(topic)), **chosen, page=min(abs(int(page)), LAST_PAGE))
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None


async def find(work: Work, me: Me, said: Said) -> Card:
    """Open calls that fit a topic, or without one those that fit me; best first, and none of my own among them."""
    search = read(said)
    await take_in(work)
    await take_in_calls(work)
    stored = (await profiles.read_listed(work.session, [me.id])).get(me.id)
    labels = work.people.topics.get(me.id, ())
    apart = work.people.apart.get(me.id, set())
    others = [
        row
        for row in work.calls.open.values()
        if row.owner != me.id and row.owner not in apart and row.closes_at is not None and row.closes_at > work.now
    ]
    allowed = {row.id: row for row in others if passes(row, search, work.now)}
    query = await wanted(work, search.topic, stored) if allowed else None
    side = parts.side_of(stored.part) if stored is not None else ""
    order = in_order(query, await scored(work, query, fitting=bool(search.topic)), allowed, side)
    search = replace(search, page=min(search.page, max(0, (len(order) - 1) // PAGE)))
    page = order[search.page * PAGE : (search.page + 1) * PAGE]
    found = await calls.read_many(work.session, page)
    rows = [found[ident] for ident in page if ident in found and found[ident].state == OPEN]
    mine = {topic_key(label) for label in labels}
    seen = Seen(mine, side, work.now, work.pay_guide)
    items = [item(row, reason(work, query, row), seen) for row in rows if row.owner_here]
    if not items:
        return nothing(search, any_open=bool(others), has_profile=stored is not None)
    return results(search, items, len(order), has_profile=stored is not None)


async def wanted(work: Work, topic: str, stored: Profile | None) -> Query | None:
    """What calls are ranked by: a topic, or without one the asker's visible profile, or nothing."""
    if topic:
        return await work.calls.read(topic)
    return (await profile_queries.of(work, {stored.member_id: stored})).get(stored.member_id) if stored else None


async def look(work: Work, me: Me, said: Said) -> Form:
    """A form to look for calls."""
    return form(read(said))


def form(search: Search) -> Form:
    """The form, as filled in so far."""
    return Form(FIND, "Open calls", fields(search), submit="See open calls")


async def scored(work: Work, query: Query | None, *, fitting: bool) -> dict[int, float] | None:
    """How well each call fits a query; None for no query. Beside the event loop: the query may be a whole profile."""
    if query is None:
        return None
    return await asyncio.to_thread(work.calls.fitting if fitting else work.calls.scores, query)


def passes(row: Indexed, search: Search, now: datetime) -> bool:
    """Whether a call passes the filters."""
    soon = row.closes_at is not None and row.closes_at <= now + SOON
    return (
        (search.pay == ANY or row.pay in MONEY[search.pay])
        and (search.place == ANY or row.place in (ONLINE if search.place == "online" else IN_PERSON))
        and (search.deadline == ANY or soon == (search.deadline == "soon"))
        and (search.stage in (ANY, row.stage) or (search.stage == "open" and row.early in STILL_OPEN))
    )


def in_order(
    query: Query | None, scores: Mapping[int, float] | None, allowed: Mapping[int, Indexed], side: str
) -> list[int]:
    """The calls to show, best first; without a query the newest first. Those that seek the other side come last."""
    if query is None or scores is None:
        found = sorted(allowed, reverse=True)
    else:
        # Scores that differ by less are the same but for how they were rounded, and then the newer one comes first.
        found = sorted(
            (ident for ident in allowed if ident in scores), key=lambda ident: (-round(scores[ident], DIGITS), -ident)
        )
    return sorted(found, key=lambda ident: seeks_others(allowed[ident].side, side))


def seeks_others(sought: str, side: str) -> bool:
    """Whether a call seeks the side that somebody is not on."""
    return bool(side) and sought not in {side, "anyone"}


def reason(work: Work, query: Query | None, row: Stored) -> Reason:
    """Why a call is shown, in a sentence of its own."""
    return work.calls.explain(query, row) if query is not None else Reason("", ())


@dataclass(frozen=True, slots=True)
class Seen:
    """Who looks at a list of calls, by their topics and side, when, and by which guide on pay."""

    topics: AbstractSet[str]
    side: str
    now: datetime
    guide: str


def item(row: Stored, why: Reason, seen: Seen) -> Person:
    """One call in a list: what, by whom, on what terms, and why it is shown."""
    shared = [label for label in row.terms.labels if topic_key(label) in seen.topics]
    reasons = [f"Topics of yours: {', '.join(shared)}" if shared else ""]
    if seeks_others(row.terms.side, seen.side):
        reasons.append(f"It seeks {parts.label(parts.SIDES, row.terms.side).lower()}")
    words = Marked(why.sentence, why.marks) if says_more(why, row) else Marked(row.terms.about)
    facts = (f"By {row.owner_name}" + (f", {row.organisation}" if row.organisation else ""), fair_line(row, seen.guide))
    return Person(
        row.terms.title,
        about=facts,
        why=". ".join(filter(None, reasons)),
        quote=excerpt(words),
        status=f"{people(row.interested)}. {left_words(row, seen.now)}",
        buttons=(see(row.id, primary=True), replace(interested_button(row), style="plain"), save_button(row.id)),
    )


def says_more(why: Reason, row: Stored) -> bool:
    """Whether the sentence that fits says something below the title: the title itself does not."""
    return why.sentence.rstrip(".") not in {"", row.terms.title.rstrip(".")}


def fair_line(row: Stored, guide: str) -> str:
    """The terms of a call in a line."""
    return call_terms.line(row.terms, guide).rstrip(".")


def results(search: Search, items: Sequence[Person], total: int, *, has_profile: bool) -> Card:
    """One page of calls, with the ways to go on."""
    how = "Best first" if search.topic else "What fits your profile first" if has_profile else "Newest first"
    words = "One call" if total == 1 else f"{total} calls"
    body: list[Element] = [Text(f"{count(words, search.page, total)}. {how}. Only you can see this.")]
    for one in items:
        body += [Divider(), one]
    body.append(Divider())
    if turning := turns(FIND, search.page, total, lambda page: replace(search, page=page).dump()):
        body.append(Buttons(turning))
    body += [again(search), *without_profile(has_profile=has_profile)]
    title = f"Open calls on “{brief(search.topic)}”" if search.topic else "Open calls"
    return Card(title, tuple(body))


def without_profile(*, has_profile: bool) -> tuple[Element, ...]:
    """What to say to somebody who has none."""
    if has_profile:
        return ()
    return (
        Text("With a profile, calls that fit you come first, and you can take an interest in them."),
        Buttons((MAKE,)),
    )


def fields(search: Search) -> tuple[Field, ...]:
    """The fields that narrow a search."""
    topic = TextField("topic", "Topic", search.topic, hint="Empty: what fits you.", max_length=LONGEST_QUERY)
    narrow = (
        ChoiceField(name, LABELS[name], options, value=getattr(search, name)) for name, options in FILTERS.items()
    )
    return (topic, *narrow)


def again(search: Search) -> Inputs:
    """The same with the button that searches again."""
    return Inputs(fields(search), (Button("Search again with these", FIND, replace(search, page=0).dump()),))


def nothing(search: Search, *, any_open: bool, has_profile: bool) -> Card:
    """No call fits: say so, and what may help."""
    if not any_open:
        words = "No call of anybody else is open at the moment. You can post the first: it takes about five minutes."
        return Card(
            "No open calls yet", (Text(words), Buttons((WRITE, ASK)), *without_profile(has_profile=has_profile))
        )
    wider = replace(Search(), topic=search.topic) if search.narrow else Search()
    label = "Search without the filters" if search.narrow else "See all open calls"
    words = "No open call fits this well enough. We would rather say so than guess."
    title = f"No open call for “{brief(search.topic)}”" if search.topic else "No open call fits these filters"
    return Card(title, (Text(words), Buttons((Button(label, FIND, wider.dump()), WRITE, ASK)), again(search)))
