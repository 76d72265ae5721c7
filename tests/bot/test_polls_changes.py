"""Polls that change while they are open: by their author, by others' answers, and by facilitators."""

import pytest

from bot.cards import Card, Form, Invalid, TextField
from bot.directory import Address
from tests.bot.introducing import told
from tests.bot.polling import Polled, ask, numbers, people, polled
from tests.bot.scene import Scene, button, buttons_of, only, words_of


async def asked_in_words(scene: Scene, who: Address) -> Card:
    """A poll whose answers begin like a list, typed in quotes."""
    return only(Card, await ask(scene, who, "poll “League?” “1. Bundesliga” “2. Bundesliga”"))


async def test_votes_for_lines_that_stay_are_kept_when_a_poll_is_changed(scene: Scene) -> None:
    """Those for a line that goes are dropped, and the poll says that it was changed."""
    poll = await polled(scene, answers="Soup\nPizza\nRice")
    one, other = people(scene, 2)
    await poll.vote(one, "Soup")
    await poll.vote(other, "Pizza")
    form = only(Form, await poll.press(poll.priya, "edit"))
    assert "Soup\nPizza\nRice" in words_of(form)
    assert "2 people have voted so far." in words_of(form)
    await poll.card(poll.priya, "change", question="Dinner?", answers="Rice\nSoup\nBread")
    same = await poll.press(poll.priya, "change", question="Dinner?", answers="Rice\nSoup\nBread")
    assert only(Card, same).title == "Dinner?"
    card = await poll.standing()
    assert card.title == "Dinner?"
    assert numbers(card) == {"Soup": "1 vote, 100%", "Rice": "0 votes, 0%", "Bread": "0 votes, 0%"}
    assert "Changed since it was asked" in words_of(card)
    await poll.vote(other, "Bread")
    assert numbers(await poll.standing())["Bread"] == "1 vote, 50%"


async def test_what_a_change_may_not_do(sqlite_scene: Scene) -> None:
    """One answer is no choice; after an hour it is too late; nothing that changes nothing is told."""
    poll = await polled(sqlite_scene)
    wrong = only(Invalid, await poll.press(poll.priya, "change", question="", answers="Soup"))
    assert set(wrong.errors) == {"question", "answers"}
    await poll.card(poll.priya, "change", question="Lunch?", answers="Pizza\nSoup")
    assert (await poll.row())["edited_at"] is None
    sqlite_scene.clock.forward(minutes=61)
    for action in ("edit", "change"):
        late = await poll.card(poll.priya, action, question="Dinner?", answers="Soup\nPizza")
        assert late.title == "It is too late to change this poll"
    assert "polls.edit" not in [one.action for one in buttons_of(await poll.card(poll.priya, "show"))]
    await poll.card(poll.priya, "close")
    assert (await poll.card(poll.priya, "edit")).title == "This poll has closed"


async def test_an_answer_that_begins_like_a_list_keeps_its_votes(sqlite_scene: Scene) -> None:
    """The form that shows it does not take it for another one."""
    priya = sqlite_scene.town.add("priya", "Priya")
    poll = Polled(sqlite_scene, priya, button(await asked_in_words(sqlite_scene, priya), "See it").value)
    [one] = people(sqlite_scene, 1)
    await poll.vote(one, "2. Bundesliga")
    form = only(Form, await poll.press(priya, "edit"))
    answers = next(field.value for field in form.fields if isinstance(field, TextField) and field.name == "answers")
    await poll.card(priya, "change", question="Which league?", answers=f"{answers}\n- Neither")
    counted = numbers(await poll.standing())
    assert counted == {"1. Bundesliga": "0 votes, 0%", "2. Bundesliga": "1 vote, 100%", "Neither": "0 votes, 0%"}


async def test_whose_names_are_known_hears_of_a_change(sqlite_scene: Scene) -> None:
    """In private, with what is gone."""
    poll = await polled(sqlite_scene, shown="named_later", answers="Soup\nPizza\nRice")
    [one] = people(sqlite_scene, 1)
    await poll.vote(one, "Pizza")
    await poll.card(poll.priya, "change", question="Lunch?", answers="Soup\nRice")
    [card] = await told(sqlite_scene, one)
    assert card.title == "A poll that you voted in was changed: Lunch?"
    assert "“Pizza”" in words_of(card)
    assert "You chose" not in words_of(await poll.card(one, "show"))


async def test_removing_an_answer_does_not_tell_how_many_had_chosen_it(sqlite_scene: Scene) -> None:
    """Where numbers are hidden, the number of those who voted stays until the poll closes."""
    poll = await polled(sqlite_scene, shown="anonymous", answers="Soup\nPizza\nRice")
    voters = people(sqlite_scene, 6)
    for one in voters[:5]:
        await poll.vote(one, "Soup")
    await poll.vote(voters[5], "Pizza")
    gone = await poll.option("Pizza")
    await sqlite_scene.card(poll.priya, "polls.drop", f"{poll.key} {gone}")
    assert "6 people have voted" in words_of(await poll.standing())
    await poll.card(poll.priya, "close")
    assert "5 people have voted" in words_of(await poll.standing())


@pytest.mark.parametrize("soup", [3, 4])
async def test_below_the_floor_closing_does_not_tell_it_either(sqlite_scene: Scene, soup: int) -> None:
    """Whoever asked could remove an answer, close the poll, and see how many votes are gone."""
    poll = await polled(sqlite_scene, shown="anonymous", answers="Soup\nPizza\nRice")
    voters = people(sqlite_scene, 6)
    for one in voters[:soup]:
        await poll.vote(one, "Soup")
    for one in voters[soup : 2 * soup - 2]:
        await poll.vote(one, "Pizza")
    await sqlite_scene.card(poll.priya, "polls.drop", f"{poll.key} {await poll.option('Pizza')}")
    closed = await poll.card(poll.priya, "close")
    for card in (closed, await poll.standing(), await sqlite_scene.card(poll.priya, "polls.mine")):
        assert "Fewer than five people have voted" in words_of(card)
    assert "so the numbers are not shown" in words_of(closed)
    assert [row["voters"] for row in await sqlite_scene.rows("polls")] == [4]


async def test_others_add_answers_and_whoever_looks_after_it_removes_them(sqlite_scene: Scene) -> None:
    """Three a person, none twice, and two answers stay."""
    poll = await polled(sqlite_scene, adding=True)
    olga = sqlite_scene.town.add("olga", "Olga", owner=True)
    one, other = people(sqlite_scene, 2)
    assert "Add an answer" in words_of(only(Form, await poll.press(one, "add")))
    await poll.card(one, "add_one", answer=" Rice  cakes ")
    for wrong in ("", "SOUP", "x" * 76):
        assert isinstance(await poll.press(other, "add_one", answer=wrong), Invalid)
    for label in ("A", "B"):
        await poll.card(one, "add_one", answer=label)
    assert (await poll.card(one, "add_one", answer="C")).title == "No more answers can be added"
    await poll.vote(other, "Rice cakes")
    assert numbers(await poll.standing())["Rice cakes"] == "1 vote, 100%"
    assert (await poll.card(other, "answers")).title == "We could not find that"
    for who, label in ((olga, "Rice cakes"), (poll.priya, "A"), (poll.priya, "B")):
        listed = await poll.card(who, "answers")
        found = button(listed, f"Remove “{label}”")
        await sqlite_scene.card(who, found.action, found.value)
        await sqlite_scene.card(who, found.action, found.value)
    assert numbers(await poll.standing()) == {"Soup": "0 votes, 0%", "Pizza": "0 votes, 0%"}
    last = button(await poll.card(poll.priya, "answers"), "Remove “Soup”")
    assert (await sqlite_scene.card(poll.priya, last.action, last.value)).title == "A poll needs two answers"
    await poll.card(one, "add_one", answer="Bread")
    assert [row["added_by"] for row in await sqlite_scene.rows("poll_options") if row["added"]] == [
        await sqlite_scene.id_of(one)
    ]
    await poll.card(poll.priya, "close")
    assert {row["added_by"] for row in await sqlite_scene.rows("poll_options")} == {None}
    closed = await polled(sqlite_scene)
    assert (await closed.card(one, "add")).title == "We could not find that"


async def test_a_poll_that_harms_is_reported_and_removed(sqlite_scene: Scene) -> None:
    """The facilitators hear who reports it; whoever asked it hears that it was removed, and nothing of it stays."""
    poll = await polled(sqlite_scene)
    [one] = people(sqlite_scene, 1)
    nobody = await poll.press(one, "tell", words="Unkind")
    assert "There is no facilitator" in words_of(nobody)
    olga = sqlite_scene.town.add("olga", "Olga", owner=True)
    await sqlite_scene.card(olga, "home.show")
    await poll.vote(one, "Soup")
    assert "Lunch?" in words_of(only(Form, await poll.press(one, "report")))
    assert isinstance(await poll.press(one, "tell", words="x" * 1001), Invalid)
    assert (await poll.card(one, "tell", words="Unkind")).title == "The facilitators are told"
    [report] = await told(sqlite_scene, olga)
    assert "Guest 0 reports a poll" in words_of(report)
    seen = button(report, "See the poll")
    remove = button(await sqlite_scene.card(olga, seen.action, seen.value), "Remove it")
    for _ in range(2):
        assert (await sqlite_scene.card(olga, remove.action, remove.value)).title == "This poll was removed"
    assert (await poll.standing()).title == "This poll was removed"
    assert [card.title for card in await told(sqlite_scene, poll.priya)] == ["A facilitator removed your poll: Lunch?"]
    for table in ("poll_ballots", "poll_options"):
        assert await sqlite_scene.rows(table) == []
    assert (await poll.card(one, "show")).title == "This poll was removed"
    assert (await sqlite_scene.card(one, "polls.vote", f"{poll.key} 1")).title == "This poll has closed"
    assert (await poll.card(one, "report")).title == "We could not find that"
