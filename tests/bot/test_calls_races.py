"""What happens when two things about a call happen at once, in two processes, on both databases."""

import asyncio
from collections import Counter

from bot.cards import Card, Form, Invalid, Shown
from bot.schedule import JOBS
from tests.bot.calling import FIRST, SECOND, Posted, draft, post, posted, send
from tests.bot.introducing import RESEARCHER, groups, titles, told
from tests.bot.scene import Scene, button, only, persons, words_of
from tests.conftest import Opener

ROUNDS = 3


def title(shown: Shown) -> str:
    """The title of a card, or what stands at the first field of a form that was not taken."""
    return next(iter(shown.errors.values())) if isinstance(shown, Invalid) else only(Card, shown).title


async def test_two_closings_at_once_close_once(scene: Scene, opener: Opener, database_url: str) -> None:
    """With the words of one; the other's are not lost, and nobody is told twice."""
    second = scene.elsewhere(opener(database_url))
    call = await posted(scene)
    await call.interest(call.rosa)
    for _ in range(ROUNDS):
        one = Posted(scene, call.priya, call.rosa, await post(scene, call.priya))
        await one.interest(call.rosa)
        before = len(await told(scene, call.rosa))
        shown = await asyncio.gather(
            *(
                place.press(call.priya, "calls.close", one.ident, ending="ended", outcome=f"Words {number}")
                for number, place in enumerate((scene, second))
            )
        )
        assert sorted(type(each).__name__ for each in shown) == ["Card", "Invalid"]
        assert len(await told(scene, call.rosa)) == before + 1


async def test_an_interest_at_the_closing_is_counted_or_refused(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Whoever got in is told what came of it."""
    second = scene.elsewhere(opener(database_url))
    call = await posted(scene)
    for number in range(ROUNDS * 2):
        one = Posted(scene, call.priya, call.rosa, await post(scene, call.priya))
        before = len(await told(scene, call.rosa))
        press = second.card(call.rosa, "calls.interest", one.ident)
        shown, _ = (
            await asyncio.gather(press, one.close()) if number % 2 else (await asyncio.gather(one.close(), press))[::-1]
        )
        taken = shown.title == "You are on their list"
        assert taken or shown.title == "This call is closed"
        assert len(await told(scene, call.rosa)) == before + taken


async def test_an_interest_and_the_deadline_at_once_agree(scene: Scene, opener: Opener, database_url: str) -> None:
    """After the last day nobody gets in, and two workers close it once."""
    second = scene.elsewhere(opener(database_url))
    call = await posted(scene)
    await call.interest(call.rosa)
    sam = await scene.member("sam", "Sam")
    scene.clock.forward(days=30)
    tend = JOBS["calls.tend"].run
    shown, *_ = await asyncio.gather(
        scene.card(sam, "calls.interest", call.ident), second.network.run(tend), scene.network.run(tend)
    )
    assert shown.title == "This call is closed"
    await scene.network.run(tend)
    assert (await call.row())["state"] == "closed"
    assert await titles(scene, call.rosa) == ["Closed: What keeps groups going?"]
    assert (await titles(scene, call.priya)).count("Your call has closed: What keeps groups going?") == 1


async def test_of_two_facilitators_at_once_one_decides(scene: Scene, opener: Opener, database_url: str) -> None:
    """The owner is told one thing, and both facilitators' messages say what."""
    second = scene.elsewhere(opener(database_url))
    olga, omar = (scene.town.add(name, name.title(), owner=True) for name in ("olga", "omar"))
    for one in (olga, omar):
        await scene.card(one, "home.show")
    await scene.card(olga, "calls.screen", "on")
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    for number in range(ROUNDS):
        await send(scene, priya, await draft(scene, priya), "Send it to the facilitators")
        value = button((await told(scene, olga))[-1], "Yes, post it").value
        before = len(await told(scene, priya))
        yes = scene.press(olga, "calls.approve", value)
        no = second.press(omar, "calls.decline", value, note="Not here.")
        shown = await asyncio.gather(yes, no) if number % 2 else (await asyncio.gather(no, yes))[::-1]
        posted_it = only(Card, shown[0]).title.startswith("Decided")
        assert Counter(["was decided on" in title(each) for each in shown]) == Counter({True: 1, False: 1})
        assert len(await told(scene, priya)) == before + 1
        assert (await titles(scene, priya))[-1] == ("Your call is posted" if posted_it else "Your call was not posted")
        assert {words_of(one) for who in (olga, omar) for one in (await told(scene, who))[-1:]} != set()
        await scene.change("DELETE FROM calls")


async def test_taking_back_and_approving_at_once_have_one_outcome(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """A call is posted or a draft, never both."""
    second = scene.elsewhere(opener(database_url))
    olga = scene.town.add("olga", "Olga", owner=True)
    await scene.card(olga, "calls.screen", "on")
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    for number in range(ROUNDS * 2):
        card = await send(scene, priya, await draft(scene, priya), "Send it to the facilitators")
        back = button(card, "Take it back")
        value = button((await told(scene, olga))[-1], "Yes, post it").value
        yes, take = second.card(olga, "calls.approve", value), scene.card(priya, back.action, back.value)
        said, taken = await asyncio.gather(yes, take) if number % 2 else (await asyncio.gather(take, yes))[::-1]
        [row] = await scene.rows("calls")
        assert row["state"] == ("open" if said.title.startswith("Decided") else "draft")
        assert taken.title in {"Your call is a draft again", "This call was decided on already"}
        assert (taken.title == "Your call is a draft again") == (row["state"] == "draft")
        await scene.change("DELETE FROM calls")


async def test_publishing_a_change_and_closing_at_once_have_one_outcome(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Who closes first leaves nothing to change; who publishes first has changed what is closed then."""
    second = scene.elsewhere(opener(database_url))
    call = await posted(scene)
    for number in range(ROUNDS * 2):
        one = Posted(scene, call.priya, call.rosa, await post(scene, call.priya))
        form = await scene.form(call.priya, "calls.edit", one.ident)
        changed = await scene.press(call.priya, "calls.keep", form.value, **FIRST | {"title": "Anew"})
        preview = await scene.card(call.priya, "calls.keep_terms", only(Form, changed).value, **SECOND)
        publish = send(second, call.priya, preview, "Publish the changes")
        shown, _ = (
            await asyncio.gather(publish, one.close())
            if number % 2
            else (await asyncio.gather(one.close(), publish))[::-1]
        )
        row = await one.row()
        assert row["state"] == "closed"
        assert (row["title"] == "Anew") == (shown.title == "Your changes are published")
        assert not [each for each in await scene.rows("calls") if each["state"] == "draft"]


async def test_two_introductions_at_once_introduce_once(scene: Scene, opener: Opener, database_url: str) -> None:
    """With two devices, or an impatient thumb."""
    second = scene.elsewhere(opener(database_url))
    call = await posted(scene)
    await call.interest(call.rosa)
    listed = await call.press(call.priya, "interested")
    together = button(listed, "Bring us together")
    shown = await asyncio.gather(
        *(place.card(call.priya, together.action, together.value) for place in (scene, second, scene))
    )
    assert Counter(card.title for card in shown) == Counter(
        {"You and Rosa are introduced": 1, "You and Rosa were introduced": 2}
    )
    assert len(await groups(scene)) == 1


async def test_an_interest_and_a_deleted_profile_at_once_leave_nothing(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """Of either side; what is deleted is on no list."""
    second = scene.elsewhere(opener(database_url))
    call = await posted(scene)
    for number in range(ROUNDS):
        sam = await scene.member(f"sam{number}", "Sam")
        await asyncio.gather(scene.card(sam, "calls.interest", call.ident), second.card(sam, "profiles.delete"))
        assert persons(await call.press(call.priya, "interested")) == []
    await asyncio.gather(
        second.card(call.rosa, "calls.interest", call.ident), scene.card(call.priya, "profiles.delete")
    )
    assert (await call.row())["state"] == "closed"
    assert (await call.row())["title"] == ""


async def test_posting_at_once_stays_within_the_limit(scene: Scene, opener: Opener, database_url: str) -> None:
    """The fifth place goes to one draft of two; the same one pressed twice is posted once."""
    second = scene.elsewhere(opener(database_url))
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    for _ in range(3):
        await post(scene, priya)
    last = await draft(scene, priya)
    await asyncio.gather(send(scene, priya, last), send(second, priya, last))
    one, other = await draft(scene, priya), await draft(scene, priya)
    shown = await asyncio.gather(send(scene, priya, one), send(second, priya, other))
    assert sorted(card.title for card in shown) == ["You have 5 calls open", "Your call is posted"]
    assert Counter(row["state"] for row in await scene.rows("calls")) == Counter({"open": 5, "draft": 1})
