"""Questions before a decision on an introduction: one and its answer, through the bot."""

from bot.cards import Form, Invalid
from tests.bot.introducing import pair, pressed, titles, told
from tests.bot.scene import Scene, buttons_of, only, words_of


async def test_one_question_and_its_answer_go_through_the_bot(sqlite_scene: Scene) -> None:
    """Before any decision, and without a way to reach each other."""
    both = await pair(sqlite_scene)
    await both.ask()
    form = only(Form, await both.press(both.rosa, "inquire"))
    assert only(Invalid, await sqlite_scene.press(both.rosa, form.action, form.value, question=" ")).errors.keys() == {
        "question"
    }
    sent = await sqlite_scene.card(both.rosa, form.action, form.value, question="Who else is on your team?")
    assert sent.title == "Your question is sent"
    [asked] = await told(sqlite_scene, both.priya)
    assert asked.title == "Rosa has a question before deciding"
    assert "Who else is on your team?" in words_of(await sqlite_scene.card(both.priya, "home.show"))
    answer = only(Form, await pressed(sqlite_scene, both.priya, asked, "Answer"))
    done = await sqlite_scene.card(both.priya, answer.action, answer.value, answer="Two who have heard voices.")
    assert done.title.startswith("Thank you")
    request, answered = await told(sqlite_scene, both.rosa)
    assert answered.title == "Priya answered your question"
    assert "Two who have heard voices." in words_of(answered)
    assert "Ask something first" not in [one.label for card in (request, answered) for one in buttons_of(card)]
    assert await both.title(both.rosa, "inquire") == "You have asked your question"
    assert await both.title(both.rosa, "question", question="And?") == "You have asked your question"
    assert (await both.title(both.priya, "answer", answer="More")).startswith("Thank you")
    assert await pressed(sqlite_scene, both.rosa, answered, "Accept") is not None
    assert await both.state() == "agreed"


async def test_an_answer_to_somebody_who_declined_meanwhile_tells_nothing(sqlite_scene: Scene) -> None:
    """The asker sees the same as ever, and the other is left in peace."""
    both = await pair(sqlite_scene)
    await both.ask()
    await both.press(both.rosa, "question", question="Who else?")
    await both.press(both.rosa, "decline")
    assert isinstance(await both.press(both.priya, "reply"), Form)
    assert (await both.title(both.priya, "answer", answer="Two more.")).startswith("Thank you")
    assert await titles(sqlite_scene, both.rosa) == ["You declined"]


async def test_a_question_and_an_answer_may_not_be_endless(sqlite_scene: Scene) -> None:
    """Nothing is sent, and the form says so; without a question there is nothing to answer."""
    both = await pair(sqlite_scene)
    await both.ask()
    assert await both.title(both.priya, "reply") == "Your request is sent"
    await both.press(both.priya, "answer", answer="To nothing")
    assert "question" in only(Invalid, await both.press(both.rosa, "question", question="x" * 501)).errors
    await both.press(both.rosa, "question", question="Who else?")
    assert "answer" in only(Invalid, await both.press(both.priya, "answer", answer="x" * 501)).errors
    await both.press(both.priya, "answer", answer="Two more.")
    assert (await both.title(both.priya, "reply")).startswith("Thank you")
    assert "To nothing" not in await sqlite_scene.everything()


async def test_a_question_to_a_request_that_is_over_loses_nothing_typed(sqlite_scene: Scene) -> None:
    """It is said at the field, where the words can be copied."""
    both = await pair(sqlite_scene)
    await both.ask()
    await both.press(both.rosa, "question", question="Who else?")
    await both.press(both.priya, "withdraw")
    assert "copy" in only(Invalid, await both.press(both.rosa, "question", question="And?")).errors["question"]
    assert "copy" in only(Invalid, await both.press(both.priya, "answer", answer="Two")).errors["answer"]
    assert await both.title(both.rosa, "inquire") == "This request is closed"
    assert await both.title(both.priya, "reply") == "Your request is closed"
