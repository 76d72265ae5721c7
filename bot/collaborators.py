"""Find a collaborator on a topic."""

import asyncio
import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from bot import interest, parts
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChoiceField,
    Commands,
    Divider,
    Element,
    Form,
    Inputs,
    Marked,
    Person,
    Picks,
    Text,
    TextField,
    Typed,
)
from bot.excerpts import brief, excerpt
from bot.matching.reasons import Reason
from bot.members import Me
from bot.network import Work, take_in
from bot.paging import LAST_PAGE, PAGE, count, turns
from bot.people import Answer, Wanted
from bot.profiles import MAKE, about, ask_button, see_button, standing
from bot.said import Said
from bot.typed import LONGEST_QUERY, topic_in
from storage import profiles
from storage.profiles import Stored

SIDED = frozenset({"research", "community"})
TURNS = 1_000_000

ASK = Button("Look for people", "collaborators.ask", style="primary")


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. `side` is research, community, anyone, or empty for the side that the asker is not on."""

    query: str
    side: str = ""
    region: str = ""
    page: int = 0
    turn: int = 0

    def dump(self) -> str:
        """For a button's value."""
        return json.dumps([self.query, self.side, self.region, self.page, self.turn], ensure_ascii=False)


def read(said: Said) -> Search:
    """A search from a command's words, or from a button of ours with the card's fields."""
    search = from_button(said.value) or Search(topic_in(said.value))
    asked = replace(
        search,
        query=topic_in(said.text("topic")) if "topic" in said.answers else search.query,
        side=parts.known(parts.SIDES, said.text("side")) or search.side,
        region=region_in(said.text("region")) if said.text("region") else search.region,
    )
    return asked if asked == search else replace(asked, page=0)


def from_button(value: str) -> Search | None:
    """What `dump` made, or None; whatever else stands there is words."""
    if not value.startswith("["):
        return None
    try:
        query, side, region, page, turn = json.loads(value)
        return Search(
            topic_in(str(query)),
            parts.known(parts.SIDES, str(side)),
            region_in(str(region)),
            min(abs(int(page)), LAST_PAGE),
            int(turn) % TURNS,
        )
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None


def region_in(value: str) -> str:
    """A region that narrows a search; empty for anywhere, and for what is no region."""
    return "" if value == "anywhere" else parts.known(parts.REGIONS, value)


async def ask(work: Work, me: Me, said: Said) -> Form:
    """A form to look for people."""
    search = read(said)
    return form(search, search.side or parts.other_side(await profiles.part_of(work.session, me.id)))


def form(search: Search, side: str) -> Form:
    """The form, as filled in so far."""
    return Form(
        "collaborators.find",
        "Find a collaborator",
        (
            TextField(
                "topic",
                "What would you like to work on?",
                search.query,
                hint="A few words or a sentence.",
                placeholder="creative methods with people who hear voices",
                required=True,
                multiline=True,
                max_length=LONGEST_QUERY,
            ),
            *narrow_to(side, search.region),
        ),
        submit="Find people",
    )


def narrow_to(side: str, region: str) -> tuple[ChoiceField, ChoiceField]:
    """The two fields, set to this side and region."""
    return (
        ChoiceField("side", "Show", parts.SIDES, value=side),
        ChoiceField("region", "Where they work", parts.REGIONS, value=region or "anywhere"),
    )


async def find(work: Work, me: Me, said: Said) -> Card:
    """People who fit a topic, best first, with reasons; the asker is never among them."""
    search = read(said)
    await take_in(work)
    if not search.query:
        return await ask_for_topic(work)
    part = await profiles.part_of(work.session, me.id)
    search = replace(
        search, side=search.side or parts.other_side(part), turn=search.turn or work.random.randrange(1, TURNS)
    )
    answer = await look_for(work, me, search)
    if answer.near and not search.page:
        interest.note(work, me.id, answer.near)
    ids = [hit.person for hit in answer.found.hits]
    stored = await profiles.read_listed(work.session, ids)
    labels = {person: work.people.topics.get(person, ()) for person in ids}
    fitting = {*answer.near, *work.people.topics.get(me.id, ())}
    persons = [
        describe(
            stored[person],
            labels[person],
            fitting,
            work.people.explain(answer.query, stored[person], labels[person]),
            work.people.reach.get(person, ""),
        )
        for person in ids
        if person in stored
    ]
    if not persons and search.page:
        return await find(work, me, Said(replace(search, page=0).dump()))
    if not persons:
        nearest = await asyncio.to_thread(work.people.nearest_topics, answer.query)
        return nobody(search, nearest, has_profile=bool(part))
    return results(search, persons, answer.found.total_fitting, has_profile=bool(part))


async def look_for(work: Work, me: Me, search: Search) -> Answer:
    """One page of who fits, without the asker."""
    wanted = Wanted(
        side=search.side if search.side in SIDED else None,
        regions=parts.within(search.region),
        without=frozenset({me.id, *work.people.apart.get(me.id, ())}),
        now=work.now.timestamp(),
        limit=PAGE,
        offset=search.page * PAGE,
        turn=search.turn,
    )
    return await work.people.search(search.query, wanted)


async def pick(work: Work, me: Me, said: Said) -> Picks:
    """Cards of people who fit, on either side, for the asker to show one of them to others; none for no words."""
    search = Search(topic_in(said.value), "anyone", turn=work.random.randrange(1, TURNS))
    if not search.query:
        return Picks(())
    await take_in(work)
    answer = await look_for(work, me, search)
    stored = await profiles.read_listed(work.session, [hit.person for hit in answer.found.hits])
    return Picks(
        tuple(
            public(stored[hit.person], work.people.topics.get(hit.person, ()), work.people.reach.get(hit.person, ""))
            for hit in answer.found.hits
            if hit.person in stored
        )
    )


def public(stored: Stored, labels: Sequence[str], reach: str) -> Card:
    """Somebody as members show them to others: nothing of what was looked for, and nothing that they do not show."""
    person = Person(
        name=stored.name,
        pronouns=stored.pronouns,
        about=about(stored),
        why=f"Topics: {', '.join(labels)}" if labels else "",
        quote=excerpt(Marked(stored.about)),
        status=standing(stored, reach),
        buttons=(see_button(stored.member_id),),
    )
    return Card(f"{stored.name}, a member of this research exchange network", (person,))


def describe(stored: Stored, labels: Sequence[str], fitting: AbstractSet[str], reason: Reason, reach: str) -> Person:
    """One person with the reasons why they are shown, in words that they show themselves."""
    shared = [label for label in labels if label in fitting]
    return Person(
        name=stored.name,
        pronouns=stored.pronouns,
        about=about(stored),
        why=f"Topics that fit: {', '.join(shared)}" if shared else "",
        quote=excerpt(Marked(reason.sentence, reason.marks)) if reason.sentence else None,
        status=standing(stored, reach),
        buttons=found_buttons(stored.member_id, may_ask=stored.monthly_requests > 0),
    )


def found_buttons(member: int, *, may_ask: bool) -> tuple[Button, ...]:
    """What can be done about somebody who was found; who is asked as often as they allow is not found."""
    return (ask_button(member), see_button(member)) if may_ask else (see_button(member),)


def results(search: Search, persons: Sequence[Person], total: int, *, has_profile: bool) -> Card:
    """One page of people, with the ways to go on."""
    among = among_words(search)
    words = f"One person {among} fits" if total == 1 else f"{total} people {among} fit"
    body: list[Element] = [Text(f"{count(words, search.page, total)}. Best first. Only you can see this.")]
    for person in persons:
        body += [Divider(), person]
    body.append(Divider())
    if turning := turns("collaborators.find", search.page, total, lambda page: replace(search, page=page).dump()):
        body.append(Buttons(turning))
    body += [again(search), keep(search)]
    if not has_profile:
        body += [Text("You have no profile yet, so nobody can find you."), Buttons((MAKE,))]
    return Card(f"People for “{brief(search.query)}”", tuple(body))


def again(search: Search) -> Inputs:
    """The fields that narrow a search, and the button that searches again."""
    button = Button("Search again with these", "collaborators.find", replace(search, page=0).dump())
    return Inputs(narrow_to(search.side, search.region), (button,))


def keep(search: Search) -> Buttons:
    """The button that saves a search."""
    value = replace(search, page=0, turn=0).dump()
    return Buttons((Button("Tell me when someone new fits this", "searches.keep", value),))


def nobody(search: Search, nearest: Sequence[str], *, has_profile: bool) -> Card:
    """Nobody fits: say so, and what may help."""
    body: list[Element] = [
        Text(f"Nobody {among_words(search)} fits this well enough yet. We would rather say so than guess.")
    ]
    if nearest:
        body += [
            Text("The nearest topics that people here have:"),
            Buttons(
                tuple(
                    Button(label, "collaborators.find", replace(search, query=label, page=0).dump())
                    for label in nearest
                )
            ),
        ]
    body += [again(search), keep(search)]
    if not has_profile:
        body += [Text("With a profile, people who look for this later can find you."), Buttons((MAKE,))]
    return Card(f"Nobody yet for “{brief(search.query)}”", tuple(body))


async def ask_for_topic(work: Work) -> Card:
    """What to say to an empty query, with the topics that most people look for."""
    return which_topic(await interest.most_looked_for(work, PAGE))


def which_topic(popular: Sequence[str]) -> Card:
    """What to say to an empty query."""
    body: list[Element] = [
        Text("Say it in a few words or in a sentence. For example:"),
        Commands((Typed("find", "peer support after a crisis"),)),
    ]
    if popular:
        body += [
            Text("What people here look for most:"),
            Buttons(tuple(Button(label, "collaborators.find", Search(label).dump()) for label in popular)),
        ]
    body.append(Buttons((ASK,)))
    return Card("What would you like to work on?", tuple(body))


def among_words(search: Search) -> str:
    """Among whom was searched, in words."""
    side = {"community": "on the community side", "research": "on the research side"}.get(search.side, "in the network")
    if parts.within(search.region) is None:
        return side
    return f"{side} who can work in {parts.label(parts.REGIONS, search.region)}"
