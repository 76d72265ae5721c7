"""What happens when two things about an introduction happen at once, in two processes, on both databases."""

import asyncio
from collections import Counter

from bot.cards import Card, Invalid, Shown
from bot.directory import Address
from bot.schedule import JOBS
from tests.bot.introducing import RESEARCHER, UNAVAILABLE, Pair, ask, groups, told
from tests.bot.scene import Scene, only, words_of
from tests.conftest import Opener

ROUNDS = 4
OVER = {"This request is closed", "Your request is closed"}


async def pairs(scene: Scene, number: int, *, apart: bool = False) -> Pair:
    """One more Priya and Rosa, with an open request."""
    rosa = await scene.member(f"rosa{number}", "Rosa", platform="teams" if apart else "slack")
    priya = await scene.member(f"priya{number}", "Priya", **RESEARCHER)
    both = Pair(scene, priya, rosa)
    await both.ask()
    return both


def title(shown: Shown) -> str:
    """The title of a card, or what stands at the first field of a form that was not taken."""
    return next(iter(shown.errors.values())) if isinstance(shown, Invalid) else only(Card, shown).title


async def test_two_acceptances_at_once_introduce_once(scene: Scene, opener: Opener, database_url: str) -> None:
    """Both are told that it is done."""
    second = scene.elsewhere(opener(database_url))
    for number in range(ROUNDS):
        both = await pairs(scene, number)
        ident = await both.ident()
        shown = await asyncio.gather(
            *(place.card(both.rosa, "introductions.accept", ident) for place in (scene, second, scene))
        )
        assert Counter(card.title for card in shown) == Counter(
            {"You and Priya are introduced": 1, "You and Priya were introduced": 2}
        )
        assert len(await groups(scene)) == number + 1


async def test_two_acceptances_at_once_across_platforms_introduce_once(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """The asker is told once, and messages are carried once."""
    second = scene.elsewhere(opener(database_url))
    for number in range(ROUNDS):
        both = await pairs(scene, number, apart=True)
        ident = await both.ident()
        shown = await asyncio.gather(
            *(place.card(both.rosa, "introductions.accept", ident) for place in (scene, second))
        )
        assert {card.title for card in shown} == {"You and Priya are introduced"}
        assert len(await told(scene, both.priya)) == 1
        assert len(await scene.rows("relays")) == number + 1


async def test_accepting_against_taking_back_has_one_outcome_that_both_are_told(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Whoever comes first."""
    second = scene.elsewhere(opener(database_url))
    for number in range(ROUNDS * 2):
        both = await pairs(scene, number)
        ident = await both.ident()
        before = len(await groups(scene))
        yes, back = (
            scene.card(both.rosa, "introductions.accept", ident),
            second.card(both.priya, "introductions.withdraw", ident),
        )
        if number % 2:
            taken, accepted = await asyncio.gather(back, yes)
        else:
            accepted, taken = await asyncio.gather(yes, back)
        met = await both.state() == "agreed"
        assert accepted.title == ("You and Priya are introduced" if met else "This request is closed")
        assert taken.title == ("Your request is closed" if met else "Your request is taken back")
        assert len(await groups(scene)) == before + met


async def test_accepting_against_declining_has_one_outcome(scene: Scene, opener: Opener, database_url: str) -> None:
    """With two devices, or a slip of the thumb."""
    second = scene.elsewhere(opener(database_url))
    for number in range(ROUNDS):
        both = await pairs(scene, number)
        ident = await both.ident()
        before = len(await groups(scene))
        yes, no = await asyncio.gather(
            scene.card(both.rosa, "introductions.accept", ident), second.card(both.rosa, "introductions.decline", ident)
        )
        met = await both.state() == "agreed"
        assert yes.title == ("You and Priya are introduced" if met else "This request is closed")
        assert no.title == ("You and Priya were introduced" if met else "You declined")
        assert len(await groups(scene)) == before + met


async def test_an_acceptance_and_the_closing_at_once_agree(scene: Scene, opener: Opener, database_url: str) -> None:
    """After the fourteenth day nothing is accepted, and the asker is told once, whichever of two workers does it."""
    second = scene.elsewhere(opener(database_url))
    for number in range(ROUNDS):
        both = await pairs(scene, number)
        ident = await both.ident()
        scene.clock.forward(days=14)
        close = JOBS["introductions.close"].run
        shown, *_ = await asyncio.gather(
            scene.card(both.rosa, "introductions.accept", ident), second.network.run(close), scene.network.run(close)
        )
        assert shown.title == "This request is closed"
        await scene.network.run(close)
        assert await both.state() == "closed"
        assert [card.title for card in await told(scene, both.priya)] == [UNAVAILABLE]
    assert await groups(scene) == []


async def test_two_who_ask_for_the_last_place_do_not_both_get_it(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Nobody gets more than they allow."""
    second = scene.elsewhere(opener(database_url))
    askers = [await scene.member(f"a{number}", "Priya", **RESEARCHER) for number in range(4)]
    for number in range(ROUNDS):
        rosa = await scene.member(f"rosa{number}", "Rosa", monthly_requests=2)
        places = (scene, second, scene, second)
        shown = await asyncio.gather(*(ask(place, who, rosa) for place, who in zip(places, askers, strict=True)))
        assert sum(title(each) == "Your request is sent" for each in shown) == 2
        assert sum("from 1 December" in title(each) for each in shown) == 2
        assert len(await told(scene, rosa)) == 2
        await scene.change("DELETE FROM introductions")


async def test_requests_at_once_are_counted_before_they_are_too_many(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Five and no more, to whomever they go."""
    second = scene.elsewhere(opener(database_url))
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    others = [await scene.member(f"r{number}", f"R{number}") for number in range(8)]
    shown = await asyncio.gather(
        *(ask(place, priya, who) for who, place in zip(others, (scene, second) * 4, strict=True))
    )
    assert sum(title(each) == "Your request is sent" for each in shown) == 5
    assert len(await scene.rows("introductions")) == 5


async def test_the_same_form_sent_from_two_devices_asks_once(scene: Scene, opener: Opener, database_url: str) -> None:
    """The second is shown that there is a request."""
    second = scene.elsewhere(opener(database_url))
    for number in range(ROUNDS):
        rosa = await scene.member(f"rosa{number}", "Rosa")
        priya = await scene.member(f"priya{number}", "Priya", **RESEARCHER)
        shown = await asyncio.gather(ask(scene, priya, rosa), ask(second, priya, rosa))
        assert {title(each) for each in shown} == {"Your request is sent", "You have asked Rosa already"}
        assert len(await scene.rows("introductions")) == number + 1


async def test_two_who_ask_each_other_at_once_have_one_request(scene: Scene, opener: Opener, database_url: str) -> None:
    """The second of them is shown the first one's, to accept."""
    second = scene.elsewhere(opener(database_url))
    for number in range(ROUNDS):
        rosa = await scene.member(f"rosa{number}", "Rosa")
        priya = await scene.member(f"priya{number}", "Priya", **RESEARCHER)
        shown = [title(each) for each in await asyncio.gather(ask(scene, priya, rosa), ask(second, rosa, priya))]
        assert shown.count("Your request is sent") == 1
        assert any(each.endswith("would like to meet you") for each in shown)
        assert len(await scene.rows("introductions")) == number + 1


async def test_asking_against_blocking_leaves_nothing_to_answer(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Either the request is refused, or it is over as a decline."""
    second = scene.elsewhere(opener(database_url))
    for number in range(ROUNDS):
        rosa = await scene.member(f"rosa{number}", "Rosa")
        priya = await scene.member(f"priya{number}", "Priya", **RESEARCHER)
        shown, _ = await asyncio.gather(
            ask(scene, priya, rosa), second.card(rosa, "blocks.block", str(await scene.id_of(priya)))
        )
        assert title(shown) == "Your request is sent" or UNAVAILABLE in title(shown)
        assert "Would like to meet you" not in words_of(await scene.card(rosa, "home.show"))
        assert {row["state"] for row in await scene.rows("introductions")} <= {"declined"}


async def test_accepting_against_blocking_carries_nothing(scene: Scene, opener: Opener, database_url: str) -> None:
    """Whichever comes first, no message gets through afterwards."""
    second = scene.elsewhere(opener(database_url))
    for number in range(ROUNDS):
        both = await pairs(scene, number, apart=True)
        ident = await both.ident()
        await asyncio.gather(
            scene.card(both.rosa, "introductions.accept", ident),
            second.card(both.priya, "blocks.block", str(await scene.id_of(both.rosa))),
        )
        assert await scene.rows("relays") == []
        assert await both.state() in {"agreed", "withdrawn"}


async def test_accepting_against_deleting_the_profile_has_one_outcome(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """They are introduced and then one leaves, or the request is over; nothing is carried to who is gone."""
    second = scene.elsewhere(opener(database_url))
    for number in range(ROUNDS):
        both = await pairs(scene, number, apart=True)
        ident = await both.ident()
        accepted, _ = await asyncio.gather(
            scene.card(both.rosa, "introductions.accept", ident), second.card(both.priya, "profiles.delete")
        )
        assert accepted.title in {"You and Priya are introduced", "Priya took the request back", *OVER}
        assert await scene.rows("relays") == []
        [row] = [row for row in await scene.rows("introductions") if str(row["id"]) == ident]
        assert row["state"] in {"agreed", "withdrawn"}
        assert (row["about"], row["sentence"]) == ("", "")


async def test_accepting_while_the_askers_accounts_are_linked_introduces_who_they_are_then(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """No message is left with somebody who is nobody any more."""
    second = scene.elsewhere(opener(database_url))
    for number in range(ROUNDS):
        both = await pairs(scene, number, apart=True)
        ident = await both.ident()
        kept = scene.town.add(f"kept{number}", "Priya", platform="teams")
        asked = only(Card, await scene.say(both.priya, f"link {await scene.code(kept)}"))
        join = next(part for part in asked.body if part.kind == "buttons").buttons[0]
        accepted, linked = await asyncio.gather(
            scene.card(both.rosa, "introductions.accept", ident), second.card(both.priya, "linking.join", join.value)
        )
        assert accepted.title == "You and Priya are introduced"
        assert linked.title == "Your accounts are linked"
        assert "You and Rosa are introduced" in [card.title for card in await told(scene, kept)]
        [row] = [row for row in await scene.rows("introductions") if str(row["id"]) == ident]
        assert row["asker_id"] == await scene.id_of(kept)


async def test_one_question_is_sent_of_two_at_once(scene: Scene, opener: Opener, database_url: str) -> None:
    """The first; the second is told."""
    second = scene.elsewhere(opener(database_url))
    for number in range(ROUNDS):
        both = await pairs(scene, number)
        ident = await both.ident()
        shown = await asyncio.gather(
            scene.card(both.rosa, "introductions.question", ident, question="One?"),
            second.card(both.rosa, "introductions.question", ident, question="Two?"),
        )
        assert {card.title for card in shown} == {"Your question is sent", "You have asked your question"}
        assert len(await told(scene, both.priya)) == 1


async def test_messages_at_once_all_arrive(scene: Scene, opener: Opener, database_url: str) -> None:
    """From both sides and two processes."""
    second = scene.elsewhere(opener(database_url))
    both = await pairs(scene, 0, apart=True)
    await both.press(both.rosa, "accept")
    ident = await both.ident()
    await asyncio.gather(
        *(
            place.card(who, "relays.send", ident, message=f"{who.user} {number}")
            for number in range(3)
            for place, who in ((scene, both.priya), (second, both.rosa))
        )
    )
    for who, other in ((both.priya, both.rosa), (both.rosa, both.priya)):
        words = words_of(await told(scene, who))
        assert all(f"{other.user} {number}" in words for number in range(3))


async def test_addresses_shared_at_once_are_shown_to_both(scene: Scene, opener: Opener, database_url: str) -> None:
    """Each sees the other's, in the answer or in a message."""
    second = scene.elsewhere(opener(database_url))

    async def seen(who: Address, answer: Shown) -> str:
        return words_of([answer, await told(scene, who)])

    for number in range(ROUNDS):
        both = await pairs(scene, number, apart=True)
        await both.press(both.rosa, "accept")
        ident = await both.ident()
        to_priya, to_rosa = await asyncio.gather(
            scene.press(both.priya, "relays.give", ident, address="priya@example.org"),
            second.press(both.rosa, "relays.give", ident, address="rosa@example.org"),
        )
        assert "rosa@example.org" in await seen(both.priya, to_priya)
        assert "priya@example.org" in await seen(both.rosa, to_rosa)
        assert await scene.rows("relays") == []
