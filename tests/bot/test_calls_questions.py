"""Questions on calls: with a name or without, answered for everybody or for one."""

from bot.cards import Card, Form, Invalid
from bot.directory import Address, Identity
from tests.bot.calling import Posted, posted
from tests.bot.introducing import pressed, titles, told
from tests.bot.scene import Scene, button, only, words_of


async def asked(call: Posted, who: Address, words: str = "Is childcare paid?", *, hidden: bool = False) -> Card:
    """Somebody asks; what Priya is told last."""
    await call.press(who, "ask", question=words, hidden=hidden)
    return (await told(call.scene, call.priya))[-1]


async def answer(call: Posted, card: Card, words: str = "It is.", readers: str = "everybody") -> Card:
    """Priya answers the question of a card."""
    return await call.scene.card(
        call.priya, "calls.answer", button(card, "Answer").value, answer=words, readers=readers
    )


async def test_an_answer_for_everybody_stands_with_the_call(sqlite_scene: Scene) -> None:
    """And goes to who asked, whose name it has."""
    call = await posted(sqlite_scene)
    question = await asked(call, call.rosa)
    assert "Rosa asked:" in words_of(question)
    assert only(Form, await pressed(sqlite_scene, call.priya, question, "Answer")).action == "calls.answer"
    assert "Is childcare paid?" in words_of(await sqlite_scene.card(call.priya, "home.show"))
    assert (await answer(call, question)).title == "Your answer is sent"
    assert "It is." in words_of((await told(sqlite_scene, call.rosa))[-1])
    sam = await sqlite_scene.member("sam", "Sam")
    seen = words_of(await call.press(sam, "show"))
    assert "Rosa asked:" in seen
    assert "It is." in seen
    assert "1 question answered" in seen
    assert "No question waits" in words_of(await call.press(call.priya, "questions"))


async def test_an_answer_for_one_is_read_by_them_alone(sqlite_scene: Scene) -> None:
    """Nothing of it stands with the call."""
    scene = sqlite_scene
    call = await posted(scene)
    await answer(call, await asked(call, call.rosa), "Between us: it is.", readers="asker")
    assert "Between us" in words_of((await told(scene, call.rosa))[-1])
    for who in (call.rosa, call.priya, await scene.member("sam", "Sam")):
        seen = words_of(await call.press(who, "show"))
        assert "Between us" not in seen
        assert "childcare" not in seen


async def test_a_second_answer_changes_nothing(sqlite_scene: Scene) -> None:
    """The message with the question has turned into the answer."""
    scene = sqlite_scene
    call = await posted(scene)
    question = await asked(call, call.rosa)
    await answer(call, question)
    assert (await answer(call, question, "Other words")).title == "Your answer is sent"
    assert only(Card, await pressed(scene, call.priya, question, "Answer")).title == "Your answer is sent"
    assert len(await told(scene, call.rosa)) == 1
    assert (await told(scene, call.priya))[-1].title == "Your answer is sent"
    assert "Other words" not in await scene.everything()


async def seen_by_owner(call: Posted) -> str:
    """Everything that Priya can look at or was told, in words."""
    scene = call.scene
    shown = [await scene.card(call.priya, "home.show"), await scene.card(call.priya, "calls.mine")]
    shown += [await call.press(call.priya, action) for action in ("show", "questions", "interested")]
    return words_of([*shown, *await told(scene, call.priya)])


async def test_an_owner_never_learns_who_asked_without_their_name(sqlite_scene: Scene) -> None:
    """Whoever it was, whatever they or the owner do then: block, delete the profile, leave; all looks the same."""
    call = await posted(sqlite_scene)
    for action in ("nothing", "blocked", "blocks", "deleted", "left"):
        secret = await sqlite_scene.member(action, f"Secret {action}")
        before = await seen_by_owner(call)
        question = await asked(call, secret, f"Who pays {action}?", hidden=True)
        assert "Somebody asked, without their name:" in words_of(question)
        member = str(await sqlite_scene.id_of(secret))
        if action == "blocked":
            await sqlite_scene.card(call.priya, "blocks.block", member)
        elif action == "blocks":
            await sqlite_scene.card(secret, "blocks.block", str(await sqlite_scene.id_of(call.priya)))
        elif action == "deleted":
            await sqlite_scene.card(secret, "profiles.delete")
        elif action == "left":
            await sqlite_scene.told(Identity(secret, f"Secret {action}", left=True))
        assert f"Who pays {action}?" in words_of(await call.press(call.priya, "questions"))
        assert (await answer(call, question)).title == "Your answer is sent"
        after = await seen_by_owner(call)
        assert "Secret" not in before + after
        others = words_of(await call.press(call.rosa, "show"))
        assert f"Who pays {action}?" in others
        assert "Secret" not in others
        assert len(await told(sqlite_scene, secret)) == (action == "nothing")


async def test_a_named_question_goes_with_its_asker(sqlite_scene: Scene) -> None:
    """When they delete their profile, or one of the two blocks the other."""
    call = await posted(sqlite_scene)
    await asked(call, call.rosa, "Rosa's words")
    sam = await sqlite_scene.member("sam", "Sam")
    await asked(call, sam, "Sam's words")
    await sqlite_scene.card(call.rosa, "profiles.delete")
    await sqlite_scene.card(sam, "blocks.block", str(await sqlite_scene.id_of(call.priya)))
    assert "No question waits" in words_of(await call.press(call.priya, "questions"))
    assert [row["question"] for row in await sqlite_scene.rows("call_questions")] == []


async def test_three_questions_of_one_member_wait_at_most(sqlite_scene: Scene) -> None:
    """The fourth is told at its form, so that nothing typed is lost."""
    scene = sqlite_scene
    call = await posted(scene)
    for number in range(3):
        await asked(call, call.rosa, f"Question {number}")
    assert (await call.press(call.rosa, "inquire")).title == "You have 3 questions waiting here"
    wrong = only(Invalid, await scene.press(call.rosa, "calls.ask", call.ident, question="One more?"))
    assert "You have 3 questions waiting here" in wrong.errors["question"]
    await answer(call, (await told(scene, call.priya))[-1])
    assert isinstance(await scene.press(call.rosa, "calls.inquire", call.ident), Form)


async def test_what_cannot_be_taken_stands_at_its_field(sqlite_scene: Scene) -> None:
    """Of a question and of an answer."""
    scene = sqlite_scene
    call = await posted(scene)
    question = await asked(call, call.rosa)
    ident = button(question, "Answer").value
    for action, value, answers, field in (
        ("ask", call.ident, {"question": " "}, "question"),
        ("ask", call.ident, {"question": "x" * 501}, "question"),
        ("answer", ident, {"answer": "", "readers": "asker"}, "answer"),
        ("answer", ident, {"answer": "x" * 801, "readers": "asker"}, "answer"),
        ("answer", ident, {"answer": "x", "readers": "nobody"}, "readers"),
    ):
        assert [
            *only(
                Invalid,
                await scene.press(call.priya if action == "answer" else call.rosa, f"calls.{action}", value, **answers),
            ).errors
        ] == [field]


async def test_only_the_owner_answers(sqlite_scene: Scene) -> None:
    """Others find nothing, and neither does anybody with an id of nothing."""
    scene = sqlite_scene
    call = await posted(scene)
    ident = button(await asked(call, call.rosa), "Answer").value
    for value in (ident, "999", "x"):
        assert (await scene.card(call.rosa, "calls.reply", value)).title == "We could not find that"
        lost = only(Invalid, await scene.press(call.rosa, "calls.answer", value, answer="Yes", readers="asker"))
        assert "We could not find that" in lost.errors["answer"]
    assert (await call.press(call.rosa, "questions")).title == "We could not find that"
    own = only(Invalid, await scene.press(call.priya, "calls.ask", call.ident, question="To myself?"))
    assert "That is your own call" in own.errors["question"]
    assert await titles(scene, call.rosa) == []


async def test_a_closed_call_takes_no_question_and_whoever_waits_is_told(scene: Scene) -> None:
    """The owner can still answer what was asked before."""
    call = await posted(scene)
    question = await asked(call, call.rosa)
    await call.close()
    assert "You asked a question on this call." in words_of((await told(scene, call.rosa))[-1])
    assert (await call.press(call.rosa, "inquire")).title == "This call is closed"
    late = only(Invalid, await scene.press(call.rosa, "calls.ask", call.ident, question="And now?"))
    assert "you can copy it from here" in late.errors["question"]
    assert (await answer(call, question)).title == "Your answer is sent"
