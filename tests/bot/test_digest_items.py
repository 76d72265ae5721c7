"""What is in a digest: what fits, why, from both sides, and never too often."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

import storage.funding
from bot import digest_items, funding
from bot.cards import Button, Card, Form
from bot.digest_items import KINDS, Digest, Reader, card
from bot.directory import Address
from bot.funding import Entry, Listed
from bot.network import Work
from bot.schedule import run_job
from tests.bot.calling import post, posted
from tests.bot.introducing import RESEARCHER
from tests.bot.matching.test_tables import SENTENCES
from tests.bot.polling import Polled, ask, asked, by_form
from tests.bot.pulsing import opened
from tests.bot.scene import PROFILE, Scene, button, only, persons, words_of
from tests.conftest import Clock, Opener, Town

GROUPS = {
    "title": "How groups last",
    "about": "We look for people who run groups for those who hear voices.",
    "topics": ("hearing voices",),
}
SLEEP = {
    "title": "Sleep on hospital wards",
    "about": "We study how people sleep on psychiatric wards at night.",
    "topics": ("sleep",),
}
SOIL = {
    "title": "Worms in arable soil",
    "about": "We count earthworms in fields in spring.",
    "topics": ("soil",),
}


async def reader(scene: Scene, who: Address, *, topics: Sequence[str] = (), **changes: object) -> Reader:
    """A reader of everything that fits their profile, or of topics."""
    values: dict[str, object] = {
        "member": await scene.id_of(who),
        "fits": not topics,
        "topics": tuple(topics),
        "kinds": frozenset({"calls", "questions"}),
        "since": datetime(2026, 11, 16, 9, 0, tzinfo=scene.clock.now.tzinfo),
        "timezone": "Europe/London",
    }
    return Reader(**(values | changes))  # type: ignore[arg-type]


async def made(scene: Scene, *readers: Reader) -> dict[int, Digest]:
    """Their digests."""
    return await digest_items.compose(scene.network, readers, scene.clock.now)


async def kept(scene: Scene, digests: dict[int, Digest]) -> None:
    """Record them as sent."""
    await scene.network.run(digest_items.record, digests)


def titles(digests: dict[int, Digest], member: int) -> list[str]:
    """What a digest has in it, by name."""
    return [item.shown.name for item in digests[member].items] if member in digests else []


async def test_calls_that_fit_come_once_and_once_more_before_they_close(scene: Scene) -> None:
    """With a reason; one that is too often would be noise, one that is forgotten would be missed."""
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    await post(scene, priya, **GROUPS)
    await post(scene, priya, **SOIL)
    rosa = await reader(scene, await scene.member("rosa", "Rosa"))
    first = await made(scene, rosa)
    assert titles(first, rosa.member) == ["How groups last"]
    assert "Topics of yours: hearing voices" in words_of(card(first[rosa.member], "Rosa"))
    await kept(scene, first)
    assert await made(scene, rosa) == {}
    scene.clock.forward(days=7)
    again = await made(scene, rosa)
    assert "this is the last time" in words_of(card(again[rosa.member], "Rosa", Button("Stop", "digests.stop")))
    await kept(scene, again)
    scene.clock.forward(days=6.2)
    assert await made(scene, rosa) == {}


async def test_a_topic_of_ones_own_finds_what_a_search_finds(sqlite_scene: Scene) -> None:
    """Whoever has no profile may have topics."""
    priya = await sqlite_scene.member("priya", "Priya", **RESEARCHER)
    await post(sqlite_scene, priya, **GROUPS)
    await post(sqlite_scene, priya, **SLEEP)
    nell = sqlite_scene.town.add("nell", "Nell")
    await sqlite_scene.say(nell, "help")
    one = await reader(sqlite_scene, nell, topics=("sleep at night",))
    shown = card((await made(sqlite_scene, one))[one.member], "Nell")
    assert [person.name for person in persons(shown)] == ["Sleep on hospital wards"]
    assert persons(shown)[0].why == "It fits “sleep at night”, which you follow"


async def test_a_title_is_not_quoted_below_itself(sqlite_scene: Scene) -> None:
    """What the call is about says more."""
    priya = await sqlite_scene.member("priya", "Priya", **RESEARCHER)
    title = "People who sleep badly at night on psychiatric wards"
    about = "We plan this with three hospitals of the region and their patients, who say what is asked."
    await post(sqlite_scene, priya, **(SLEEP | {"title": title, "about": about}))
    one = await reader(sqlite_scene, await sqlite_scene.member("rosa", "Rosa"), topics=(title,))
    [found] = persons(card((await made(sqlite_scene, one))[one.member], "Rosa"))
    assert (found.name, found.quote.text if found.quote else "") == (title, about)


async def test_both_sides_take_turns(sqlite_scene: Scene) -> None:
    """Many calls of researchers do not crowd out the one of a charity; a call is in one section alone."""
    for number in range(6):
        who = await sqlite_scene.member(f"p{number}", f"P{number}", **RESEARCHER)
        await post(sqlite_scene, who, **GROUPS | {"title": f"Research {number}", "early": "settled"})
    await post(sqlite_scene, await sqlite_scene.member("cleo", "Cleo"), **GROUPS | {"title": "A charity's call"})
    await post(
        sqlite_scene, await sqlite_scene.member("pia", "Pia", **RESEARCHER), **GROUPS | {"title": "An open question"}
    )
    rosa = await reader(sqlite_scene, await sqlite_scene.member("rosa", "Rosa"))
    [calls, questions] = (await made(sqlite_scene, rosa))[rosa.member].sections
    assert "A charity's call" in [item.shown.name for item in calls.items[:2]]
    assert len(calls.items) == 5
    assert (questions.title, [item.shown.name for item in questions.items]) == (
        "Questions from the other side",
        ["An open question"],
    )


async def test_ones_own_calls_and_those_one_follows_or_is_kept_apart_from_are_left_out(sqlite_scene: Scene) -> None:
    """Blocked either way; and what closes while the digest is made."""
    rosa_at, priya = (
        await sqlite_scene.member("rosa", "Rosa"),
        await sqlite_scene.member("priya", "Priya", **RESEARCHER),
    )
    rosa = await reader(sqlite_scene, rosa_at)
    await post(sqlite_scene, rosa_at, **GROUPS | {"side": "anyone"})
    saved, taken, left = [await post(sqlite_scene, priya, **GROUPS | {"title": title}) for title in ("S", "T", "Left")]
    await sqlite_scene.card(rosa_at, "calls.save", saved)
    await sqlite_scene.card(rosa_at, "calls.interest", taken)
    assert titles(await made(sqlite_scene, rosa), rosa.member) == ["Left"]
    await sqlite_scene.press(priya, "blocks.block", str(rosa.member))
    assert await made(sqlite_scene, rosa) == {}
    await sqlite_scene.press(priya, "blocks.undo", str(rosa.member))
    sqlite_scene.clock.forward(days=15)
    assert left
    assert await made(sqlite_scene, rosa) == {}


async def test_whoever_said_nothing_of_what_fits_has_the_newest_calls(sqlite_scene: Scene) -> None:
    """No profile and no topics: nothing is guessed."""
    scene = sqlite_scene
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    await post(scene, priya, **SOIL)
    await post(scene, priya, **SLEEP)
    nell = scene.town.add("nell", "Nell")
    await scene.say(nell, "help")
    one = await reader(scene, nell, kinds=frozenset(KINDS))
    shown = (await made(scene, one))[one.member]
    assert [item.shown.name for item in shown.items] == ["Sleep on hospital wards", "Worms in arable soil"]
    assert {item.shown.why for item in shown.items} == {"New here"}


@pytest.mark.parametrize("words_only", [False, True])
async def test_the_order_is_that_of_open_calls(
    opener: Opener, sqlite_url: str, town: Town, clock: Clock, *, words_only: bool
) -> None:
    """For one's profile and for topics, side by side: the same scores, the other side's calls last, ties likewise."""
    scene = Scene(opener(sqlite_url, words_only=words_only), town, clock)
    chance = Random(11)  # noqa: S311 - the same chance in every run
    for number in range(14):
        who = await scene.member(f"p{number}", f"P{number}", **RESEARCHER)
        said = " ".join(chance.sample(SENTENCES, 3))
        side = chance.choice(("community", "research", "anyone"))
        await post(scene, who, **GROUPS | {"title": f"Call {number}", "about": said, "side": side, "topics": ()})
    for number in range(6):
        text = " ".join(chance.sample(SENTENCES, 2))
        who = await scene.member(f"r{number}", f"R{number}", about=text, topics=("grief",), part="vcse")
        for topic in ("", chance.choice(SENTENCES)):
            one = await reader(scene, who, topics=(topic,) if topic else (), kinds=frozenset({"calls"}))
            ours = titles(await made(scene, one), one.member)
            theirs = [person.name for person in persons(await scene.press(who, "calls.find", topic))]
            # What does not fit a profile well enough is not in a digest, though it is in a list.
            assert ours[:1] == theirs[:1]
            assert [one for one in ours if one in theirs] == [one for one in theirs if one in ours]


async def test_people_who_are_new_come_once(sqlite_scene: Scene) -> None:
    """Those who fit; not oneself, not who is paused, not who was there before, and of both sides in turn."""
    await sqlite_scene.member("olga", "Olga")
    sqlite_scene.clock.forward(days=1)
    rosa_at = await sqlite_scene.member("rosa", "Rosa")
    rosa = await reader(
        sqlite_scene, rosa_at, kinds=frozenset({"people"}), since=sqlite_scene.clock.now - timedelta(hours=1)
    )
    await sqlite_scene.member("cleo", "Cleo")
    await sqlite_scene.member("dora", "Dora", paused=True)
    await sqlite_scene.card(sqlite_scene.town.add("dora", "Dora"), "profiles.pause")
    await sqlite_scene.member("rita", "Rita", **RESEARCHER | {"about": PROFILE["about"]})
    await sqlite_scene.member("will", "Will", about="I count worms in soil.", offers="", looking_for="", topics=())
    sqlite_scene.clock.forward(hours=1)
    digests = await made(sqlite_scene, rosa)
    assert set(titles(digests, rosa.member)) == {"Cleo", "Rita"}
    assert "Topics of yours: hearing voices, peer support" in {item.shown.why for item in digests[rosa.member].items}
    await kept(sqlite_scene, digests)
    assert await made(sqlite_scene, rosa) == {}


async def test_outcomes_are_told_to_those_they_fit(scene: Scene) -> None:
    """In the words of who posted the call; who took an interest was told already."""
    said = await posted(scene, **GROUPS)
    cleo = await reader(scene, await scene.member("cleo", "Cleo"), kinds=frozenset({"outcomes"}))
    rosa = await reader(scene, said.rosa, kinds=frozenset({"outcomes"}))
    await said.interest(said.rosa)
    assert await made(scene, cleo, rosa) == {}
    await said.close("Four people joined.")
    await scene.change("DELETE FROM call_vectors")  # As after an update of the model: they are made anew.
    digests = await made(scene, cleo, rosa)
    assert set(digests) == {cleo.member}
    shown = words_of(card(digests[cleo.member], "Cleo"))
    assert "What became of calls" in shown
    assert "Four people joined." in shown
    await kept(scene, digests)
    assert await made(scene, cleo) == {}


async def test_open_pulses_come_once_to_those_they_ask(sqlite_scene: Scene) -> None:
    """Whoever is on that side, has a profile and wants them; whether they have answered is not looked at."""
    pulse = await opened(sqlite_scene, 4, audience="community")
    community, research, new = pulse.people[1], pulse.people[0], sqlite_scene.town.add("nell", "Nell")
    await sqlite_scene.say(new, "help")
    await pulse.answer(community)
    wanted = frozenset({"pulses"})
    one, *others = [await reader(sqlite_scene, who, kinds=wanted) for who in (community, research, new)]
    assert await made(sqlite_scene, replace(one, kinds=frozenset({"calls"}))) == {}
    digests = await made(sqlite_scene, one, *others)
    assert list(digests) == [one.member]
    assert titles(digests, one.member) == [(await pulse.row())["title"]]
    answer, more = next(iter(digests[one.member].items)).shown.buttons
    assert isinstance(await sqlite_scene.press(community, answer.action, answer.value), Form)
    assert "You have answered" in words_of(await sqlite_scene.press(community, more.action, more.value))
    assert await sqlite_scene.network.look(digest_items.holding, digests) == digests
    await kept(sqlite_scene, digests)
    assert await made(sqlite_scene, one) == {}
    await pulse.close()
    assert await sqlite_scene.network.look(digest_items.holding, digests) == {}


async def test_polls_of_the_whole_network_come_once_and_lead_to_a_vote(scene: Scene) -> None:
    """The newest first; not one's own, none of a single channel, of a blocked author, or that closes meanwhile."""
    await ask(scene, scene.town.add("olga", "Olga", owner=True), "announce")
    polls = {}
    for name in ("Priya", "Rosa", "Tom", "Will"):
        who = await scene.member(name.casefold(), name)
        soon = {"day": (scene.clock.now + timedelta(days=1)).date()} if name == "Tom" else {}
        shown = only(Card, await by_form(scene, who, None, question=f"{name}'s question?", **soon))
        polls[name] = Polled(scene, who, button(shown, "See it").value)
    await asked(scene, polls["Priya"].priya, question="In one channel?", answers="Yes\nNo")
    rosa_at = polls["Rosa"].priya
    rosa = await reader(scene, rosa_at, kinds=frozenset({"polls"}))
    await scene.press(rosa_at, "blocks.block", str(await scene.id_of(polls["Will"].priya)))
    digests = await made(scene, rosa)
    assert titles(digests, rosa.member) == ["Tom's question?", "Priya's question?"]
    tom, priya = digests[rosa.member].items
    assert tom.shown.status == "Closes 25 November 2026 at 00:00 (UK time)"
    assert (priya.shown.about, priya.shown.why) == (("Asked by Priya.",), "Asked of the whole network")
    [vote] = priya.shown.buttons
    soup = button(await scene.press(rosa_at, vote.action, vote.value), "Soup")
    assert "You chose “Soup”" in words_of(await scene.press(rosa_at, soup.action, soup.value))
    scene.clock.forward(days=2)
    assert titles(await scene.network.look(digest_items.holding, digests), rosa.member) == ["Priya's question?"]
    assert titles(await made(scene, rosa), rosa.member) == ["Priya's question?"]
    assert await made(scene, replace(rosa, kinds=frozenset({"calls"}))) == {}
    await kept(scene, digests)
    assert await made(scene, rosa) == {}
    await polls["Priya"].press(polls["Priya"].priya, "close")
    assert await scene.network.look(digest_items.holding, digests) == {}


async def test_funding_that_fits_comes_with_its_source(sqlite_scene: Scene) -> None:
    """And a way to read it there; once."""
    feed, now = "https://funder.example/feed", sqlite_scene.clock.now
    rosa = await reader(sqlite_scene, await sqlite_scene.member("rosa", "Rosa"), kinds=frozenset({"funding"}))
    grants = [Entry("Grants for people who hear voices", "For groups.", "https://funder.example/a", "a", now)]
    soil = [Entry("Prizes for soil science", "For those who study worms.", "https://funder.example/b", "b", now)]

    async def add(work: Work) -> None:
        await storage.funding.follow(work.session, [feed], work.now)
        await funding.keep(work, feed, Listed("The Foundation", grants + soil))

    await sqlite_scene.network.run(add)
    digests = await made(sqlite_scene, rosa)
    [item] = digests[rosa.member].items
    assert item.shown.name == "Grants for people who hear voices"
    assert item.shown.about == ("From The Foundation, outside this network",)
    assert item.shown.buttons[0].url == "https://funder.example/a"
    await kept(sqlite_scene, digests)
    assert await made(sqlite_scene, rosa) == {}


async def test_a_digest_is_never_longer_than_a_phone_can_bear(sqlite_scene: Scene) -> None:
    """The first of each section come before the second."""
    scene = sqlite_scene
    for number in range(9):
        who = await scene.member(f"p{number}", f"P{number}", **RESEARCHER | {"about": PROFILE["about"]})
        early = "open" if number % 2 else "settled"
        await post(scene, who, **GROUPS | {"title": f"Call {number}", "early": early})
    rosa = await reader(scene, await scene.member("rosa", "Rosa"), kinds=frozenset(KINDS))
    [digest] = (await made(scene, rosa)).values()
    assert [len(section.items) for section in digest.sections] == [4, 4, 4]


async def test_what_was_shown_goes_with_the_profile_and_with_time(scene: Scene) -> None:
    """A deleted profile takes it along, a link of two accounts joins it, and after a year it is forgotten."""
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    await post(scene, priya, **GROUPS)
    at, other = await scene.member("rosa", "Rosa"), scene.town.add("rosa2", "Rosa", platform="teams")
    await scene.say(other, "help")
    rosa, twin = await reader(scene, at), await reader(scene, other)
    digests = await made(scene, rosa, twin)
    await kept(scene, digests)
    await kept(scene, {twin.member: digests[twin.member]})
    await scene.link(at, other)
    [row] = await scene.rows("digest_items")
    assert (row["member_id"], row["times"]) == (rosa.member, 2)
    await scene.press(at, "profiles.delete")
    assert await scene.rows("digest_items") == []
    await kept(scene, {rosa.member: digests[rosa.member]})
    scene.clock.forward(days=366)
    await run_job(scene.network, "digests.forget")
    assert await scene.rows("digest_items") == []


async def test_what_no_longer_holds_when_it_is_sent_is_left_out(sqlite_scene: Scene) -> None:
    """A call that closed, a profile that was deleted, a block; and a digest with nothing else in it."""
    priya, tom = (
        await sqlite_scene.member("priya", "Priya", **RESEARCHER),
        await sqlite_scene.member("tom", "Tom", **RESEARCHER),
    )
    await post(sqlite_scene, priya, **GROUPS)
    second = await post(sqlite_scene, tom, **GROUPS | {"title": "Tom's call"})
    rosa = await reader(sqlite_scene, await sqlite_scene.member("rosa", "Rosa"), kinds=frozenset(KINDS))
    await sqlite_scene.member("cleo", "Cleo")
    digests = await made(sqlite_scene, rosa)

    async def now() -> set[str]:
        return set(titles(await sqlite_scene.network.look(digest_items.holding, digests), rosa.member))

    assert await now() == {"How groups last", "Tom's call", "Cleo", "Tom", "Priya"}
    await sqlite_scene.card(tom, "calls.close", second, ending="filled", outcome="Done.")
    assert await now() == {"How groups last", "Cleo", "Tom", "Priya"}
    await sqlite_scene.press(sqlite_scene.town.add("cleo", "Cleo"), "profiles.delete")
    assert await now() == {"How groups last", "Tom", "Priya"}
    await sqlite_scene.press(priya, "blocks.block", str(rosa.member))
    assert await now() == {"Tom"}
    await sqlite_scene.press(tom, "profiles.delete")
    assert await sqlite_scene.network.look(digest_items.holding, digests) == {}
