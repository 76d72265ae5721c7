"""Check-ins: asked at 3, 6 and 12 months, answered once, counted apart from who answered, and shown from five on."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import text

from bot.cards import Card, Facts, Form, Invalid
from bot.checkins import ANSWERED, ANSWERS, OVER, QUESTIONS, SIDES
from bot.directory import Address
from bot.errors import FacilitatorsOnly, NotYours
from bot.network import Work
from storage.checkins import Tallied
from storage.database import table_of
from tests.bot.introducing import Pair, pressed, titles, told
from tests.bot.partnering import GOOD, TERMS, ident, later, listed, partners, save
from tests.bot.scene import PROFILE, Scene, button, only, parts_of, words_of
from tests.conftest import Opener


async def months(scene: Scene, who: Address) -> list[str]:
    """The check-ins that somebody was sent."""
    return [title.split()[0] for title in await titles(scene, who) if title.endswith("how is it?")]


async def answer(scene: Scene, who: Address, month: int = 3, **answers: object) -> Card:
    """Answer the check-in of the one partnership."""
    return await scene.card(who, "checkins.answer", f"{await ident(scene)} {month}", **(GOOD | answers))


async def held(scene: Scene) -> int:
    """How many answers there are, shown or not."""
    return sum(row["shown"] + row["held"] for row in await scene.rows("checkin_answers"))


async def facilitator(scene: Scene) -> Address:
    """Olga, who looks after the network."""
    owner = scene.town.add("olga", "Olga", owner=True)
    await scene.card(owner, "home.show")
    return owner


async def fives(scene: Scene, answers: Sequence[str], part: str = "vcse") -> None:
    """Have people of one side give these answers to whether it feels equal, each in turn as the partner."""
    for number, given in enumerate(answers):
        who = await scene.member(f"{part}{scene.clock.now:%j%H%M}{number}", part=part)
        member = await scene.id_of(who)
        await scene.change(f"UPDATE partnerships SET partner_id = {member}")  # noqa: S608 - numbers of ours
        await scene.change(f"INSERT INTO checkins_asked VALUES ({await ident(scene)}, {member}, 3, false)")  # noqa: S608
        assert (await answer(scene, who, equal=given)).title == "Thank you for answering"


async def shown(scene: Scene, owner: Address) -> list[list[str]]:
    """The figures that facilitators see, group by group."""
    card = await scene.card(owner, "checkins.figures")
    return [[fact.value for fact in part.facts] for part in parts_of(card) if isinstance(part, Facts)]


async def test_both_sides_are_asked_after_three_six_and_twelve_months(sqlite_scene: Scene) -> None:
    """The same two questions, each once, and then never again."""
    both = await partners(sqlite_scene)
    due: tuple[tuple[int, list[str]], ...] = (
        (90, []),
        (1, ["3"]),
        (90, ["3"]),
        (1, ["3", "6"]),
        (183, ["3", "6", "12"]),
    )
    for days, expected in due:
        await later(sqlite_scene, days=days)
        assert await months(sqlite_scene, both.priya) == await months(sqlite_scene, both.rosa) == expected
    assert (await listed(sqlite_scene))["next_at"] is None
    for who in (both.priya, both.rosa):
        form = only(Form, await sqlite_scene.press(who, "checkins.ask", f"{await ident(sqlite_scene)} 12"))
        assert [field.label for field in form.fields][:2] == list(QUESTIONS.values())


async def test_nobody_is_asked_while_it_is_paused_or_after_it_ended(sqlite_scene: Scene) -> None:
    """Once it goes on, the last one due is asked alone."""
    both = await partners(sqlite_scene)
    await sqlite_scene.card(both.rosa, "partnerships.pause", await ident(sqlite_scene))
    await later(sqlite_scene, days=190)
    assert await months(sqlite_scene, both.priya) == []
    await sqlite_scene.card(both.rosa, "partnerships.resume", await ident(sqlite_scene))
    await later(sqlite_scene, hours=1)
    assert await months(sqlite_scene, both.priya) == ["6"]
    await sqlite_scene.card(both.rosa, "partnerships.end", await ident(sqlite_scene))
    await later(sqlite_scene, days=200)
    assert await months(sqlite_scene, both.priya) == ["6"]


async def test_who_left_is_not_asked(sqlite_scene: Scene) -> None:
    """The other one is."""
    both = await partners(sqlite_scene)
    await sqlite_scene.told(replace(sqlite_scene.town.people[both.rosa], left=True))
    await later(sqlite_scene, days=91)
    assert await months(sqlite_scene, both.rosa) == []
    assert await months(sqlite_scene, both.priya) == ["3"]


async def test_two_workers_ask_once(scene: Scene, opener: Opener, database_url: str) -> None:
    """Whoever claims the run."""
    both = await partners(scene)
    scene.clock.forward(days=91)
    second = scene.elsewhere(opener(database_url))
    await asyncio.gather(later(scene), later(second), later(scene))
    assert await months(scene, both.priya) == ["3"]


async def test_an_answer_is_counted_once_whatever_is_pressed_again(
    scene: Scene, opener: Opener, database_url: str
) -> None:
    """From two devices at once, and later."""
    second = scene.elsewhere(opener(database_url))
    both = await partners(scene)
    await later(scene, days=91)
    home = await scene.card(both.priya, "home.show")
    assert isinstance(await pressed(scene, both.priya, home, "Answer"), Form)
    cards = await asyncio.gather(answer(scene, both.priya), answer(second, both.priya))
    assert {card.title for card in cards} == {"Thank you for answering", ANSWERED.title}
    assert await scene.card(both.priya, "checkins.ask", f"{await ident(scene)} 3") == ANSWERED
    assert await answer(scene, both.priya, equal="no") == ANSWERED
    assert await held(scene) == len(QUESTIONS)
    assert "two short questions" not in words_of(await scene.card(both.priya, "home.show"))
    assert "two short questions" in words_of(await scene.card(both.rosa, "home.show"))
    assert ANSWERED.title in await titles(scene, both.priya)


async def test_two_who_answer_at_once_are_both_counted(scene: Scene, opener: Opener, database_url: str) -> None:
    """In two processes."""
    second = scene.elsewhere(opener(database_url))
    both = await partners(scene)
    await later(scene, days=91)
    await asyncio.gather(answer(scene, both.priya), answer(second, both.rosa))
    assert await held(scene) == 2 * len(QUESTIONS)


async def test_old_buttons_and_other_peoples_count_nothing(sqlite_scene: Scene) -> None:
    """A check-in is open until the next one or the end."""
    both = await partners(sqlite_scene)
    await later(sqlite_scene, days=91)
    value = await ident(sqlite_scene)
    mallory = await sqlite_scene.member("mallory")
    for action in ("ask", "answer"):
        for odd in (f"{value} 3", "", "x 3", "999 3"):
            assert (await sqlite_scene.card(mallory, f"checkins.{action}", odd, **GOOD)).title == NotYours.title
        for odd in (value, f"{value} 6", f"{value} 0", f"{value} three"):
            assert await sqlite_scene.card(both.priya, f"checkins.{action}", odd, **GOOD) == OVER
    await later(sqlite_scene, days=91)
    assert await answer(sqlite_scene, both.priya) == OVER
    await sqlite_scene.card(both.rosa, "partnerships.end", value)
    assert await answer(sqlite_scene, both.priya, 6) == OVER
    assert await held(sqlite_scene) == 0


async def test_nothing_that_is_kept_ties_an_answer_to_who_gave_it(sqlite_scene: Scene) -> None:
    """The counts have no member, partnership, time or id; who has answered has no answer."""
    assert set(table_of(Tallied).c.keys()) == {"question", "side", "answer", "shown", "held"}
    assert table_of(Tallied).foreign_keys == set()
    both = await partners(sqlite_scene)
    await later(sqlite_scene, days=91)
    before = {table: await sqlite_scene.rows(table) for table in ("outbox", "partnerships", "once_keys")}
    await sqlite_scene.press(
        both.rosa, "checkins.answer", f"{await ident(sqlite_scene)} 3", once="a", equal="hardly", paid="none"
    )
    for row in await sqlite_scene.rows("checkins_asked"):
        assert set(row) == {"partnership_id", "member_id", "month", "answered"}
    assert await sqlite_scene.rows("partnerships") == before["partnerships"]
    said = {option.label for options in ANSWERS.values() for option in options}
    written = [row for row in await sqlite_scene.rows("outbox") if row not in before["outbox"] and row["card"]]
    assert [row["key"].split(":")[0] for row in written] == ["checkin"]
    assert not said & set(words_of(only(Card, (await told(sqlite_scene, both.rosa))[-1])).split("\n"))
    assert [row["answer"] for row in await sqlite_scene.rows("once_keys")] == [None]


async def test_every_row_of_a_group_is_written_at_each_answer(postgres_scene: Scene) -> None:
    """So that neither their place nor which transaction wrote them tells the last answer."""
    both = await partners(postgres_scene)
    await later(postgres_scene, days=91)
    await answer(postgres_scene, both.rosa, equal="hardly")

    async def writers(work: Work) -> list[str]:
        found = await work.session.execute(
            text("SELECT DISTINCT xmin::text FROM checkin_answers WHERE question = 'equal' AND side = 'community'")
        )
        return list(found.scalars())

    assert len(await postgres_scene.network.look(writers)) == 1
    await postgres_scene.card(both.priya, "profiles.save", **(PROFILE | {"part": "lived"}))
    await answer(postgres_scene, both.priya, equal="no")
    assert len(await postgres_scene.network.look(writers)) == 1


async def test_facilitators_see_a_side_from_five_answers_on(scene: Scene) -> None:
    """Never a sum of both, and not how many of the other side there are."""
    await partners(scene)
    owner = await facilitator(scene)
    await later(scene, days=91)
    await fives(scene, ["yes", "yes", "no", "mostly"])
    assert await shown(scene, owner) == []
    card = words_of(await scene.card(owner, "checkins.figures"))
    assert card.count("fewer than five have answered") == len(QUESTIONS) * len(SIDES)
    scene.clock.forward(minutes=1)
    await fives(scene, ["yes"])
    assert await shown(scene, owner) == [["3", "1", "0", "1"], ["5", "0", "0", "0"]]
    await fives(scene, ["hardly"] * 4, part="research")
    assert await shown(scene, owner) == [["3", "1", "0", "1"], ["5", "0", "0", "0"]]


async def test_two_looks_at_the_figures_never_differ_by_fewer_than_five(scene: Scene) -> None:
    """What one more person says cannot be seen by subtracting."""
    await partners(scene)
    owner = await facilitator(scene)
    await later(scene, days=91)
    seen = set()
    for given in ("yes", "no", "mostly", "yes", "yes", "hardly", "hardly", "no", "yes", "no", "no"):
        scene.clock.forward(minutes=1)
        await fives(scene, [given])
        seen.add(sum(int(value) for group in (await shown(scene, owner))[:1] for value in group))
    assert seen == {0, 5, 10}


async def test_only_facilitators_see_the_figures(sqlite_scene: Scene) -> None:
    """Their home leads there."""
    both = await partners(sqlite_scene)
    assert (await sqlite_scene.card(both.priya, "checkins.figures")).title == FacilitatorsOnly.title
    owner = await facilitator(sqlite_scene)
    assert button(await sqlite_scene.card(owner, "home.show"), "How partnerships feel").action == "checkins.figures"


async def test_a_facilitator_is_told_of_who_wishes_it_and_of_nobody_else(sqlite_scene: Scene) -> None:
    """With their name and words, and not with what they answered."""
    both = await partners(sqlite_scene)
    owner = await facilitator(sqlite_scene)
    await later(sqlite_scene, days=91)
    await answer(sqlite_scene, both.priya)
    assert await told(sqlite_scene, owner) == []
    value = f"{await ident(sqlite_scene)} 3"
    for _ in range(2):
        answers = {"equal": "no", "paid": "part", "contact": True, "words": "Ten weeks."}
        await sqlite_scene.press(both.rosa, "checkins.answer", value, once="a", **answers)
    [message] = await told(sqlite_scene, owner)
    assert message.title == "Rosa would like a facilitator to write to them"
    assert "Ten weeks." in words_of(message)
    assert not {"Priya", "No", "In part, or late", TERMS["title"]} & set(words_of(message).split("\n"))
    assert "Ten weeks." not in words_of(await told(sqlite_scene, both.priya))


async def test_a_form_that_cannot_be_taken_counts_nothing(sqlite_scene: Scene) -> None:
    """It says what is missing, or that nobody would read the words."""
    both = await partners(sqlite_scene)
    await later(sqlite_scene, days=91)
    value = f"{await ident(sqlite_scene)} 3"
    for answers, wrong in (
        ({"equal": "perhaps"}, {"equal"}),
        ({"paid": ""}, {"paid"}),
        ({"words": "Hello"}, {"words"}),
        ({"words": "x" * 601, "contact": True}, {"words", "contact"}),
        ({"contact": True}, {"contact"}),
    ):
        shown = await sqlite_scene.press(both.rosa, "checkins.answer", value, **(GOOD | answers))
        assert set(only(Invalid, shown).errors) == wrong
    assert await held(sqlite_scene) == 0
    assert (await answer(sqlite_scene, both.rosa)).title == "Thank you for answering"


async def test_answers_stay_counted_when_a_profile_is_deleted(sqlite_scene: Scene) -> None:
    """Who was asked is forgotten; nothing says which answer was theirs, so none is taken away."""
    both: Pair = await partners(sqlite_scene)
    await later(sqlite_scene, days=91)
    await answer(sqlite_scene, both.rosa)
    await save(sqlite_scene, both.rosa, paid="yes")
    await sqlite_scene.card(both.rosa, "profiles.delete")
    assert await sqlite_scene.rows("checkins_asked") == []
    assert await held(sqlite_scene) == len(QUESTIONS)


async def test_who_has_answered_has_with_every_linked_account(sqlite_scene: Scene) -> None:
    """Nobody answers twice by linking."""
    both = await partners(sqlite_scene)
    await later(sqlite_scene, days=91)
    await answer(sqlite_scene, both.rosa)
    kept = sqlite_scene.town.add("rosa9", "Rosa", platform="teams")
    await sqlite_scene.link(kept, both.rosa)
    assert await answer(sqlite_scene, kept) == ANSWERED


async def test_answering_against_ending_counts_whole_answers(scene: Scene, opener: Opener, database_url: str) -> None:
    """Both questions or neither, and the member is told which."""
    second = scene.elsewhere(opener(database_url))
    both = await partners(scene)
    await later(scene, days=91)
    shown, _ = await asyncio.gather(
        answer(scene, both.rosa), second.card(both.priya, "partnerships.end", await ident(scene))
    )
    assert await held(scene) == (0 if shown == OVER else len(QUESTIONS))
