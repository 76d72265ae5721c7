"""The message extension: find a collaborator from the compose box, and show them in a conversation."""

from typing import Any

from bot.errors import Busy
from handlers.teams import picks
from handlers.teams.manifest import FIND
from tests.teams.workplace import ADA, BEN, VOICES, Json, Workplace, words


async def search(place: Workplace, text: str, channel: str = "") -> Json:
    """What Ada finds in a group chat."""
    found: Json = await place.act(ADA, "search", channel=channel or place.group, command=FIND, text=text)
    return found


async def test_people_are_found_and_one_is_shown_to_others(place: Workplace) -> None:
    """With a preview each; their public card has nothing of what was looked for."""
    await place.make_profile(BEN, role="Poet", own_topics="hearing voices")
    found = await search(place, "creative work with voices")
    (result,) = found["results"]
    assert result["preview"]["contentType"].endswith("thumbnail")
    assert result["preview"]["content"]["title"] == "Ben Hall"
    assert "Poet" in result["preview"]["content"]["text"]
    await place.act(ADA, "share", channel=place.group, index=0)
    shown = await place.last(BEN, place.group)
    assert "Ben Hall" in words(shown)
    assert VOICES in words(shown)
    assert "creative work" not in str(shown)


async def test_a_button_of_a_card_that_was_shown_answers_whoever_presses_in_private(place: Workplace) -> None:
    """The card stays for all others."""
    await place.make_profile(BEN)
    await search(place, "hearing voices")
    await place.act(ADA, "share", channel=place.group, index=0)
    card = await place.last(ADA, place.group)
    await place.press(ADA, card, "See profile", place.group)
    assert VOICES in words(await place.last(ADA))
    assert await place.last(BEN, place.group) == card


async def test_a_search_for_nothing_says_what_to_type(place: Workplace) -> None:
    """Also the one with which Teams opens it."""
    assert (await search(place, ""))["text"] == picks.ASK


async def test_a_search_that_finds_nobody_says_so(place: Workplace) -> None:
    """Rather than an empty list."""
    found = await search(place, "quantum chromodynamics")
    assert (found["results"], found["text"]) == ([], picks.NOBODY)


async def test_what_a_member_typed_is_no_markup_in_a_preview(place: Workplace) -> None:
    """Teams reads its text as HTML."""
    await place.make_profile(BEN, role="<b>Poet</b> & <a href='https://evil.example'>bank</a>")
    (result,) = (await search(place, "hearing voices"))["results"]
    assert "<" not in result["preview"]["content"]["text"]
    assert "&lt;b&gt;Poet&lt;/b&gt; &amp;" in result["preview"]["content"]["text"]


async def test_a_search_that_the_records_do_not_answer_is_said_in_words(place: Workplace, monkeypatch: Any) -> None:
    """Not as an error of Teams' own."""
    await search(place, "")

    async def away(*_given: Any, **_more: Any) -> Any:
        raise Busy

    monkeypatch.setattr(type(place.network), "look", away)
    assert "cannot reach our records" in (await search(place, "voices"))["text"]


async def test_a_search_that_takes_too_long_is_said_in_words(place: Workplace, monkeypatch: Any) -> None:
    """Teams waits for five seconds."""
    monkeypatch.setattr("handlers.teams.listeners.PATIENCE", 0.0)
    assert (await search(place, "voices"))["text"] == picks.LATER


async def test_another_kind_of_request_is_not_an_error(place: Workplace) -> None:
    """Teams may ask for what the app does not offer."""
    draft = await place.drafted()
    done = await place.forge(activity={**draft, "type": "invoke", "name": "task/fetch", "value": {}})
    assert done["status"] == 501
