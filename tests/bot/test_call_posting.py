"""A call's message in a channel changes with the call, and what an index kept may be of no use."""

from bot.call_index import Made, keep
from bot.cards import Card, load
from bot.desk import say
from bot.directory import Room
from tests.bot.calling import Posted, later, posted
from tests.bot.scene import Scene, button, buttons_of, only, persons, words_of

GENERAL = Room("slack", "T1", "C1", name="#general")


async def announced(scene: Scene) -> Posted:
    """A call that is posted in a channel."""
    owner = scene.town.add("olga", "Olga", owner=True)
    await scene.card(owner, "home.show")
    await say(scene.desk, owner, "announce", room=GENERAL)
    return await posted(scene)


async def standing(scene: Scene, call: Posted) -> Card:
    """The call as it is to be shown in the channel."""
    [row] = [row for row in await scene.rows("outbox") if row["key"].startswith(f"call:{call.ident}:channel:")]
    return only(Card, load(row["card"]))


async def test_the_message_in_a_channel_is_a_living_card(scene: Scene) -> None:
    """Interest, answers, days, and the end; the same for everybody who reads it."""
    call = await announced(scene)
    await call.interest(call.rosa)
    assert "1 person is interested. 14 days left." in words_of(await standing(scene, call))
    await call.press(call.rosa, "ask", question="Is it paid?")
    [asked] = [load(row["card"]) for row in await scene.rows("outbox") if row["key"].endswith(":asked")]
    reply = button(asked, "Answer")
    await scene.card(call.priya, "calls.answer", reply.value, answer="It is.", readers="everybody")
    assert "1 question answered" in words_of(await standing(scene, call))
    await later(scene, days=2)
    assert "12 days left" in words_of(await standing(scene, call))
    await call.press(call.rosa, "withdraw")
    card = await standing(scene, call)
    assert "Nobody has taken an interest yet" in words_of(card)
    assert [one.action for one in buttons_of(card)] == ["calls.interest", "calls.inquire", "calls.save", "calls.show"]
    await call.close()
    over = await standing(scene, call)
    assert over.title == "Filled: What keeps groups going?"
    assert "Four people joined." in words_of(over)
    assert "calls.interest" not in [one.action for one in buttons_of(over)]
    await scene.card(call.priya, "profiles.delete")
    gone = await standing(scene, call)
    assert gone.title == "Closed: a call"
    assert "Four people" not in words_of(gone)
    assert "Priya" not in words_of(gone)


async def test_a_block_or_a_deleted_profile_changes_the_number_alone(sqlite_scene: Scene) -> None:
    """As if somebody had taken their interest back."""
    call = await announced(sqlite_scene)
    sam = await sqlite_scene.member("sam", "Sam")
    await call.interest(call.rosa)
    await call.interest(sam)
    await sqlite_scene.card(call.rosa, "blocks.block", str(await sqlite_scene.id_of(call.priya)))
    assert "1 person is interested" in words_of(await standing(sqlite_scene, call))
    await sqlite_scene.card(sam, "profiles.delete")
    assert "Nobody has taken an interest yet" in words_of(await standing(sqlite_scene, call))


async def test_kept_vectors_that_cannot_be_read_are_made_anew(scene: Scene) -> None:
    """By the next process that needs them."""
    call = await posted(scene)
    await scene.card(call.rosa, "calls.find", "peer groups")
    on_sqlite = scene.network.database.engine.dialect.name == "sqlite"
    broken = "UPDATE call_vectors SET data = x'00'" if on_sqlite else "UPDATE call_vectors SET data = bytea '00'"
    await scene.change(broken)
    scene.network.calls.revision = 0
    assert persons(await scene.card(call.rosa, "calls.find", "peer groups"))
    [row] = await scene.rows("call_vectors")
    assert len(row["data"]) > 100


async def test_vectors_of_words_that_changed_meanwhile_are_not_kept(sqlite_scene: Scene) -> None:
    """They would be taken for those of the new ones."""
    call = await posted(sqlite_scene)
    before = await sqlite_scene.rows("call_vectors")
    old = Made(int(call.ident), "another", 99, b"old")
    await sqlite_scene.network.run(lambda work: keep(work.session, [old]))
    assert await sqlite_scene.rows("call_vectors") == before
