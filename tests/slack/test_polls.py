"""Polls on Slack: typed or by the form, voted in by a press, filled live, and closed."""

from bot.poll_posting import keep_up
from tests.conftest import Clock
from tests.slack.test_introductions import words_of_modal
from tests.slack.workplace import Json, Workplace, words


async def shown(place: Workplace, clock: Clock) -> Json:
    """The poll's message, once the votes that came in are shown."""
    clock.forward(seconds=2)
    await keep_up(place.network)
    await place.deliver()
    return next(one for one in reversed(await place.messages("UBEN")) if not one.get("ephemeral"))


async def test_a_channel_is_asked_and_votes_by_a_press(place: Workplace, clock: Clock) -> None:
    """A guest too; members' words stay words; everybody is answered alone, and can change and take it back."""
    await place.command("UADA", "/quick-poll", "“Lunch <!channel>?” “*Soup*” “Pizza”")
    poll = await shown(place, clock)
    assert "Lunch <!channel>?" in words(poll)
    assert "Who sees what" in words(poll)
    await place.press("UCAT", poll, "*Soup*")
    answer = await place.last("UCAT")
    assert answer["ephemeral"]
    assert "You chose “*Soup*”." in words(answer)
    await place.press("UBEN", poll, "Pizza")
    await place.press("UBEN", poll, "*Soup*")
    poll = await shown(place, clock)
    assert "*Soup*\n2 votes, 100% ██████████" in words(poll)
    assert "Pizza\n0 votes, 0% ░░░░░░░░░░" in words(poll)
    await place.press("UCAT", await place.last("UCAT"), "Take my vote back")
    poll = await shown(place, clock)
    assert "1 person has voted" in words(poll)
    await place.press("UADA", poll, "More")
    await place.press("UADA", await place.modal("UADA"), "Close it")
    closed = await shown(place, clock)
    assert "This poll has closed. Asked by Ada Osei." in words(closed)
    assert len([one for one in await place.messages("UBEN") if "Lunch" in words(one)]) == 1
    assert "Your poll has closed" in words(await place.last("UADA", place.dm("UADA")))


async def test_what_is_not_clear_opens_the_form_and_several_can_be_chosen(place: Workplace, clock: Clock) -> None:
    """What was typed is in it; the vote is a form too, with what one chose."""
    await place.command("UADA", "/quick-poll", "What shall we read, a novel or poems")
    form = await place.modal("UADA")
    assert "What shall we read, a novel or poems" in str(form["blocks"])
    wrong = await place.submit("UADA", answers={"text": "A novel"})
    assert wrong["action"] == "errors"
    await place.submit("UADA", answers={"text": "A novel\nPoems\nLetters"}, most={"text": "2"})
    assert "Your poll is asked" in words_of_modal(await place.modal("UADA"))
    poll = await shown(place, clock)
    await place.press("UBEN", poll, "Vote")
    names = [each["block_id"].partition(":")[0] for each in (await place.modal("UBEN"))["blocks"] if "element" in each]
    tick = {"selected": ["yes"]}
    assert (await place.submit("UBEN", **dict.fromkeys(names, tick)))["action"] == "errors"
    await place.submit("UBEN", **{names[0]: {"selected": []}})
    assert "You chose “Poems” and “Letters”." in words(await place.modal("UBEN"))
    assert "Poems\n1 vote, 100%" in words(await shown(place, clock))
