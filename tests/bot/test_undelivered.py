"""What could not be delivered: facilitators see whom it was for and why, and send it again."""

from bot.cards import Card, Text
from bot.network import Work
from bot.outbox import Undeliverable
from tests.bot.post import Post, delivered, written
from tests.bot.scene import Scene, button, buttons_of, targets_of, words_of


async def failing(scene: Scene, post: Post) -> None:
    """Two messages that fail for one reason, and one to two people together that fails for another."""
    rosa, sam = scene.town.add("rosa", "Rosa"), scene.town.add("sam", "Sam")
    post.troubles = {
        "rosa": Undeliverable("closed: the account was closed: nothing to do"),
        "rosa+sam": Undeliverable("missing_scope: the app lacks a scope: install it again"),
    }
    await written(scene, rosa, "Zanzibar", "Timbuktu")
    await written(scene, sam, "Arrived")
    both = [await scene.id_of(who) for who in (rosa, sam)]
    await scene.network.run(lambda work: work.gather(both, Card("Meet", (Text("Zanzibar"),)), key="meet"))
    await delivered(scene.network, post)


async def test_facilitators_see_whom_messages_were_for_and_why_but_never_what_they_say(
    sqlite_scene: Scene, post: Post
) -> None:
    """From a button in their home, which is there only when it leads to something."""
    owner = sqlite_scene.town.add("olga", "Olga", owner=True)
    assert "facilitators.undelivered" not in targets_of(await sqlite_scene.card(owner, "home.show"))
    await failing(sqlite_scene, post)
    home = await sqlite_scene.card(owner, "home.show")
    card = await sqlite_scene.card(owner, button(home, "Undelivered messages (3)").action)
    told = words_of(card)
    for words in ("Rosa", "Rosa with Sam", "2 messages", "1 message", "The account was closed: nothing to do."):
        assert words in told
    assert "install it again" in told
    assert "Zanzibar" not in told
    assert "Timbuktu" not in told


async def test_nobody_else_sees_them_or_sends_them_again(sqlite_scene: Scene, post: Post) -> None:
    """Not by a forged button either."""
    other = sqlite_scene.town.add("nell", "Nell")
    await failing(sqlite_scene, post)
    assert "facilitators.undelivered" not in targets_of(await sqlite_scene.card(other, "home.show"))
    for action in ("facilitators.undelivered", "facilitators.resend"):
        assert "Rosa" not in words_of(await sqlite_scene.card(other, action, "closed"))
    post.troubles = {}
    await delivered(sqlite_scene.network, post)
    assert post.sent == [("sam", "Arrived")]


async def test_what_failed_for_one_reason_is_sent_again_in_its_order(scene: Scene, post: Post) -> None:
    """Once, however often the button is pressed; the rest stays."""
    owner = scene.town.add("olga", "Olga", owner=True)
    await failing(scene, post)
    post.troubles = {}
    card = await scene.card(owner, "facilitators.undelivered")
    again = next(one for one in buttons_of(card) if one.value == "closed")
    answer = await scene.card(owner, again.action, again.value)
    assert answer.title == "2 messages are sent again"
    assert [one.value for one in buttons_of(answer)] == ["missing_scope"]
    assert (await scene.card(owner, again.action, again.value)).title == "0 messages are sent again"
    await delivered(scene.network, post)
    assert post.sent == [("sam", "Arrived"), ("rosa", "Zanzibar"), ("rosa", "Timbuktu")]
    await scene.card(owner, again.action, "missing_scope")
    await delivered(scene.network, post)
    assert post.sent[-1] == ("rosa+sam", "Meet")
    assert "Every message has arrived" in words_of(await scene.card(owner, "facilitators.undelivered"))


async def test_a_button_without_a_reason_sends_nothing_again(scene: Scene, post: Post) -> None:
    """Only the command line sends all of them."""
    owner = scene.town.add("olga", "Olga", owner=True)
    await failing(scene, post)
    assert (await scene.card(owner, "facilitators.resend")).title == "0 messages are sent again"


async def test_what_fails_again_is_seen_again(sqlite_scene: Scene, post: Post) -> None:
    """Nothing is dropped silently."""
    owner = sqlite_scene.town.add("olga", "Olga", owner=True)
    await failing(sqlite_scene, post)
    await sqlite_scene.card(owner, "facilitators.resend", "closed")
    await delivered(sqlite_scene.network, post)
    assert "2 messages" in words_of(await sqlite_scene.card(owner, "facilitators.undelivered"))


async def test_many_people_are_named_and_the_rest_counted(scene: Scene, post: Post) -> None:
    """The newest first."""
    owner = scene.town.add("olga", "Olga", owner=True)
    post.trouble = Undeliverable("closed: the account was closed")
    for number in range(8):
        who = scene.town.add(f"p{number}", f"Person {number}")
        await written(scene, who, f"To {number}")
        await delivered(scene.network, post)
        scene.clock.forward(seconds=1)
    told = words_of(await scene.card(owner, "facilitators.undelivered"))
    assert "Person 7, Person 6, Person 5, Person 4, Person 3 and 3 more" in told
    assert "23 November 2026" in told


async def test_a_home_that_nobody_can_see_is_no_undelivered_message(sqlite_scene: Scene, post: Post) -> None:
    """There is nothing to do about it."""
    owner = sqlite_scene.town.add("olga", "Olga", owner=True)
    await sqlite_scene.card(owner, "home.show")
    post.trouble = Undeliverable("closed: the account was closed")
    member = await sqlite_scene.id_of(owner)

    async def refresh(work: Work) -> None:
        await work.refresh_home(member)

    await sqlite_scene.network.run(refresh)
    await delivered(sqlite_scene.network, post)
    assert "Every message has arrived" in words_of(await sqlite_scene.card(owner, "facilitators.undelivered"))
