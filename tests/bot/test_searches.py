"""Searches: who is found, in what order, and page by page."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import parts
from bot.cards import ChoiceField, Form, Option, dump, load
from bot.collaborators import Search, read
from bot.directory import Address
from bot.said import Said
from bot.schedule import JOBS
from bot.typed import LONGEST_QUERY
from tests.bot.scene import Scene, button, buttons_of, only, parts_of, persons, words_of

HOSTILE = (
    "<!channel> <@U1> *bold* <https://evil.example|click>",
    "\u202egnirts desrever\u202c",
    "שלום עולם، مرحبا",
    "🏳️‍🌈👩🏽‍🔬" * 200,
    '"\\\n\t' * 700,
    "[" * 5000,
    "[" * 1200 + "]" * 1200,
    "\ud800 lone \udfff",
    "\x00\x01\x7f",
    "a" * 40_000,
    "'; DROP TABLE profiles; --",
)


async def test_a_search_shows_the_other_side_unless_told_otherwise(sqlite_scene: Scene) -> None:
    """Researchers are shown the community, the community researchers, and somebody without a profile anyone."""
    researcher = await sqlite_scene.member("rita", part="research")
    other = await sqlite_scene.member("rolf", part="research")
    charity = await sqlite_scene.member("cleo", part="vcse")
    artist = await sqlite_scene.member("anna", part="creative")
    stranger = sqlite_scene.town.add("nell", "Nell")

    async def find(who: Address, **more: str) -> set[str]:
        card = await sqlite_scene.card(who, "collaborators.find", "hearing voices", **more)
        return {person.name for person in persons(card)}

    assert await find(researcher) == {"Cleo", "Anna"}
    assert await find(charity) == {"Rita", "Rolf"}
    assert await find(artist) == {"Rita", "Rolf"}
    assert await find(stranger) == {"Rita", "Rolf", "Cleo", "Anna"}
    assert await find(researcher, side="research") == {"Rolf"}
    assert await find(other, side="anyone") == {"Rita", "Cleo", "Anna"}


async def test_a_region_narrows_to_those_who_can_work_there(sqlite_scene: Scene) -> None:
    """Who works anywhere fits every wish within the UK, who works in all of England each of its regions."""
    where = {
        "anywhere": "Ann",
        "england": "Eve",
        "london": "Lou",
        "north-east": "Ned",
        "scotland": "Sue",
        "abroad": "Abe",
    }
    for region, name in where.items():
        await sqlite_scene.member(name.lower(), name, region=region)
    asker = sqlite_scene.town.add("asker", "Asker")

    async def there(region: str) -> set[str]:
        card = await sqlite_scene.card(asker, "collaborators.find", "hearing voices", side="anyone", region=region)
        return {person.name for person in persons(card)}

    assert await there("london") == {"Ann", "Eve", "Lou"}
    assert await there("england") == {"Ann", "Eve", "Lou", "Ned"}
    assert await there("scotland") == {"Ann", "Sue"}
    assert await there("wales") == {"Ann"}
    assert await there("abroad") == {"Abe"}
    card = await sqlite_scene.card(asker, "collaborators.find", "hearing voices", side="anyone", region="anywhere")
    assert "6 people in the network fit" in words_of(card)


@pytest.mark.parametrize("region", [option.value for option in parts.REGIONS])
def test_who_is_in_a_region_fits_a_wish_for_it(region: str) -> None:
    """Whatever the region."""
    within = parts.within(region)
    assert within is None or region in within


async def test_pages_show_everybody_once_and_stay_as_they_were(scene: Scene) -> None:
    """Show more, and the ones before, walk through all who fit, without repeats; equals keep their turn."""
    for number in range(13):
        await scene.member(f"u{number}", f"Person {number}")
    asker = scene.town.add("asker", "Asker")
    card = await scene.card(asker, "collaborators.find", "hearing voices")
    pages = [[person.name for person in persons(card)]]
    while any(one.label == "Show more" for one in buttons_of(card)):
        more = button(card, "Show more")
        card = await scene.card(asker, more.action, more.value)
        pages.append([person.name for person in persons(card)])
    assert [len(page) for page in pages] == [5, 5, 3]
    assert {name for page in pages for name in page} == {f"Person {number}" for number in range(13)}
    back = button(card, "Show the ones before")
    card = await scene.card(asker, back.action, back.value)
    assert [person.name for person in persons(card)] == pages[1]


async def test_show_more_goes_on_when_the_unchanged_fields_come_along(sqlite_scene: Scene) -> None:
    """A platform sends the card's fields with every press; only a changed one begins anew."""
    for number in range(7):
        await sqlite_scene.member(f"u{number}", f"Person {number}", region="london")
    asker = sqlite_scene.town.add("asker", "Asker")
    card = await sqlite_scene.card(asker, "collaborators.find", "hearing voices")
    fields = {part.name: part.value for part in parts_of(card) if isinstance(part, ChoiceField)}
    assert fields == {"side": "anyone", "region": "anywhere"}
    more = button(card, "Show more")
    second = await sqlite_scene.card(asker, more.action, more.value, **fields)
    assert len(persons(second)) == 2
    narrowed = await sqlite_scene.card(asker, more.action, more.value, side="anyone", region="london")
    assert len(persons(narrowed)) == 5
    widened = await sqlite_scene.card(
        asker, "collaborators.find", button(narrowed, "Show more").value, side="anyone", region="anywhere"
    )
    assert "in London" not in words_of(widened)


async def test_a_page_that_is_no_longer_there_brings_back_the_first(sqlite_scene: Scene) -> None:
    """Who fitted may have left meanwhile; nobody is told that nobody fits when somebody does."""
    await sqlite_scene.member("one", "One")
    asker = sqlite_scene.town.add("asker", "Asker")
    card = await sqlite_scene.card(asker, "collaborators.find", Search("hearing voices", page=9).dump())
    assert [person.name for person in persons(card)] == ["One"]


async def test_equal_people_take_turns_at_being_first(sqlite_scene: Scene) -> None:
    """Over many searches each of those who fit equally well is shown first."""
    for number in range(4):
        await sqlite_scene.member(f"u{number}", f"Person {number}")
    asker = sqlite_scene.town.add("asker", "Asker")
    firsts = {(await sqlite_scene.find(asker, "hearing voices"))[0] for _ in range(40)}
    assert len(firsts) == 4


async def test_only_people_who_may_be_shown_are_in_results(sqlite_scene: Scene) -> None:
    """Not the asker, not who is paused, left, has not agreed or has no profile."""
    asker = await sqlite_scene.member("asker")
    await sqlite_scene.member("here")
    paused = await sqlite_scene.member("paused")
    left = await sqlite_scene.member("left")
    await sqlite_scene.card(paused, "profiles.pause")
    await sqlite_scene.told(replace(sqlite_scene.town.people[left], left=True))
    bare = sqlite_scene.town.add("bare", "Bare")
    await sqlite_scene.press(bare, "home.show")
    assert await sqlite_scene.find(asker, "hearing voices") == ["Here"]


async def test_each_person_is_shown_with_reasons_from_what_they_show(sqlite_scene: Scene) -> None:
    """Who they are, shared topics, the best sentence with its marks; and what to press."""
    who = sqlite_scene.town.add("rosa", "Rosa Okafor", pronouns="she/her")
    await sqlite_scene.save(
        who,
        about="We paint boats by the sea all summer. We run weekly groups for people who hear voices.",
        monthly_requests=0,
    )
    asker = await sqlite_scene.member("asker", topics=("peer support",), part="research")
    [person] = persons(await sqlite_scene.card(asker, "collaborators.find", "groups for people who hear voices"))
    assert (person.name, person.pronouns) == ("Rosa Okafor", "she/her")
    assert person.about == ("Peer support lead, Harbour Voices", "North East")
    assert "peer support" in person.why
    assert person.quote is not None
    assert person.quote.text == "We run weekly groups for people who hear voices."
    marked = [person.quote.text[start:end] for start, end in person.quote.marks]
    assert {"groups", "voices"} <= set(marked)
    assert person.status == "Not taking introductions at the moment. They are on Slack"
    [see] = person.buttons
    assert (await sqlite_scene.card(asker, see.action, see.value)).title == "Rosa Okafor"


async def test_nobody_fits_is_said_with_the_nearest_topics_and_a_next_step(sqlite_scene: Scene) -> None:
    """The topics are those that people here have, and each is a search of its own."""
    asker = await sqlite_scene.member("asker", part="research", topics=("glaciers",), about="I measure ice.")
    await sqlite_scene.member(
        "cleo", topics=("housing and debt",), about="We advise tenants.", offers="", looking_for=""
    )
    card = await sqlite_scene.card(asker, "collaborators.find", "quantum chromodynamics lattice")
    assert card.title == "Nobody yet for “quantum chromodynamics lattice”"
    nearest = [one for one in buttons_of(card) if one.action == "collaborators.find" and one.label in words_of(card)]
    assert {"housing and debt", "glaciers"} >= {one.label for one in nearest if one.label != "Search again with these"}
    again = button(card, "housing and debt")
    assert [one.name for one in persons(await sqlite_scene.card(asker, again.action, again.value))] == ["Cleo"]


async def test_an_empty_query_asks_for_a_topic(scene: Scene) -> None:
    """With a form to say it in, and no topic of others while few looked for any."""
    asker = scene.town.add("asker", "Asker")
    card = await scene.card(asker, "collaborators.find", "   ")
    assert card.title == "What would you like to work on?"
    assert [one.label for one in buttons_of(card)] == ["Look for people"]
    form = only(Form, await scene.press(asker, button(card, "Look for people").action))
    found = await scene.press(asker, form.action, form.value, topic="hearing voices", side="anyone", region="anywhere")
    assert "hearing voices" in words_of(found)


async def test_topics_are_shown_as_looked_for_from_five_people_on(scene: Scene) -> None:
    """The same person counts once however often they search, and nobody can tell who it was."""
    await scene.member("cleo", topics=("hearing voices",))
    askers = [scene.town.add(f"asker{number}", f"Asker {number}") for number in range(40)]
    for _ in range(8):
        await scene.find(askers[0], "hearing voices")

    async def popular() -> list[str]:
        card = await scene.card(askers[0], "collaborators.find", "")
        return [one.label for one in buttons_of(card) if one.action == "collaborators.find"]

    assert await popular() == []
    [kept] = await scene.rows("topic_interest")
    assert kept["bits"].bit_count() == 1
    for asker in askers[1:4]:
        await scene.find(asker, "hearing voices")
    assert await popular() == []
    for asker in askers[4:]:
        await scene.find(asker, "hearing voices")
    assert await popular() == ["hearing voices"]
    [kept] = await scene.rows("topic_interest")
    assert set(kept) == {"topic_id", "month", "bits"}
    assert await scene.rows("once_keys") == []
    assert await scene.rows("outbox") == [row for row in await scene.rows("outbox") if row["kind"] == "home"]


async def test_what_is_looked_for_is_counted_by_month_and_forgotten(scene: Scene) -> None:
    """Each month begins anew; the fourth month back is removed."""
    await scene.member("cleo", topics=("hearing voices",))
    asker = scene.town.add("asker", "Asker")
    await scene.find(asker, "hearing voices")
    scene.clock.forward(days=31)
    await scene.find(asker, "hearing voices")
    rows = await scene.rows("topic_interest")
    assert len(rows) == 2
    await scene.network.run(JOBS["interest.forget"].run)
    assert len(await scene.rows("topic_interest")) == 2
    scene.clock.forward(days=150)
    await scene.network.run(JOBS["interest.forget"].run)
    assert await scene.rows("topic_interest") == []


async def test_the_third_page_and_so_on_count_nobody_again(sqlite_scene: Scene) -> None:
    """Only the first page of a search says what somebody looks for."""
    await sqlite_scene.member("cleo", topics=("hearing voices",))
    asker = sqlite_scene.town.add("asker", "Asker")
    await sqlite_scene.card(asker, "collaborators.find", Search("hearing voices", "anyone", page=2).dump())
    assert len(await sqlite_scene.rows("topic_interest")) == 1  # The first page was shown in its place.


@pytest.mark.parametrize("query", HOSTILE, ids=lambda query: ascii(query[:12]))
async def test_any_words_make_a_search_whose_buttons_fit(sqlite_scene: Scene, query: str) -> None:
    """A card comes back, with button values of at most 2,000 characters, and can be stored."""
    asker = await sqlite_scene.member("asker")
    for number in range(6):
        await sqlite_scene.member(f"u{number}", about=f"{query[:200]} voices", topics=("voices",))
    for words in (query, f"voices {query}"):
        card = await sqlite_scene.card(asker, "collaborators.find", words, side="anyone")
        assert card.title != "Something went wrong on our side"
        assert all(len(one.value) <= 2000 for one in buttons_of(card))
        assert load(dump(card)) == card


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.one_of(
        st.text(st.characters(codec=None)),
        any_json.map(json.dumps),
        st.lists(any_json, min_size=5, max_size=5).map(json.dumps),
        st.sampled_from(['["a","","",1e999,0]', '["a","","",NaN,0]', '["a","","",0,-1e999]', "[" * 20_000]),
    ),
    st.fixed_dictionaries({}, optional={"side": st.text(), "region": st.text(), "topic": st.text(), "page": st.none()}),
)
def test_a_tampered_value_is_read_as_some_search(value: str, answers: dict[str, str]) -> None:
    """Whatever comes back from a button, it is a search within our bounds, whose value fits into a button again."""
    search = read(Said(value, answers))
    assert search.side in {"", *(option.value for option in parts.SIDES)}
    assert search.region in {"", *(option.value for option in parts.REGIONS)} - {"anywhere"}
    assert len(search.query) <= LONGEST_QUERY
    assert 0 <= search.page <= 1000
    assert 0 <= search.turn < 1_000_000
    assert len(search.dump()) <= 2000
    search.dump().encode()


@given(st.text(max_size=LONGEST_QUERY), st.sampled_from(parts.SIDES), st.sampled_from(parts.REGIONS), st.integers(0, 9))
def test_a_search_comes_back_from_its_button_as_it_was(query: str, side: object, region: object, page: int) -> None:
    """What is read from words is kept from page to page."""
    asked = {"side": only(Option, side).value, "region": only(Option, region).value}
    search = replace(read(Said(query, asked)), page=page, turn=3)
    assert read(Said(search.dump())) == search
    assert read(Said(search.dump(), asked)) == search


async def test_without_an_encoder_a_search_goes_by_words(sqlite_url: str, sqlite_scene: Scene, opener: object) -> None:
    """The model may be missing; people are still found, and the vectors are made anew once it is there."""
    words_only = sqlite_scene.elsewhere(opener(sqlite_url, words_only=True))  # type: ignore[operator]
    await words_only.member("cleo")
    asker = words_only.town.add("asker", "Asker")
    assert await words_only.find(asker, "voices") == ["Cleo"]
    [kept] = await sqlite_scene.rows("profile_vectors")
    assert kept["encoder"].startswith("words/")
    assert await sqlite_scene.find(asker, "auditory hallucinations support") == ["Cleo"]
    [kept] = await sqlite_scene.rows("profile_vectors")
    assert kept["encoder"].startswith("all-MiniLM")
