"""Actions: each can be reached, everything shown leads to one, and whatever is said has an answer."""

import asyncio
from dataclasses import replace

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.actions import ACTIONS
from bot.cards import Card, Form, Invalid, Picks, Shown, Suggestions, dump, load
from bot.commands import COMMANDS, spoken
from bot.desk import SAID_BEFORE, Desk, Reply, command, press, say
from bot.gallery import examples
from bot.said import Said
from tests.bot.scene import PROFILE, Scene, buttons_of, only, targets_of, words_of

BY_DOORS = {"collaborators.pick", "roundtable.welcome"}
"""What a door asks for itself, when somebody searches from the compose box or the bot is new somewhere."""


def test_everything_that_can_be_shown_leads_to_an_action() -> None:
    """Buttons, forms and suggestions alike, in every card of the gallery; and every action is led to by one."""
    led_to = set().union(*(targets_of(shown) for shown in examples().values()))
    assert led_to <= ACTIONS.keys()
    typed = {one.action for one in COMMANDS}
    assert typed <= ACTIONS.keys()
    assert ACTIONS.keys() == led_to | typed | BY_DOORS


async def test_a_walk_over_every_button_finds_no_dead_end(scene: Scene) -> None:
    """For somebody new, a member, and a facilitator, from the home and the help on."""
    await scene.member("cleo", part="vcse")
    new = scene.town.add("nell", "Nell")
    member = await scene.member("rosa", part="research")
    owner = scene.town.add("olga", "Olga", owner=True)
    await scene.save(owner)
    for who in (new, member, owner):
        seen: set[tuple[str, str]] = set()
        waiting = [("home.show", ""), ("roundtable.help", ""), ("collaborators.find", "hearing voices")]
        while waiting:
            step = waiting.pop()
            if step in seen or len(seen) > 60:
                continue
            seen.add(step)
            if step[0] == "profiles.delete":
                continue
            shown = await scene.press(who, *step)
            assert not isinstance(shown, Card) or shown.title not in {
                "Something went wrong on our side",
                "This button no longer works",
            }
            assert targets_of(shown) <= ACTIONS.keys()
            waiting += [(one.action, one.value) for one in buttons_of(shown)]
        assert {action for action, _ in seen} >= {"profiles.edit", "collaborators.ask", "roundtable.help"}


async def test_an_unknown_action_is_out_of_date(sqlite_scene: Scene) -> None:
    """A button of an older version says so and offers a way on."""
    who = sqlite_scene.town.add("nell", "Nell")
    for name in ("calls.shine", "", "profiles", "__class__", "x" * 300):
        card = await sqlite_scene.card(who, name)
        assert card.title == "This button no longer works"
        assert buttons_of(card)[0].action == "roundtable.help"
    assert await sqlite_scene.rows("members") == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(action=st.sampled_from(sorted(ACTIONS)), value=st.text(st.characters(codec=None)), facilitator=st.booleans())
async def test_no_tampered_value_breaks_an_action(
    sqlite_scene: Scene, action: str, value: str, *, facilitator: bool
) -> None:
    """Whatever comes back from any button, the answer is one of ours and can be stored."""
    who = sqlite_scene.town.add("olga" if facilitator else "nell", "Somebody", owner=facilitator)
    shown = await sqlite_scene.press(who, action, value)
    assert not isinstance(shown, Card) or shown.title != "Something went wrong on our side"
    assert isinstance(shown, Invalid | Suggestions | Picks) or load(dump(shown)) == shown


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.none()
            | st.booleans()
            | st.integers()
            | st.text(st.characters(codec=None))
            | st.dates()
            | st.lists(st.text(st.characters(codec=None))).map(tuple)
            for name in PROFILE
        },
    )
)
async def test_no_tampered_answer_breaks_the_profile_form(sqlite_scene: Scene, answers: dict[str, object]) -> None:
    """Every field may hold anything that a field can answer."""
    who = sqlite_scene.town.add("nell", "Nell")
    shown = await sqlite_scene.save(who, **answers)
    assert isinstance(shown, Invalid) or only(Card, shown).title == "Your profile is saved"


@pytest.mark.parametrize(
    ("words", "action", "rest"),
    [
        ("find hearing voices", "collaborators.find", "hearing voices"),
        ("FIND\nhearing voices", "collaborators.find", "hearing voices"),
        ("find", "collaborators.find", ""),
        ("  Profile ", "profiles.edit", ""),
        ("pause", "profiles.pause", ""),
        ("resume", "profiles.resume", ""),
        ("facilitators", "facilitators.list", ""),
        ("HELP", "roundtable.help", ""),
        ("Help!", "roundtable.help", ""),
        ("“home”.", "home.show", ""),
        ("find: hearing voices?", "collaborators.find", "hearing voices?"),
        ("/find-collaborator hearing voices", "collaborators.find", "hearing voices"),
        ("/My-Profile", "profiles.edit", ""),
        ("/roundtable pause", "profiles.pause", ""),
        ("/roundtable", "roundtable.help", ""),
        ("Hello!", "roundtable.help", ""),
        ("thank you", "roundtable.help", ""),
        ("STOP", "home.show", ""),
        ("7k2m-9qxd", "linking.link", "7k2m-9qxd"),
        ("link: 7K2M-9QXD", "linking.link", "7K2M-9QXD"),
    ],
)
def test_a_commands_word_is_understood(words: str, action: str, rest: str) -> None:
    """In any case, with any blanks, and as people say it who do not know the words."""
    assert spoken(words) == (action, rest)


@pytest.mark.parametrize("words", ["", "  ", "help people find housing", "profile of a volunteer", "hello in there"])
def test_a_sentence_is_no_command(words: str) -> None:
    """Even where it begins with a command's word."""
    assert spoken(words) is None


async def test_what_is_no_command_is_a_topic_to_find_people_on(sqlite_scene: Scene) -> None:
    """In a direct message; an empty one asks for a topic."""
    await sqlite_scene.member("rosa")
    who = sqlite_scene.town.add("nell", "Nell")
    assert "Rosa" in words_of(await sqlite_scene.say(who, "people who hear voices"))
    assert "Rosa" in words_of(await sqlite_scene.say(who, "find people who hear voices"))
    assert only(Card, await sqlite_scene.say(who, " ")).title == "What would you like to work on?"
    assert isinstance(await sqlite_scene.say(who, "profile"), Form)


async def test_every_slash_command_does_what_it_says(sqlite_scene: Scene) -> None:
    """And every word follows /roundtable; a word that nobody knows brings the help."""
    await sqlite_scene.member("rosa")
    who = sqlite_scene.town.add("nell", "Nell")
    assert "Rosa" in words_of(await sqlite_scene.command(who, "/find-collaborator", "hearing voices"))
    assert isinstance(await sqlite_scene.command(who, "/my-profile", "anything"), Form)
    assert "Rosa" in words_of(await sqlite_scene.command(who, "/roundtable", "find hearing voices"))
    assert isinstance(await sqlite_scene.command(who, "/roundtable", " Profile "), Form)
    for words in ("", "help", "dance", "pause the world"):
        assert only(Card, await sqlite_scene.command(who, "/roundtable", words)).title == "What Roundtable can do"
    assert only(Card, await sqlite_scene.command(who, "/roundtable", "pause")).title == "You need a profile for this"


async def test_the_help_offers_a_profile_or_to_change_it(sqlite_scene: Scene) -> None:
    """Whichever there is to do."""
    who = sqlite_scene.town.add("nell", "Nell")
    assert "Make my profile" in words_of(await sqlite_scene.card(who, "roundtable.help"))
    await sqlite_scene.save(who)
    assert "Change my profile" in words_of(await sqlite_scene.card(who, "roundtable.help"))


async def test_the_same_thing_said_again_has_the_same_answer_and_no_second_effect(scene: Scene) -> None:
    """However much happened between."""
    who = await scene.member("rosa")
    first = await press(scene.desk, who, "profiles.pause", Said(), once="press 1")
    await scene.card(who, "profiles.resume")
    again = await press(scene.desk, who, "profiles.pause", Said(), once="press 1")
    assert (first.repeated, again.repeated) == (False, True)
    assert again.shown == first.shown
    assert not (await scene.rows("profiles"))[0]["paused"]


async def test_two_identical_at_the_same_time_have_one_effect(scene: Scene) -> None:
    """One is the first, the others repeat it, and all have the same answer."""
    who = await scene.member("rosa")
    owner = scene.town.add("olga", "Olga", owner=True)
    await scene.card(owner, "home.show")
    for number in range(4):
        said = Said("", {"person": who})
        replies = await asyncio.gather(
            *(press(scene.desk, owner, "facilitators.name", said, once=f"submit {number}") for _ in range(4))
        )
        assert sorted(reply.repeated for reply in replies) == [False, True, True, True]
        assert len({words_of(reply.shown) for reply in replies}) == 1
        [named] = [row for row in await scene.rows("outbox") if row["key"].startswith("facilitator:")][number:]
        assert named["member_id"] == await scene.id_of(who)
        await scene.card(owner, "facilitators.remove", str(await scene.id_of(who)))
        scene.clock.forward(seconds=1)


async def test_what_was_refused_is_not_kept_and_may_be_said_again(scene: Scene) -> None:
    """A form that could not be taken is corrected and sent under the same key."""
    who = scene.town.add("nell", "Nell")
    assert isinstance(await scene.press(who, "profiles.save", once="submit 1"), Invalid)
    assert (await scene.card(who, "profiles.pause", once="press 1")).title == "You need a profile for this"
    assert await scene.rows("once_keys") == []
    assert (
        only(Card, await scene.press(who, "profiles.save", once="submit 1", **PROFILE)).title == "Your profile is saved"
    )
    assert len(await scene.rows("once_keys")) == 1


async def test_a_refusal_after_the_first_effect_is_still_the_first_answer(scene: Scene) -> None:
    """Taking somebody's role back twice would be refused; the repeat is told what the first was told."""
    owner = scene.town.add("olga", "Olga", owner=True)
    named = scene.town.add("nell", "Nell")
    await scene.card(owner, "facilitators.name", person=named)
    number = str(await scene.id_of(named))
    for _ in range(2):
        card = await scene.card(owner, "facilitators.remove", number, once="press 1")
        assert card.title == "Nell is no longer a named facilitator"


async def test_a_repeated_search_is_told_apart_and_keeps_no_answer(sqlite_scene: Scene) -> None:
    """Nothing of a profile stands beside its key."""
    await sqlite_scene.member("rosa")
    who = sqlite_scene.town.add("nell", "Nell")
    replies = [await say(sqlite_scene.desk, who, "hearing voices", once="event 1") for _ in range(2)]
    assert [reply.repeated for reply in replies] == [False, True]
    assert all("Rosa" in words_of(reply.shown) for reply in replies)
    assert [row["answer"] for row in await sqlite_scene.rows("once_keys")] == [None]
    assert (await command(sqlite_scene.desk, who, "/roundtable", "help", once="event 1")).repeated


async def test_an_answer_kept_by_another_version_is_no_error(scene: Scene) -> None:
    """The repeat has no effect, and is told so in words."""
    who = await scene.member("rosa")
    await scene.card(who, "profiles.pause", once="press 1")
    await scene.change('UPDATE once_keys SET answer = \'{"type": "leaflet"}\'')
    assert await press(scene.desk, who, "profiles.pause", Said(), once="press 1") == Reply(SAID_BEFORE, repeated=True)


async def test_every_press_is_observed_with_its_outcome(sqlite_scene: Scene) -> None:
    """For the figures: its name, how long it took, and what became of it; a made-up name is not kept."""
    seen: list[tuple[str, str]] = []
    desk = replace(sqlite_scene.desk, observe=lambda name, _, outcome: seen.append((name, outcome)))
    who = sqlite_scene.town.add("nell", "Nell")
    await press(desk, who, "home.show", Said())
    await press(desk, who, "profiles.pause", Said())
    await press(desk, who, "zanzibar", Said())
    assert seen == [("home.show", "ok"), ("profiles.pause", "NoProfile"), ("unknown", "OutOfDate")]


async def test_an_error_of_ours_is_told_with_a_reference_that_the_log_has(sqlite_scene: Scene) -> None:
    """And saved nothing."""
    who = await sqlite_scene.member("rosa")
    before = await sqlite_scene.everything()

    class Broken(dict[str, str]):
        """Answers that fail when they are read."""

        def get(self, *_: object) -> str:
            raise ZeroDivisionError

    with structlog.testing.capture_logs() as logged:
        reply = await press(sqlite_scene.desk, who, "profiles.save", Said("", Broken()), once="submit 1")
    [line] = logged
    assert (line["log_level"], line["action"]) == ("error", "profiles.save")
    assert str(line["reference"]) in words_of(reply.shown)
    assert await sqlite_scene.everything() == before


def test_no_two_commands_share_a_word_or_a_slash() -> None:
    """And each says what it does."""
    assert len({one.word for one in COMMANDS}) == len(COMMANDS)
    slashes = [one.slash for one in COMMANDS if one.slash]
    assert len(set(slashes)) == len(slashes)
    assert all(one.description for one in COMMANDS)


async def test_the_desk_without_a_directory_knows_its_members_still(sqlite_scene: Scene) -> None:
    """Only strangers need the platform."""
    who = await sqlite_scene.member("rosa")
    shown: Shown = (await press(Desk(sqlite_scene.network), who, "home.show", Said())).shown
    assert only(Card, shown).title == "Welcome, Rosa"
