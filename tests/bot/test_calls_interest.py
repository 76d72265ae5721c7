"""Taking an interest in a call, saving it, and being brought together with its owner."""

from bot.cards import Card, Form, Invalid
from bot.directory import Identity
from bot.schedule import run_job
from tests.bot.calling import Posted, posted
from tests.bot.introducing import ask, groups, pressed, titles, told
from tests.bot.scene import Scene, button, buttons_of, only, persons, words_of


async def listed(call: Posted) -> Card:
    """Who is interested, as Priya sees it."""
    return await call.press(call.priya, "interested")


async def test_the_owner_sees_who_is_interested_with_their_line(sqlite_scene: Scene) -> None:
    """And only those who pressed."""
    call = await posted(sqlite_scene)
    await sqlite_scene.member("sam", "Sam")
    shown = await call.interest(call.rosa)
    assert shown.title == "You are on their list"
    form = only(Form, await pressed(sqlite_scene, call.rosa, shown, "Add a line"))
    assert form.action == "calls.add_line"
    await call.press(call.rosa, "add_line", line="We run two groups\nby the sea.")
    card = await listed(call)
    assert [(one.name, one.quote and one.quote.text) for one in persons(card)] == [
        ("Rosa", "We run two groups by the sea.")
    ]
    assert await titles(sqlite_scene, call.priya) == ["1 person is interested in your call"]


async def test_pressing_twice_is_one_interest(sqlite_scene: Scene) -> None:
    """With the same answer."""
    scene = sqlite_scene
    call = await posted(scene)
    assert await call.interest(call.rosa) == await call.interest(call.rosa)
    assert "1 person is interested" in words_of(await call.press(call.rosa, "show"))


async def test_the_owner_gets_one_message_a_day_that_counts(sqlite_scene: Scene) -> None:
    """However many take an interest."""
    scene = sqlite_scene
    call = await posted(scene)
    await call.interest(call.rosa)
    await call.interest(await scene.member("sam", "Sam"))
    assert await titles(scene, call.priya) == ["2 people are interested in your call"]
    scene.clock.forward(days=1)
    await call.interest(await scene.member("kim", "Kim"))
    assert (await titles(scene, call.priya))[1:] == ["3 people are interested in your call"]


async def test_an_interest_can_be_taken_back_without_a_word(sqlite_scene: Scene) -> None:
    """And given again; a line cannot be added to none."""
    call = await posted(sqlite_scene)
    await call.interest(call.rosa)
    for _ in range(2):
        assert (await call.press(call.rosa, "withdraw")).title == "Your interest is taken back"
    assert persons(await listed(call)) == []
    assert (await call.press(call.rosa, "line")).title == "We could not find that"
    lost = only(Invalid, await sqlite_scene.press(call.rosa, "calls.add_line", call.ident, line="x"))
    assert "Nothing you typed is lost" in lost.errors["line"]
    assert await titles(sqlite_scene, call.priya) == ["1 person is interested in your call"]
    await call.interest(call.rosa)
    assert len(persons(await listed(call))) == 1
    long = only(Invalid, await sqlite_scene.press(call.rosa, "calls.add_line", call.ident, line="x" * 301))
    assert "301 characters" in long.errors["line"]


async def test_an_interest_needs_a_profile_and_a_call_of_somebody_else(sqlite_scene: Scene) -> None:
    """A saved call needs no profile."""
    scene = sqlite_scene
    call = await posted(scene)
    nell = scene.town.add("nell", "Nell")
    assert (await call.interest(nell)).title == "You need a profile for this"
    assert (await call.interest(call.priya)).title == "That is your own call"
    assert (await call.press(call.priya, "save")).title == "That is your own call"
    assert (await call.press(call.priya, "inquire")).title == "That is your own call"
    assert (await call.press(nell, "save")).title == "The call is saved"
    assert "Saved. Open. 14 days left" in words_of(await scene.card(nell, "calls.mine"))
    assert (await call.press(nell, "unsave")).title == "The call is not saved any more"
    assert "You follow a call when" in words_of(await scene.card(nell, "calls.mine"))


async def test_the_owner_brings_both_together_by_the_introductions(scene: Scene) -> None:
    """In one conversation, with the terms of the call and the line; a second press says that it is done."""
    call = await posted(scene)
    await call.interest(call.rosa)
    await call.press(call.rosa, "add_line", line="We run two groups.")
    together = button(await listed(call), "Bring us together")
    assert (await scene.card(call.priya, together.action, together.value)).title == "You and Rosa are introduced"
    [first] = await groups(scene)
    assert first.title == "Rosa, meet Priya"
    words = words_of(first)
    assert "Rosa took an interest in a call by Priya, who brings you together." in words
    assert "Paid: £27.50 an hour, within 14 days" in words
    assert "We run two groups." in words
    again = await scene.card(call.priya, together.action, together.value)
    assert again.title == "You and Rosa were introduced"
    assert len(await groups(scene)) == 1
    assert "You were brought together" in words_of(await listed(call))


async def test_across_platforms_the_bot_carries_their_messages(sqlite_scene: Scene) -> None:
    """Both are told how."""
    scene = sqlite_scene
    call = await posted(scene)
    tom = await scene.member("tom", "Tom", platform="teams")
    await call.interest(tom)
    await pressed(scene, call.priya, await listed(call), "Bring us together")
    assert await titles(scene, tom) == ["You and Priya are introduced"]
    shown = await pressed(scene, call.priya, await listed(call), "See profile")
    assert only(Card, shown).title == "Tom"
    [row] = await scene.rows("relays")
    await scene.card(tom, "relays.send", str(row["introduction_id"]), message="Hello Priya")
    assert (await titles(scene, call.priya))[-1] == "Tom writes to you"


async def test_an_introduction_from_a_call_counts_towards_nobodys_month(sqlite_scene: Scene) -> None:
    """Rosa, who allows one request a month, can still be asked; and both are asked later how it went."""
    call = await posted(sqlite_scene)
    await sqlite_scene.save(call.rosa, monthly_requests=1)
    await call.interest(call.rosa)
    await pressed(sqlite_scene, call.priya, await listed(call), "Bring us together")
    sam = await sqlite_scene.member("sam", "Sam")
    assert only(Card, await ask(sqlite_scene, sam, call.rosa)).title == "Your request is sent"
    sqlite_scene.clock.forward(days=15)
    await run_job(sqlite_scene.network, "outcomes.ask")
    assert any("How did it go" in title for title in await titles(sqlite_scene, call.rosa))


async def test_a_request_that_waits_between_the_two_is_settled_with_it(sqlite_scene: Scene) -> None:
    """Both have said what it asks for; one whom somebody met lately is not introduced again."""
    call = await posted(sqlite_scene)
    await ask(sqlite_scene, call.priya, call.rosa)
    await call.interest(call.rosa)
    card = only(Card, await pressed(sqlite_scene, call.priya, await listed(call), "Bring us together"))
    assert card.title == "You and Rosa are introduced"
    states = [row["state"] for row in await sqlite_scene.rows("introductions")]
    assert sorted(states) == ["agreed", "withdrawn"]


async def test_whoever_is_introduced_already_is_not_again(sqlite_scene: Scene) -> None:
    """The one there is, is shown."""
    scene = sqlite_scene
    call = await posted(scene)
    await ask(scene, call.priya, call.rosa)
    [request] = await scene.rows("introductions")
    await scene.card(call.rosa, "introductions.accept", str(request["id"]))
    await call.interest(call.rosa)
    card = only(Card, await pressed(scene, call.priya, await listed(call), "Bring us together"))
    assert card.title == "You and Rosa were introduced"
    assert len(await groups(scene)) == 1


async def test_nobody_else_can_bring_people_together_or_see_who_is_interested(sqlite_scene: Scene) -> None:
    """Nor the owner somebody who is not on the list, or has left it."""
    scene = sqlite_scene
    call = await posted(scene)
    await call.interest(call.rosa)
    sam = await scene.member("sam", "Sam")
    rosa_id, sam_id = await scene.id_of(call.rosa), await scene.id_of(sam)
    assert (await call.press(sam, "interested")).title == "We could not find that"
    for who, member in ((sam, rosa_id), (call.priya, sam_id), (call.rosa, rosa_id), (call.priya, 0)):
        card = await scene.card(who, "calls.introduce", f"{call.ident} {member}")
        assert card.title == "We could not find that"
    seen = await listed(call)
    await call.press(call.rosa, "withdraw")
    assert only(Card, await pressed(scene, call.priya, seen, "Bring us together")).title == "We could not find that"
    assert await scene.rows("introductions") == []


async def test_two_who_are_blocked_have_nothing_to_do_with_each_others_calls(scene: Scene) -> None:
    """What was between them is gone; who was blocked finds nothing, and who blocked is told that they did."""
    call = await posted(scene)
    await call.interest(call.rosa)
    seen = await listed(call)
    await call.press(call.rosa, "save")
    await scene.card(call.priya, "blocks.block", str(await scene.id_of(call.rosa)))
    assert persons(await listed(call)) == []
    assert only(Card, await pressed(scene, call.priya, seen, "Bring us together")).title == "We could not find that"
    for action in ("show", "interest", "inquire", "save"):
        assert (await call.press(call.rosa, action)).title == "We could not find that"
    assert "What keeps groups going?" not in words_of(await scene.card(call.rosa, "calls.find"))
    assert "What keeps groups going?" not in words_of(await scene.card(call.rosa, "calls.mine"))
    sam = await scene.member("sam", "Sam")
    await scene.card(sam, "blocks.block", str(await scene.id_of(call.priya)))
    assert (await call.interest(sam)).title == "You have blocked Priya"
    assert await scene.rows("call_interests") == await scene.rows("call_saves") == []


async def test_a_deleted_profile_leaves_every_list(sqlite_scene: Scene) -> None:
    """And its line is nowhere any more; who left is not listed either."""
    call = await posted(sqlite_scene)
    await call.interest(call.rosa)
    await call.press(call.rosa, "add_line", line="A line by Rosa")
    sam = await sqlite_scene.member("sam", "Sam")
    await call.interest(sam)
    await sqlite_scene.card(call.rosa, "profiles.delete")
    assert "A line by Rosa" not in await sqlite_scene.everything()
    seen = await listed(call)
    await sqlite_scene.told(Identity(sam, "Sam", left=True))
    assert persons(await listed(call)) == []
    gone = only(Card, await pressed(sqlite_scene, call.priya, seen, "Bring us together"))
    assert gone.title == "Sam is not available at the moment"


async def test_many_who_are_interested_come_in_pages(sqlite_scene: Scene) -> None:
    """Ten at a time; a page that is no more is the last."""
    call = await posted(sqlite_scene)
    for number in range(12):
        await call.interest(await sqlite_scene.member(f"m{number}", f"Member {number}"))
    first = await listed(call)
    assert len(persons(first)) == 10
    rest = only(Card, await pressed(sqlite_scene, call.priya, first, "Show more"))
    assert [one.name for one in persons(rest)] == ["Member 10", "Member 11"]
    back = only(Card, await pressed(sqlite_scene, call.priya, rest, "Show the ones before"))
    assert len(persons(back)) == 10
    beyond = await sqlite_scene.card(call.priya, "calls.interested", f"{call.ident} 99")
    assert len(persons(beyond)) == 2
    assert len([one for one in buttons_of(first) if one.label == "Bring us together"]) == 10
    assert len(await told(sqlite_scene, call.priya)) == 1
