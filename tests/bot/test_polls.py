"""Polls: asked where one says it, voted in by anybody there, and closed."""

from datetime import date

from bot.cards import Card, Form, Invalid, Text, TextField
from bot.directory import Room
from bot.poll_form import LONGEST_ANSWERS
from bot.poll_words import UNREAD
from tests.bot.introducing import told
from tests.bot.polling import FORM, GENERAL, LUNCH, Polled, ask, asked, by_form, numbers, people, polled, tended
from tests.bot.scene import Scene, button, buttons_of, only, words_of


async def test_a_poll_is_asked_by_what_is_typed_and_filled_live(scene: Scene) -> None:
    """By somebody without a profile, and a guest votes."""
    poll = await polled(scene)
    first = await poll.standing()
    assert first.title == "Lunch?"
    assert "Who sees what" in words_of(first)
    assert "Nobody has voted yet" in words_of(first)
    one, other = people(scene, 2)
    assert (await poll.vote(one, "Soup")).title == "Your vote is counted"
    await poll.vote(other, "Pizza")
    await poll.vote(other, "Pizza")
    card = await poll.standing()
    assert numbers(card) == {"Soup": "1 vote, 50%", "Pizza": "1 vote, 50%"}
    assert "2 people have voted" in words_of(card)
    await poll.vote(other, "Soup")
    assert numbers(await poll.standing()) == {"Soup": "2 votes, 100%", "Pizza": "0 votes, 0%"}
    await poll.card(one, "withdraw")
    await poll.card(one, "withdraw")
    assert numbers(await poll.standing()) == {"Soup": "1 vote, 100%", "Pizza": "0 votes, 0%"}
    assert len(await scene.rows("poll_ballots")) == 1


async def test_what_is_not_clear_opens_the_form_with_what_was_typed(sqlite_scene: Scene) -> None:
    """And nothing is asked before it is sent; sent twice, it is asked once."""
    priya = sqlite_scene.town.add("priya", "Priya")
    form = only(Form, await ask(sqlite_scene, priya, "poll Soup or pizza, what do you think"))
    assert UNREAD in words_of(form)
    assert "Soup or pizza, what do you think" in words_of(form)
    assert "#general" in words_of(form)
    assert await sqlite_scene.rows("poll_posts") == []
    for _ in range(2):
        poll = await sqlite_scene.card(priya, "polls.save", form.value, **FORM)
        assert poll.title == "Your poll is asked"
    assert len(await sqlite_scene.rows("poll_posts")) == 1
    other = sqlite_scene.town.add("omar", "Omar")
    assert (await sqlite_scene.card(other, "polls.save", form.value, **FORM)).title == "We could not find that"


async def test_nothing_that_is_typed_is_too_long_for_the_form(sqlite_scene: Scene) -> None:
    """A long question goes where there is room, and what a field has no room for stands above it."""
    priya = sqlite_scene.town.add("priya", "Priya")
    question, answers = "q" * 151, [f"{number}{'a' * 300}" for number in range(12)]
    form = only(Form, await ask(sqlite_scene, priya, "poll " + "\n".join((question, *answers))))
    field = next(field.value for field in form.fields if isinstance(field, TextField) and field.name == "answers")
    beyond = [part.text for part in form.intro if isinstance(part, Text)][-2]
    assert len(field) == LONGEST_ANSWERS
    assert field + beyond == "\n".join((question, *answers))


async def test_what_cannot_be_asked_stands_at_its_field(sqlite_scene: Scene) -> None:
    """Each with words of its own."""
    priya = sqlite_scene.town.add("priya", "Priya")
    wrong = await by_form(
        sqlite_scene, priya, question=" ", answers="One", shown="?", most=0, clock="late", repeats="daily"
    )
    assert set(only(Invalid, wrong).errors) == {"question", "answers", "shown", "most", "clock", "repeats"}
    for closing in ({"day": date(2026, 11, 22)}, {"day": date(2026, 11, 23), "clock": "8:00"}, {"clock": "17:00"}):
        assert set(only(Invalid, await by_form(sqlite_scene, priya, **closing)).errors) == {"day"}
    far = await by_form(sqlite_scene, priya, day=date(2028, 1, 1))
    assert set(only(Invalid, far).errors) == {"day"}
    assert [row["state"] for row in await sqlite_scene.rows("polls")] == ["draft"] * 5


async def test_said_to_the_bot_alone_it_goes_to_the_announcement_channels(sqlite_scene: Scene) -> None:
    """All of them, on both platforms, with one count; only by somebody with a profile."""
    priya = await sqlite_scene.member("priya", "Priya")
    card = only(Card, await ask(sqlite_scene, priya, room=None))
    everywhere = button(card, "Ask it in all of them")
    assert (
        await sqlite_scene.card(priya, everywhere.action, everywhere.value)
    ).title == "There is no announcement channel yet"
    olga = sqlite_scene.town.add("olga", "Olga", owner=True)
    for room in (GENERAL, Room("teams", "T2", "19:c", name="General")):
        await ask(sqlite_scene, olga, "announce", room)
    nell = sqlite_scene.town.add("nell", "Nell")
    theirs = button(await ask(sqlite_scene, nell, room=None), "Ask it in all of them")
    assert (await sqlite_scene.card(nell, theirs.action, theirs.value)).title == "You need a profile for this"
    for _ in range(2):
        shown = await sqlite_scene.card(priya, everywhere.action, everywhere.value)
        assert "#general on Slack, General on Microsoft Teams" in words_of(shown)
    poll = Polled(sqlite_scene, priya, button(shown, "See it").value)
    await poll.vote(nell, "Soup")
    await poll.vote(sqlite_scene.town.add("tess", "Tess", platform="teams"), "Soup")
    assert numbers(await poll.standing(1)) == numbers(await poll.standing(2))
    assert numbers(await poll.standing(2))["Soup"] == "2 votes, 100%"


async def test_by_the_form_it_goes_there_too_and_its_author_sees_where_it_could_not_be_posted(
    sqlite_scene: Scene,
) -> None:
    """Long words that were typed are all in it."""
    olga = sqlite_scene.town.add("olga", "Olga", owner=True)
    await ask(sqlite_scene, olga, "announce")
    nell = sqlite_scene.town.add("nell", "Nell")
    assert only(Card, await ask(sqlite_scene, nell, "poll", room=None)).title == "You need a profile for this"
    priya = await sqlite_scene.member("priya", "Priya")
    long = f"Soup or pizza{', or soup' * 40}"
    form = only(Form, await ask(sqlite_scene, priya, f"poll {long}", room=None))
    assert long in words_of(form)
    assert "all announcement channels" in words_of(form)
    shown = await sqlite_scene.card(priya, "polls.save", form.value, **FORM)
    poll = Polled(sqlite_scene, priya, button(shown, "See it").value)
    gone = "reason = 'not_in_channel', failure = 'not_in_channel: the bot is not there: invite it'"
    await sqlite_scene.change(f"UPDATE outbox SET {gone} WHERE kind = 'channel'")  # noqa: S608 - our own words
    assert "It is not in #general on Slack. The bot is not there: invite it." in words_of(
        await poll.card(priya, "show")
    )
    assert "It is not in" not in words_of(await poll.card(nell, "show"))


async def test_a_poll_that_nobody_closes_closes_after_a_year(sqlite_scene: Scene) -> None:
    """Whoever asked it may be gone by then."""
    poll = await polled(sqlite_scene)
    await tended(sqlite_scene, days=365)
    assert (await poll.row())["state"] == "open"
    await tended(sqlite_scene, days=1)
    assert (await poll.row())["state"] == "closed"


async def test_where_the_bot_is_not_it_says_so(sqlite_scene: Scene) -> None:
    """And nothing is kept; what was typed is there to be copied."""
    priya = sqlite_scene.town.add("priya", "Priya")
    shown = only(Card, await ask(sqlite_scene, priya, room=Room("slack", "T1", "C9", joined=False)))
    assert shown.title == "I am not in this channel yet"
    assert LUNCH.removeprefix("poll ") in words_of(shown)
    assert await sqlite_scene.rows("polls") == []


async def test_nobody_has_more_than_five_open(sqlite_scene: Scene) -> None:
    """Closing one makes room."""
    polls = [await polled(sqlite_scene) for _ in range(5)]
    priya = polls[0].priya
    assert only(Card, await ask(sqlite_scene, priya)).title == "You have 5 polls open"
    await polls[2].card(priya, "close")
    await asked(sqlite_scene, priya)


async def test_numbers_that_are_hidden_stay_so_until_the_end_for_everybody(sqlite_scene: Scene) -> None:
    """The author and facilitators too; and five must have voted."""
    poll = await polled(sqlite_scene, shown="anonymous")
    olga = sqlite_scene.town.add("olga", "Olga", owner=True)
    voters = people(sqlite_scene, 4)
    for one in voters:
        await poll.vote(one, "Soup")
    for card in (await poll.standing(), await poll.card(poll.priya, "show"), await poll.card(olga, "show")):
        assert numbers(card) == {}
        assert "4 people have voted" in words_of(card)
    mine = await poll.card(voters[0], "show")
    assert "You chose “Soup”" in words_of(mine)
    await poll.card(poll.priya, "close")
    assert "Fewer than five people have voted, so the numbers are not shown" in words_of(await poll.standing())
    assert {row["votes"] for row in await sqlite_scene.rows("poll_options")} == {None}
    second = await polled(sqlite_scene, shown="anonymous")
    for one in (*voters, poll.priya):
        await second.vote(one, "Pizza")
    await second.card(poll.priya, "close")
    assert numbers(await second.standing()) == {"Soup": "0 votes, 0%", "Pizza": "5 votes, 100%"}


async def test_once_closed_nothing_tells_who_chose_what_without_names(sqlite_scene: Scene) -> None:
    """No ballot, no key, and no answer that was kept beside a press."""
    for shown in ("numbers", "anonymous"):
        poll = await polled(sqlite_scene, shown=shown)
        for number, one in enumerate(people(sqlite_scene, 6)):
            await sqlite_scene.card(
                one, "polls.vote", f"{poll.key} {await poll.option('Soup')}", once=f"{shown} {number}"
            )
        assert all(row["member_id"] is None for row in await sqlite_scene.rows("poll_ballots"))
        await poll.card(poll.priya, "close")
        assert await sqlite_scene.rows("poll_ballots") == []
        assert (await poll.row())["secret"] is None
        assert all("Soup" not in str(row["answer"]) for row in await sqlite_scene.rows("once_keys"))
        assert "You chose" not in words_of(await poll.card(people(sqlite_scene, 1)[0], "show"))


async def test_names_are_shown_where_the_poll_says_so(sqlite_scene: Scene) -> None:
    """As they come in, or at the end."""
    for shown, before in (("named", True), ("named_later", False)):
        poll = await polled(sqlite_scene, shown=shown)
        one, other = people(sqlite_scene, 2)
        await poll.vote(one, "Soup")
        await poll.vote(other, "Pizza")
        await poll.vote(other, "Soup")
        assert ("Guest 0, Guest 1" in words_of(await poll.card(one, "show"))) is before
        await poll.card(poll.priya, "close")
        assert "Guest 0, Guest 1" in words_of(await poll.card(one, "show"))
        assert "Guest" not in words_of(await poll.standing())


async def test_several_answers_are_chosen_in_a_form(sqlite_scene: Scene) -> None:
    """As many as the poll says, and what was chosen stands in it the next time."""
    poll = await polled(sqlite_scene, answers="A\nB\nC", most=2)
    [one] = people(sqlite_scene, 1)
    assert buttons_of(await poll.standing())[0].label == "Vote"
    names = {label: f"option{await poll.option(label)}" for label in "ABC"}
    over = await poll.press(one, "cast", **dict.fromkeys(names.values(), True))
    assert "Please choose 2 at most" in words_of(over)
    await poll.card(one, "cast", **{names["A"]: True, names["C"]: True})
    form = only(Form, await poll.press(one, "choose"))
    assert [getattr(field, "value", None) for field in form.fields] == [True, False, True]
    assert numbers(await poll.standing()) == {"A": "1 vote, 100%", "B": "0 votes, 0%", "C": "1 vote, 100%"}
    assert (await poll.card(one, "cast")).title == "You have no vote in this poll"
    assert "Nobody has voted yet" in words_of(await poll.standing())


async def test_nobody_is_told_to_choose_more_answers_than_there_are(sqlite_scene: Scene) -> None:
    """Unless others may add some."""
    for adding, most in ((False, 2), (True, 9)):
        poll = await polled(sqlite_scene, most=9, adding=adding)
        assert f"choose up to {most} answers" in words_of(await poll.standing())
    poll = await polled(sqlite_scene, answers="Soup\nPizza\nRice", most=3)
    await sqlite_scene.card(poll.priya, "polls.drop", f"{poll.key} {await poll.option('Rice')}")
    assert "choose up to 2 answers" in words_of(await poll.standing())
    assert "Choose up to 2 answers" in words_of(await poll.press(poll.priya, "choose"))


async def test_it_closes_when_it_says_and_its_author_hears(sqlite_scene: Scene) -> None:
    """By the clock where they are; a vote after that is not taken, even before the job comes by."""
    rome = sqlite_scene.town.add("rome", "Rosa", timezone="Europe/Rome")
    poll = await asked(sqlite_scene, rome, day=date(2026, 11, 23), clock="5 pm")
    assert "23 November 2026 at 17:00 (Rome time)" in words_of(await poll.standing())
    [one] = people(sqlite_scene, 1)
    await tended(sqlite_scene, hours=6, minutes=59)
    await poll.vote(one, "Soup")
    sqlite_scene.clock.forward(minutes=1)
    assert (await poll.vote(one, "Pizza")).title == "This poll has closed"
    await tended(sqlite_scene)
    await tended(sqlite_scene)
    card = await poll.standing()
    assert "This poll has closed. Asked by Rosa." in words_of(card)
    assert numbers(card)["Soup"] == "1 vote, 100%"
    assert [each.title for each in await told(sqlite_scene, rome)] == ["Your poll has closed: Lunch?"]
    assert (await poll.card(one, "withdraw")).title == "This poll has closed"
    assert [each.label for each in buttons_of(card)] == ["Look closer"]


async def test_what_was_pressed_in_an_older_message_does_no_harm(sqlite_scene: Scene) -> None:
    """Other people's keys, answers of another poll, drafts, and what is no number."""
    poll = await polled(sqlite_scene)
    second = await polled(sqlite_scene)
    [one] = people(sqlite_scene, 1)
    strange = (await sqlite_scene.card(one, "polls.vote", f"{poll.key} {await second.option('Soup')}")).title
    assert strange == "This answer was removed"
    for value in ("", "x", f"{poll.key}", f"{poll.key} x", "none 1"):
        assert (await sqlite_scene.card(one, "polls.vote", value)).title in {strange, "We could not find that"}
    for action in ("edit", "change", "close", "remove", "stop", "drop", "answers", "add", "add_one"):
        assert (await poll.card(one, action)).title == "We could not find that"
    assert only(Card, await ask(sqlite_scene, poll.priya, f"{LUNCH} ")).title == "Your poll is asked"
