"""How requests end: reminders, closing, leaving, deleting, linking, and what is forgotten when."""

from dataclasses import replace

from bot.cards import Card, Form, load
from bot.errors import NotYours
from tests.bot.introducing import RESEARCHER, TERMS, UNAVAILABLE, Pair, ask, groups, jobs, pair, pressed, titles, told
from tests.bot.scene import Scene, buttons_of, only, words_of

REMINDER = "Still open: Priya would like to meet you"


async def left(scene: Scene, both: Pair, user: str) -> None:
    """Have the platform tell that somebody left."""
    who = getattr(both, user)
    await scene.told(replace(scene.town.people[who], left=True))


async def test_one_reminder_is_sent_after_a_week(sqlite_scene: Scene) -> None:
    """Not before, and not again; it can be answered like the request."""
    both = await pair(sqlite_scene)
    await both.ask()
    sqlite_scene.clock.forward(days=6, hours=23)
    await jobs(sqlite_scene)
    assert len(await told(sqlite_scene, both.rosa)) == 1
    for _ in range(3):
        sqlite_scene.clock.forward(hours=1)
        await jobs(sqlite_scene)
    assert (await titles(sqlite_scene, both.rosa))[1:] == [REMINDER]
    await pressed(sqlite_scene, both.rosa, (await told(sqlite_scene, both.rosa))[1], "Accept")
    assert await titles(sqlite_scene, both.rosa) == ["You and Priya are introduced"] * 2


async def test_nobody_is_reminded_who_is_paused_has_answered_or_waits_for_an_answer(sqlite_scene: Scene) -> None:
    """Nor of somebody who has left, nor after they left themselves."""
    for number, answer in enumerate(("declined", "withdrawn", "paused", "question", "asker left", "asked left")):
        rosa = await sqlite_scene.member(f"r{number}", "Rosa")
        priya = await sqlite_scene.member(f"p{number}", "Priya", **RESEARCHER)
        both = Pair(sqlite_scene, priya, rosa)
        await both.ask()
        match answer:
            case "declined":
                await both.press(rosa, "decline")
            case "withdrawn":
                await both.press(priya, "withdraw")
            case "paused":
                await sqlite_scene.card(rosa, "profiles.pause")
            case "question":
                await both.press(rosa, "question", question="Who else?")
            case "asker left":
                await left(sqlite_scene, both, "priya")
            case _:
                await left(sqlite_scene, both, "rosa")
    sqlite_scene.clock.forward(days=8)
    await jobs(sqlite_scene)
    assert not [row for row in await sqlite_scene.rows("outbox") if row["key"].endswith(":reminder")]


async def test_who_was_answered_is_reminded_again_to_decide(sqlite_scene: Scene) -> None:
    """As soon as their question has its answer."""
    both = await pair(sqlite_scene)
    await both.ask()
    await both.press(both.rosa, "question", question="Who else?")
    sqlite_scene.clock.forward(days=8)
    await jobs(sqlite_scene)
    await both.press(both.priya, "answer", answer="Two more.")
    sqlite_scene.clock.forward(hours=1)
    await jobs(sqlite_scene)
    assert (await titles(sqlite_scene, both.rosa))[-1] == REMINDER


async def test_after_fourteen_days_nothing_can_be_answered(sqlite_scene: Scene) -> None:
    """Also in the minutes before the closing is recorded; then the words are gone."""
    both = await pair(sqlite_scene)
    await both.ask()
    sqlite_scene.clock.forward(days=14)
    for action in ("accept", "later", "decline"):
        assert await both.title(both.rosa, action) == "This request is closed"
    assert await both.title(both.priya, "withdraw") == "Your request is closed"
    assert "Nothing at the moment." in words_of(await sqlite_scene.card(both.rosa, "home.show"))
    assert await both.state() == "open"
    await jobs(sqlite_scene)
    assert await both.state() == "closed"
    assert await titles(sqlite_scene, both.priya) == [UNAVAILABLE]
    assert (await titles(sqlite_scene, both.rosa))[0] == "This request is closed"
    assert TERMS["about"] not in repr(await sqlite_scene.rows("introductions"))
    for action in ("accept", "later", "decline", "show"):
        assert await both.title(both.rosa, action) == "This request is closed"
    assert await groups(sqlite_scene) == []


async def test_accepting_somebody_who_left_says_that_it_was_taken_back(sqlite_scene: Scene) -> None:
    """And introduces nobody."""
    both = await pair(sqlite_scene)
    await both.ask()
    await left(sqlite_scene, both, "priya")
    assert await both.title(both.rosa, "accept") == "Priya took the request back"
    assert await both.state() == "withdrawn"
    assert await groups(sqlite_scene) == []


async def test_an_asker_who_left_is_not_written_to(sqlite_scene: Scene) -> None:
    """Nothing is sent that could never arrive."""
    both = await pair(sqlite_scene)
    await both.ask()
    await left(sqlite_scene, both, "priya")
    sqlite_scene.clock.forward(days=14)
    await jobs(sqlite_scene)
    assert await both.state() == "closed"
    assert not [row for row in await sqlite_scene.rows("outbox") if row["key"].endswith(":closed")]


async def test_deleting_a_profile_takes_back_what_its_owner_asked(sqlite_scene: Scene) -> None:
    """Who was asked sees that, and nothing of what was written stays."""
    both = await pair(sqlite_scene)
    await both.ask()
    await sqlite_scene.card(both.priya, "profiles.delete")
    assert await titles(sqlite_scene, both.rosa) == ["Priya took the request back"]
    assert await both.title(both.rosa, "accept") == "This request is closed"
    assert TERMS["about"] not in await sqlite_scene.everything()


async def test_deleting_a_profile_leaves_askers_what_they_wrote_until_it_closes(sqlite_scene: Scene) -> None:
    """They are told on the same day as ever, with the same words; nothing of the owner's stays."""
    both = await pair(sqlite_scene)
    await both.ask()
    await both.press(both.rosa, "question", question="Zanzibar?")
    await sqlite_scene.card(both.rosa, "profiles.delete")
    [row] = await sqlite_scene.rows("introductions")
    assert (row["question"], row["shared"], row["sentence"], row["about"]) == ("", "", "", TERMS["about"])
    assert (await titles(sqlite_scene, both.priya))[1:] == []
    sqlite_scene.clock.forward(days=14)
    await jobs(sqlite_scene)
    assert (await titles(sqlite_scene, both.priya))[1:] == [UNAVAILABLE]
    assert await titles(sqlite_scene, both.rosa) == ["This request is closed"]


async def test_deleting_a_profile_does_not_undo_the_ninety_days(sqlite_scene: Scene) -> None:
    """Whoever makes a new one may not ask the same person at once."""
    both = await pair(sqlite_scene)
    await both.ask()
    await sqlite_scene.card(both.priya, "profiles.delete")
    await sqlite_scene.save(both.priya, **RESEARCHER)
    shown = await sqlite_scene.card(both.priya, "introductions.ask", str(await sqlite_scene.id_of(both.rosa)))
    assert shown.title == UNAVAILABLE


async def test_requests_move_with_the_accounts_that_are_linked(scene: Scene) -> None:
    """Who asked and who was asked can go on with either account, and every limit still holds."""
    both = await pair(scene)
    await both.ask()
    more = scene.town.add("rosa9", "Rosa", platform="teams")
    other = scene.town.add("priya9", "Priya", platform="teams")
    await scene.link(more, both.rosa)
    await scene.link(other, both.priya)
    shown = await scene.card(other, "introductions.ask", str(await scene.id_of(more)))
    assert shown.title == "You have asked Rosa already"
    assert "Would like to meet you" in words_of(await scene.card(more, "home.show"))
    gus = await scene.member("gus", "Gus", **RESEARCHER)
    await ask(scene, gus, more)
    ida = await scene.member("ida", "Ida", **RESEARCHER)
    shown = await scene.card(ida, "introductions.ask", str(await scene.id_of(both.rosa)))
    assert "from 1 December 2026" in words_of(shown)
    first = str(min(row["id"] for row in await scene.rows("introductions")))
    assert (await scene.card(other, "introductions.withdraw", first)).title == "Your request is taken back"
    shown = await scene.card(both.priya, "introductions.ask", str(await scene.id_of(both.rosa)))
    assert shown.title == UNAVAILABLE


async def test_the_ninety_days_hold_after_linking_the_account_that_asked(sqlite_scene: Scene) -> None:
    """Linking and then asking as the member who stayed is no way around them."""
    both = await pair(sqlite_scene)
    await both.ask()
    sqlite_scene.clock.forward(days=15)
    await jobs(sqlite_scene)
    kept = await sqlite_scene.member("priya9", "Priya", platform="teams", **RESEARCHER)
    await sqlite_scene.link(kept, both.priya)
    for who in (kept, both.priya):
        shown = await sqlite_scene.card(who, "introductions.ask", str(await sqlite_scene.id_of(both.rosa)))
        assert "from 22 February 2027 on" in words_of(shown)


async def test_two_accounts_of_one_person_that_asked_each_other_need_no_answer(sqlite_scene: Scene) -> None:
    """What was open between them is gone, with its message's buttons."""
    both = await pair(sqlite_scene, apart=True)
    await both.ask()
    differing = ("part", "role", "organisation", "about", "monthly_requests")
    await sqlite_scene.link(both.priya, both.rosa, **dict.fromkeys(differing, "here"))
    assert await sqlite_scene.id_of(both.priya) == await sqlite_scene.id_of(both.rosa)
    assert await sqlite_scene.rows("introductions") == []
    [message] = [load(row["card"]) for row in await sqlite_scene.rows("outbox") if row["key"].endswith(":request")]
    assert only(Card, message).title == "This request is closed"
    assert (await sqlite_scene.card(both.rosa, "introductions.accept", "1")).title == NotYours.title


async def test_what_came_to_nothing_is_forgotten_after_ninety_days(scene: Scene) -> None:
    """Its words at once, and that it was after all that has to know of it."""
    both = await pair(scene)
    await both.ask()
    scene.clock.forward(days=14)
    await jobs(scene)
    scene.clock.forward(days=75)
    await jobs(scene)
    assert len(await scene.rows("introductions")) == 1
    scene.clock.forward(days=2)
    await jobs(scene)
    assert await scene.rows("introductions") == []
    assert isinstance(await scene.press(both.priya, "introductions.ask", str(await scene.id_of(both.rosa))), Form)


async def test_no_request_takes_the_place_of_one_that_is_forgotten(sqlite_scene: Scene) -> None:
    """Its messages would be taken for those of the other, and its buttons would answer it."""
    both = await pair(sqlite_scene)
    await both.ask()
    first = await both.ident()
    await sqlite_scene.change("DELETE FROM introductions")
    await both.ask()
    assert int(await both.ident()) > int(first)
    assert await titles(sqlite_scene, both.rosa) == ["Priya would like to meet you"] * 2


async def test_the_words_of_an_introduction_are_forgotten_after_ninety_days(sqlite_scene: Scene) -> None:
    """That there was one stays known, with its date."""
    both = await pair(sqlite_scene)
    await both.ask(pay_note="Zanzibar")
    await both.press(both.rosa, "accept")
    sqlite_scene.clock.forward(days=91)
    await jobs(sqlite_scene)
    [row] = await sqlite_scene.rows("introductions")
    assert (row["state"], row["about"], row["pay_note"], row["sentence"]) == ("agreed", "", "", "")
    assert (row["kind"], row["pay"], row["amount"]) == ("decision", "paid", 2750)
    assert isinstance(
        await sqlite_scene.press(both.priya, "introductions.ask", str(await sqlite_scene.id_of(both.rosa))), Form
    )


async def test_many_are_closed_in_several_runs(sqlite_scene: Scene) -> None:
    """So that no run holds everybody up; each asker is told once."""
    both = await pair(sqlite_scene)
    await both.ask()
    await sqlite_scene.change(
        "INSERT INTO introductions (asker_id, asked_id, state, asked_at, closes_at, month, about, kind, early, time, "
        "pay, unit, pay_by, pay_note, shared, sentence, question, answer) "
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 249) "
        "SELECT asker_id, asked_id, state, asked_at, closes_at, month, about, kind, early, time, pay, unit, pay_by, "
        "pay_note, shared, sentence, question, answer FROM introductions, n"
    )
    sqlite_scene.clock.forward(days=14)
    for closed in (200, 250):
        await jobs(sqlite_scene)
        assert len([row for row in await sqlite_scene.rows("introductions") if row["state"] == "closed"]) == closed
        sqlite_scene.clock.forward(minutes=10)
    assert len([row for row in await sqlite_scene.rows("outbox") if row["key"].endswith(":closed")]) == 250


async def test_a_message_about_a_request_is_never_left_with_buttons_that_are_over(scene: Scene) -> None:
    """Request, reminder and answer alike, once it is declined."""
    both = await pair(scene)
    await both.ask()
    await both.press(both.rosa, "question", question="Who else?")
    await both.press(both.priya, "answer", answer="Two more.")
    scene.clock.forward(days=8)
    await jobs(scene)
    assert len(await told(scene, both.rosa)) == 3
    await both.press(both.rosa, "decline")
    for card in await told(scene, both.rosa):
        assert "Accept" not in [one.label for one in buttons_of(card)]
