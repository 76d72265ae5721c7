"""What goes wrong between Teams and us: clear words to the member or the operator, and a line in the log with an id."""

import asyncio
from typing import Any

import pytest

from bot.network import Network
from handlers.teams import adaptive
from handlers.teams.answers import WORKING
from tests.teams.workplace import ADA, BEN, VOICES, Workplace, at_work, card_of, input_of, profile, words


def refusal(written: list[Any], code: str) -> Any:
    """The line about a refusal of Teams'; it has an id and says what to do."""
    line = next(line for line in written if line["event"] == "teams_refused" and line["code"] == code)
    assert len(line["reference"]) == 8
    assert line["advice"]
    return line


async def test_an_answer_that_teams_does_not_take_is_said_to_the_operator(place: Workplace, written: list[Any]) -> None:
    """Some tries later. In somebody's own chat there is no other way to tell them; what they said is not in the log."""
    await place.fault(method="send", error="500", times=9)
    await place.say(ADA, "hearing voices")
    assert "nothing to do" in refusal(written, "ServiceError")["advice"]
    assert "hearing voices" not in str(written)


@pytest.mark.parametrize("error", ["429", "500", "502", "412"])
async def test_what_teams_puts_off_for_a_moment_is_waited_for(place: Workplace, error: str) -> None:
    """An answer comes a little later, once."""
    await place.fault(method="send", error=error, retry_after=0)
    await place.say(ADA, "help")
    assert len(await place.messages(ADA)) == 2


@pytest.mark.parametrize(("error", "answers"), [("drop_before", 1), ("drop_after", 2)])
async def test_an_answer_whose_connection_broke_off_is_sent_again(place: Workplace, error: str, answers: int) -> None:
    """Teams cannot tell whether it arrived, and an answer that comes twice is better than none."""
    await place.fault(method="send", error=error)
    await place.say(ADA, "help")
    assert [words(one).partition("\n")[0] for one in await place.messages(ADA)][1:] == [
        "What Roundtable can do"
    ] * answers


async def test_an_answer_that_never_gets_through_is_said_to_the_operator(place: Workplace, written: list[Any]) -> None:
    """Some tries later."""
    await place.fault(method="send", error="drop_before", times=9)
    await place.say(ADA, "help")
    assert len(await place.messages(ADA)) == 1
    assert refusal(written, "unreachable")


async def test_an_expired_secret_is_said_to_the_operator(sqlite_network: Network, written: list[Any]) -> None:
    """A press is answered all the same, for that needs no token."""
    async with at_work(sqlite_network) as place:
        await place.make_profile(BEN)
        await place.say(BEN, "home")
        home = await place.last(BEN)
        await place.control("PUT", "app", client_secret="another")
        await place.control("POST", "time", seconds=7200)
        await place.say(BEN, "help")
        line = refusal(written, "invalid_client")
        assert "TEAMS_CLIENT_SECRET" in line["advice"]
        assert (await place.press(BEN, home, "Pause"))["answer"] == "card"
        assert "paused" in words(await place.last(BEN)) or await place.toast(BEN) == ""


async def test_a_form_that_cannot_be_opened_is_excused(place: Workplace, written: list[Any]) -> None:
    """The member reads a reference, under which the operator reads what to do; pressing again works."""
    await place.say(BEN, "home")
    home = await place.last(BEN)
    await place.fault(method="send", error="429", retry_after=5)
    done = await place.press(BEN, home, "Make my profile")
    assert refusal(written, "Throttled")["reference"] in done["text"]
    await place.press(BEN, home, "Make my profile")
    assert input_of(await place.last(BEN), "about")


async def test_a_private_answer_that_cannot_be_given_now_is_excused_where_it_was_asked_for(
    place: Workplace, written: list[Any]
) -> None:
    """With a reference, and without a word of the question or the answer."""
    await place.say(ADA, "help")
    await place.fault(method="send", error="500", times=3)
    asked = await place.say(ADA, "@Roundtable hearing voices", place.channel())
    said = (await place.messages(ADA, place.channel(), asked))[-1]["text"]
    assert refusal(written, "ServiceError")["reference"] in said
    assert "voices" not in said


async def test_a_card_that_could_not_be_changed_for_good_is_changed_in_passing(
    place: Workplace, written: list[Any]
) -> None:
    """The answer is there; the operator reads that it will not last."""
    await place.make_profile(BEN)
    await place.say(BEN, "home")
    await place.fault(method="update", error="500")
    done = await place.press(BEN, await place.last(BEN), "Pause")
    assert done["answer"] == "card"
    assert refusal(written, "ServiceError")["doing"] == "replace"


async def pressed_slowly(
    place: Workplace, monkeypatch: pytest.MonkeyPatch, where: Any, title: str, **typed: str
) -> Any:
    """Press a button while the records take longer than Teams is kept waiting, until it is answered in the end."""
    transact, answer = type(place.network)._transact, asyncio.Event()

    async def later(*given: Any, **more: Any) -> Any:
        await answer.wait()
        return await transact(*given, **more)

    with monkeypatch.context() as patch:
        patch.setattr("handlers.teams.listeners.PATIENCE", 0.01)
        patch.setattr(type(place.network), "_transact", later)
        inputs = {input_of(where, name)["id"]: value for name, value in typed.items()}
        click = {"channel": place.chat(BEN), "ts": where["ts"], "title": title, "inputs": inputs}
        done = await place.control("POST", f"users/{BEN}/click", **click)
        answer.set()
        await place.quiet()
    return done


async def test_a_slow_answer_to_a_press_takes_the_cards_place_later(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The member reads that it takes longer, and need not press again."""
    await place.make_profile(BEN)
    await place.say(BEN, "home")
    home = await place.last(BEN)
    done = await pressed_slowly(place, monkeypatch, home, "Pause")
    assert done["text"] == WORKING
    after = await place.last(BEN)
    assert after["ts"] == home["ts"]
    assert "paused" in words(after)


async def test_a_form_that_is_saved_slowly_keeps_nothing_back(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it was taken or not: errors come with what was typed, and then the answer."""
    await place.say(BEN, "profile")
    done = await pressed_slowly(place, monkeypatch, await place.last(BEN), "Save", **profile(paused_until="2020-01-01"))
    assert done["text"] == WORKING
    again = await place.last(BEN)
    assert "This day has passed" in words(again)
    assert input_of(again, "about")["value"] == VOICES
    await pressed_slowly(place, monkeypatch, again, "Save", paused_until="")
    assert not [node for node in card_of(await place.last(BEN))["body"] if node["type"].startswith("Input.")]


async def test_a_slow_answer_to_a_message_comes_later(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Teams is not kept waiting for it."""
    monkeypatch.setattr("handlers.teams.listeners.PATIENCE", 0.0)
    await place.say(ADA, "help")
    assert "find" in words(await place.last(ADA))


async def test_what_was_typed_is_kept_while_the_records_are_away(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form stays, says why, and can be sent again."""
    await place.say(BEN, "profile")
    form = await place.last(BEN)
    transact = type(place.network)._transact

    async def away(network: Any, action: Any, *, writes: bool, key: str) -> Any:
        if writes:
            raise ConnectionRefusedError
        return await transact(network, action, writes=writes, key=key)

    monkeypatch.setattr(type(place.network), "_transact", away)
    done = await place.press(BEN, form, "Save", **profile(role="Poet"))
    assert done["answer"] == "card"
    kept = await place.last(BEN)
    assert "Nothing was saved" in words(kept)
    assert (input_of(kept, "about")["value"], input_of(kept, "role")["value"]) == (VOICES, "Poet")
    monkeypatch.undo()
    await place.press(BEN, kept, "Save")
    await place.say(ADA, "hearing voices")
    assert "Ben Hall" in words(await place.last(ADA))


async def test_a_message_while_the_records_are_away_is_answered_in_words(
    place: Workplace, monkeypatch: pytest.MonkeyPatch, written: list[Any]
) -> None:
    """Nor is where somebody is written to a reason not to answer them."""

    async def away(*_given: Any, **_more: Any) -> Any:
        raise ConnectionRefusedError

    monkeypatch.setattr(type(place.network), "_transact", away)
    await place.say(ADA, "help")
    assert "cannot reach our records" in words(await place.last(ADA))
    assert any(line["event"] == "reference_not_kept" for line in written)


async def test_what_nobody_expected_is_told_with_a_reference(
    place: Workplace, monkeypatch: pytest.MonkeyPatch, written: list[Any]
) -> None:
    """A fault of ours in showing an answer reaches the member as words, and the log with its traceback."""
    drawn, failing = adaptive.content, iter((True,))

    def broken(card: Any) -> Any:
        if next(failing, False):
            raise ZeroDivisionError
        return drawn(card)

    monkeypatch.setattr(adaptive, "content", broken)
    await place.say(ADA, "help")
    (line,) = [line for line in written if line["event"] == "answer_failed"]
    assert line["reference"] in words(await place.last(ADA))
    assert isinstance(line["exc_info"], ZeroDivisionError)


async def test_a_press_that_nobody_expected_to_fail_is_answered(
    place: Workplace, monkeypatch: pytest.MonkeyPatch, written: list[Any]
) -> None:
    """An error would have Teams press again; so it is an answer with a reference."""
    await place.say(ADA, "help")
    shown = await place.last(ADA)

    def broken(_data: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr("handlers.teams.forms.pressed", broken)
    done = await place.press(ADA, shown, "Look for people")
    (line,) = [line for line in written if line["event"] == "answer_failed"]
    assert line["reference"] in done["text"]
    monkeypatch.setattr("handlers.teams.picks.asked", broken)
    found = await place.act(ADA, "search", channel=place.group, command="find", text="x")
    assert "Reference" in found["text"] or "reference" in found["text"]


async def test_an_activity_that_is_not_as_expected_is_no_error_for_teams(place: Workplace, written: list[Any]) -> None:
    """It would be sent again and again; the log has it, and the member reads words where there is a way."""
    draft = await place.drafted()
    done = await place.forge(activity={**draft, "entities": ["x"], "id": "odd"})
    assert done["status"] == 200
    (line,) = [line for line in written if line["event"] == "answer_failed"]
    assert line["reference"] in words(await place.last(ADA))


async def test_what_a_door_is_answering_is_finished_before_it_closes(place: Workplace) -> None:
    """A process that is stopped loses no answer."""
    await place.say(ADA, "help")
    await place.fault(method="send", error="slow", seconds=0.2)
    activity = await place.drafted(ADA, "home")
    await place.control("POST", "deliver", activity=activity)
    closing = asyncio.create_task(place.door.close())
    await closing
    assert "Welcome, Ada Osei" in words(await place.last(ADA))
