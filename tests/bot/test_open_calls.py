"""The open calls: what fits a topic or oneself, why, and what the filters leave."""

from datetime import date

import pytest

from bot.cards import Card, Form
from tests.bot.calling import UNPAID, post
from tests.bot.introducing import RESEARCHER, pressed
from tests.bot.scene import Scene, button, only, persons, words_of
from tests.conftest import Opener

SLEEP = {
    "title": "Sleep on hospital wards",
    "about": "We study how people sleep on psychiatric wards at night.",
    "topics": ("sleep",),
}
GROUPS = {
    "title": "How groups last",
    "about": "We look for people who run groups for those who hear voices.",
    "topics": ("hearing voices",),
}
HOUSING = {"title": "Housing and debt", "about": "Advice on rent and benefits, with law students.", "topics": ()}


async def three(scene: Scene) -> None:
    """Three calls by two members."""
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    tom = await scene.member("tom", "Tom", platform="teams", **RESEARCHER)
    await post(scene, priya, **SLEEP)
    await post(scene, priya, **GROUPS, **UNPAID, place="person", early="settled", deadline=date(2027, 3, 1))
    await post(scene, tom, **HOUSING, side="research", stage="designing")


def found(card: object) -> list[str]:
    """The titles of the calls on a card."""
    return [one.name for one in persons(card)]


async def test_calls_that_fit_a_topic_come_with_reasons(sqlite_scene: Scene) -> None:
    """A sentence of theirs, and topics that one has; calls that do not fit are left out."""
    await three(sqlite_scene)
    rosa = await sqlite_scene.member("rosa", "Rosa")
    card = only(Card, await sqlite_scene.command(rosa, "/open-calls", "people who hear voices"))
    first = persons(card)[0]
    assert first.name == "How groups last"
    assert first.quote is not None
    assert "hear voices" in first.quote.text
    assert first.quote.marks
    assert first.why == "Topics of yours: hearing voices"
    assert first.about == ("By Priya, Northfield University", "Time is not paid. The question is set")
    assert "Housing and debt" not in found(card)
    assert found(await sqlite_scene.say(rosa, "calls sleep at night")) == ["Sleep on hospital wards"]


async def test_without_a_topic_what_fits_ones_own_profile_comes_first(sqlite_scene: Scene) -> None:
    """All of them; those that seek the other side come last and say so. The text that is never shown plays no part."""
    await three(sqlite_scene)
    rosa = await sqlite_scene.member("rosa", "Rosa", private="I sleep badly on wards at night.")
    card = only(Card, await sqlite_scene.say(rosa, "calls"))
    assert found(card) == ["How groups last", "Sleep on hospital wards", "Housing and debt"]
    assert persons(card)[2].why == "It seeks the research side"
    sleeper = await sqlite_scene.member(
        "sam", "Sam", about="I sleep badly at night.", topics=("sleep",), offers="", looking_for=""
    )
    assert found(await sqlite_scene.say(sleeper, "calls"))[0] == "Sleep on hospital wards"


async def test_without_a_profile_the_newest_come_first(sqlite_scene: Scene) -> None:
    """With a way to make one."""
    scene = sqlite_scene
    await three(scene)
    nell = scene.town.add("nell", "Nell")
    card = only(Card, await scene.say(nell, "calls"))
    assert found(card) == ["Housing and debt", "How groups last", "Sleep on hospital wards"]
    assert button(card, "Make my profile")


@pytest.mark.parametrize(
    ("name", "value", "titles"),
    [
        ("pay", "paid", {"Sleep on hospital wards", "Housing and debt"}),
        ("pay", "costs", {"Sleep on hospital wards", "Housing and debt"}),
        ("place", "online", {"Sleep on hospital wards", "Housing and debt"}),
        ("place", "person", {"How groups last"}),
        ("deadline", "soon", set()),
        ("deadline", "later", {"Sleep on hospital wards", "How groups last", "Housing and debt"}),
        ("stage", "open", {"Sleep on hospital wards", "Housing and debt"}),
        ("stage", "designing", {"Housing and debt"}),
        ("stage", "nonsense", {"Sleep on hospital wards", "How groups last", "Housing and debt"}),
    ],
)
async def test_filters_narrow_what_is_shown(sqlite_scene: Scene, name: str, value: str, titles: set[str]) -> None:
    """And stay while one turns pages; what is no filter is none."""
    await three(sqlite_scene)
    rosa = await sqlite_scene.member("rosa", "Rosa")
    card = only(Card, await sqlite_scene.press(rosa, "calls.find", "", **{name: value}))
    assert set(found(card)) == titles
    if not titles:
        assert card.title == "No open call fits these filters"
        wide = only(Card, await pressed(sqlite_scene, rosa, card, "Search without the filters"))
        assert len(found(wide)) == 3


async def test_calls_come_in_pages_that_keep_the_search(sqlite_scene: Scene) -> None:
    """Five at a time; a page that is no more is the last."""
    for number in range(7):
        who = await sqlite_scene.member(f"p{number}", f"P{number}", **RESEARCHER)
        await post(sqlite_scene, who, **GROUPS | {"title": f"Groups {number}"})
    rosa = await sqlite_scene.member("rosa", "Rosa")
    first = only(Card, await sqlite_scene.press(rosa, "calls.find", "people who hear voices", pay="paid"))
    assert "7 calls. These are 1 to 5. Best first." in words_of(first)
    rest = only(Card, await pressed(sqlite_scene, rosa, first, "Show more"))
    assert len(found(rest)) == 2
    assert {*found(first), *found(rest)} == {f"Groups {number}" for number in range(7)}
    back = only(Card, await pressed(sqlite_scene, rosa, rest, "Show the ones before"))
    assert found(back) == found(first)
    beyond = await sqlite_scene.card(rosa, "calls.find", '["people who hear voices", "paid", "any", "any", "any", 900]')
    assert found(beyond) == found(rest)


@pytest.mark.parametrize(
    "value", ["[", "[1]", '["x", 1, 2, 3, 4, "y"]', "[" * 5000, '["a","b","c","d","e",1e999]', "[]"]
)
async def test_a_tampered_search_is_one_for_words(sqlite_scene: Scene, value: str) -> None:
    """With an answer that leads on."""
    await three(sqlite_scene)
    rosa = await sqlite_scene.member("rosa", "Rosa")
    assert (await sqlite_scene.card(rosa, "calls.find", value)).title.startswith(("No open call", "Open calls"))


async def test_nothing_found_says_so_and_leads_on(sqlite_scene: Scene) -> None:
    """No call at all, none of others, or none that fits."""
    scene = sqlite_scene
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    rosa = await scene.member("rosa", "Rosa")
    assert button(await scene.say(rosa, "calls"), "Post a call")
    await post(scene, priya, **SLEEP)
    assert only(Card, await scene.say(priya, "calls")).title == "No open calls yet"
    none = only(Card, await scene.say(rosa, "calls volcanoes of the moon"))
    assert none.title == "No open call for “volcanoes of the moon”"
    assert found(await pressed(scene, rosa, none, "See all open calls")) == ["Sleep on hospital wards"]


async def test_another_process_knows_of_a_call_and_what_was_made_of_it_is_kept(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Its vectors are stored once; one that cannot be read is made anew, and words alone find it too."""
    await three(scene)
    rosa = await scene.member("rosa", "Rosa")
    second = scene.elsewhere(opener(database_url))
    assert found(await second.say(rosa, "calls sleep at night")) == ["Sleep on hospital wards"]
    assert len(await scene.rows("call_vectors")) == 3
    worded = scene.elsewhere(opener(database_url, words_only=True))
    assert "Sleep on hospital wards" in found(await worded.say(rosa, "calls sleep at night"))
    assert {row["encoder"].partition("/")[0] for row in await scene.rows("call_vectors")} == {"words"}


async def test_a_call_is_found_though_the_last_one_that_changed_is_gone(scene: Scene) -> None:
    """Revisions never come twice, so that no process takes a new call for one that it knows."""
    await three(scene)
    rosa = await scene.member("rosa", "Rosa")
    assert len(found(await scene.say(rosa, "calls"))) == 3
    await scene.change("DELETE FROM calls")
    tom = await scene.member("tom", "Tom", platform="teams", **RESEARCHER)
    await post(scene, tom, **SLEEP | {"title": "The newest"})
    assert "The newest" in found(await scene.say(rosa, "calls"))


async def test_a_home_leads_to_the_open_calls_by_a_form(sqlite_scene: Scene) -> None:
    """With a topic and the filters, all of which may be left as they are."""
    await three(sqlite_scene)
    rosa = await sqlite_scene.member("rosa", "Rosa")
    home = await sqlite_scene.card(rosa, "home.show")
    form = only(Form, await pressed(sqlite_scene, rosa, home, "See open calls"))
    shown = await sqlite_scene.press(rosa, form.action, form.value, topic="", pay="any", place="any")
    assert len(found(shown)) == 3


async def test_a_profile_ranks_calls_also_where_nothing_readable_is_kept_of_it(sqlite_scene: Scene) -> None:
    """As after an update of the model, or of what is kept: it is made anew."""
    await three(sqlite_scene)
    rosa = await sqlite_scene.member("rosa", "Rosa")
    expected = found(await sqlite_scene.say(rosa, "calls"))
    for spoilt in ("UPDATE profile_vectors SET data = x'07'", "DELETE FROM profile_vectors"):
        await sqlite_scene.change(spoilt)
        assert found(await sqlite_scene.say(rosa, "calls")) == expected
