"""You said, we did: promises with somebody who sees to them and a day, until they are kept."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from bot.cards import Card, Form, Invalid, load
from bot.desk import press
from bot.directory import Address, Room
from bot.errors import FacilitatorsOnly, NotYours
from bot.promises import Changed
from bot.said import Said
from bot.schedule import run_job
from tests.bot.digesting import Digests
from tests.bot.introducing import told
from tests.bot.pulsing import Pulse, facilitator, opened
from tests.bot.scene import Scene, button, buttons_of, only, words_of

PROMISE: dict[str, Any] = {
    "said": "Many of you are asked only once the question is fixed.",
    "words": "Invite two partners to each first meeting.",
    "owner": None,
    "due": date(2027, 1, 29),
}


async def closed(scene: Scene, people: int = 2) -> Pulse:
    """A closed pulse."""
    pulse = await opened(scene, people)
    await pulse.close()
    return pulse


async def promised(pulse: Pulse, **changes: Any) -> Card:
    """Olga promises something."""
    return await pulse.scene.card(pulse.olga, "promises.make", pulse.key, **(PROMISE | changes))


async def sent(scene: Scene, begins: str = "promise:") -> list[Card]:
    """The messages about promises, in the order in which they were sent."""
    rows = [row for row in await scene.rows("outbox") if row["key"].startswith(begins)]
    return [only(Card, load(row["card"])) for row in rows]


async def home(scene: Scene, who: Address) -> str:
    """Somebody's home in words."""
    return words_of(await scene.card(who, "home.show"))


async def test_a_promise_stands_with_everybody_until_it_is_kept(sqlite_scene: Scene) -> None:
    """With the name and the day in homes and results; whoever sees to it is told and says in a line what was done."""
    pulse = await closed(sqlite_scene)
    ada, ben = pulse.people
    form = await sqlite_scene.form(pulse.olga, "promises.write", pulse.key)
    assert form.action == "promises.make"
    assert "Invite two partners" in words_of(await promised(pulse, owner=ada))
    [asking] = await sent(sqlite_scene)
    assert asking.title == "Olga asks you to see to a promise"
    assert "Member0, by 29 January 2027" in await home(sqlite_scene, ben)
    assert "Invite two partners" in words_of(await sqlite_scene.card(ben, "surveys.results", pulse.key))
    done = only(Form, await sqlite_scene.press(ada, "promises.done", button(asking, "It is done").value))
    await sqlite_scene.card(ada, done.action, done.value, line="Both new studies began so.")
    assert "Done by Member0: Both new studies began so." in await home(sqlite_scene, ben)
    sqlite_scene.clock.forward(days=93)
    assert "Invite two partners" not in await home(sqlite_scene, ben)
    assert "Both new studies" in words_of(await sqlite_scene.card(ben, "surveys.results", pulse.key))


async def test_only_facilitators_promise_and_only_who_sees_to_it_ends_it(sqlite_scene: Scene) -> None:
    """Another member can do nothing about it, nor find one that is not there."""
    pulse = await closed(sqlite_scene)
    ada, ben = pulse.people
    for action in ("write", "make", "edit", "change", "remove"):
        assert (await sqlite_scene.card(ben, f"promises.{action}", pulse.key)).title == FacilitatorsOnly.title
    await promised(pulse, owner=ada)
    for action in ("done", "finish"):
        assert (await sqlite_scene.card(ben, f"promises.{action}", "1", line="Done.")).title == NotYours.title
        assert (await sqlite_scene.card(ada, f"promises.{action}", "999", line="Done.")).title == NotYours.title
    listed = await sqlite_scene.card(ben, "promises.list")
    assert {one.action for one in buttons_of(listed)} == {"surveys.results"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("said", " \n"),
        ("words", "x" * 301),
        ("due", None),
        ("due", date(2026, 11, 22)),
        ("due", date(2029, 1, 1)),
        ("owner", Address("slack", "T1", "nobody")),
    ],
)
async def test_what_cannot_be_promised_says_why(sqlite_scene: Scene, field: str, value: object) -> None:
    """Empty, long, without a day, for yesterday, for years from now, by nobody: nothing typed is lost."""
    pulse = await closed(sqlite_scene, 0)
    shown = await sqlite_scene.press(pulse.olga, "promises.make", pulse.key, **(PROMISE | {field: value}))
    assert only(Invalid, shown).errors.keys() == {field}
    assert await sqlite_scene.rows("promises") == []


async def test_members_words_stay_words(sqlite_scene: Scene) -> None:
    """Markup, a ping and letters from right to left come as they were typed."""
    pulse = await closed(sqlite_scene, 1)
    words = "<!channel> *now* \u202eשלום 🙂"
    await promised(pulse, words=words)
    assert words.replace("\u202e", "") in (await home(sqlite_scene, pulse.people[0])).replace("\u202e", "")


async def test_whoever_sees_to_it_is_reminded_until_it_is_done(scene: Scene) -> None:
    """A week before, on the day, and every two weeks; two workers remind once; then it is done, or nobody's."""
    pulse = await closed(scene)
    await promised(pulse, owner=pulse.people[0])
    seen = []
    for days in (59, 1, 7, 14, 14):
        scene.clock.forward(days=days)
        before = len(await sent(scene))
        await asyncio.gather(*(run_job(scene.network, "promises.remind") for _ in range(2)))
        seen.append([card.body[0].text.split(".")[0] for card in (await sent(scene))[before:]])  # type: ignore[union-attr]
    assert seen == [[], ["It is due in a week"], ["It is due today"], ["Its day has passed"], ["Its day has passed"]]
    await scene.press(pulse.people[0], "profiles.delete")
    assert "Nobody at the moment" in await home(scene, pulse.people[1])
    scene.clock.forward(days=14)
    await run_job(scene.network, "promises.remind")
    assert (await sent(scene))[-1].title == "A promise that nobody sees to any more"
    await scene.card(pulse.olga, "promises.finish", "1", line="Done by all of us.")
    scene.clock.forward(days=30)
    count = len(await sent(scene))
    await run_job(scene.network, "promises.remind")
    assert len(await sent(scene)) == count


async def test_a_promise_is_changed_passed_on_and_taken_back(sqlite_scene: Scene) -> None:
    """Both are told; a form that was opened before somebody else's change is not taken."""
    pulse = await closed(sqlite_scene)
    ada, ben = pulse.people
    await promised(pulse, owner=ada)
    form = await sqlite_scene.form(pulse.olga, "promises.edit", "1")
    kept = {"said": PROMISE["said"], "words": "Invite three.", "due": PROMISE["due"] + timedelta(days=7)}
    await sqlite_scene.card(pulse.olga, form.action, form.value, **kept, owner=ben)
    titles = [card.title for card in await sent(sqlite_scene)]
    assert titles[1:] == ["A promise is no longer yours", "Olga changed a promise that you see to"]
    assert (await sqlite_scene.card(pulse.olga, form.action, form.value, **kept)).title == Changed.title
    again = await sqlite_scene.form(pulse.olga, "promises.edit", "1")
    await sqlite_scene.card(pulse.olga, again.action, again.value, **kept, owner=None)
    assert "Member1, by 5 February 2027" in await home(sqlite_scene, ada)
    assert (await sqlite_scene.card(pulse.olga, "promises.remove", "1")).title == "The promise is taken back"
    assert (await sent(sqlite_scene))[-1].title == "A promise was taken back"
    assert "Invite three" not in await home(sqlite_scene, ada)
    for action in ("edit", "change", "remove", "done"):
        assert (await sqlite_scene.card(pulse.olga, f"promises.{action}", "1", **kept)).title == NotYours.title


async def test_of_two_who_say_that_it_is_done_one_is_taken(scene: Scene) -> None:
    """What the first said stands."""
    pulse = await closed(scene, 1)
    await promised(pulse, owner=pulse.people[0])
    both = await asyncio.gather(
        *(scene.card(who, "promises.finish", "1", line="Done.") for who in (pulse.olga, pulse.people[0]))
    )
    assert sorted(card.title for card in both) == sorted(
        [NotYours.title, "Thank you: everybody can see that it is done"]
    )


async def test_linked_accounts_keep_their_promises(sqlite_scene: Scene) -> None:
    """What one of them saw to, the member sees to."""
    pulse = await closed(sqlite_scene, 1)
    other = await sqlite_scene.member("ada2", "Ada", platform="teams", part="research")
    await promised(pulse, owner=other)
    await sqlite_scene.link(pulse.people[0], other)
    assert (await sqlite_scene.rows("promises"))[0]["owner_id"] == await sqlite_scene.id_of(pulse.people[0])


async def test_promises_stand_wherever_somebody_is_asked_by_the_next_pulse(sqlite_scene: Scene) -> None:
    """In the message, behind "More about it", and in a channel whose members get no message."""
    pulse = await closed(sqlite_scene, 1)
    await promised(pulse)
    following = await opened(sqlite_scene)
    [rosa] = pulse.people
    asked = [card for card in await told(sqlite_scene, rosa) if card.title.startswith("A pulse: ")]
    for card in (asked[-1], await sqlite_scene.card(rosa, "surveys.look", following.key)):
        assert "Invite two partners" in words_of(card)
    await press(sqlite_scene.desk, pulse.olga, "channels.announce", Said(room=Room("slack", "T1", "C1", joined=True)))
    [channel] = await sqlite_scene.rows("channels")
    for audience, stands in (("all", False), (f"channel:{channel['id']}", True)):
        shown = await opened(sqlite_scene, audience=audience)
        [post] = await sent(sqlite_scene, f"survey:{(await shown.row())['id']}:channel:")
        assert ("Invite two partners" in words_of(post)) == stands
        await shown.close()
        [post] = await sent(sqlite_scene, f"survey:{(await shown.row())['id']}:channel:")
        assert "Invite two partners" not in words_of(post)


async def test_promises_stand_in_each_digest_until_they_are_kept(sqlite_scene: Scene) -> None:
    """Below what is new, and for two weeks after; nobody gets a digest for a promise alone."""
    olga = await facilitator(sqlite_scene)
    reading = Digests(sqlite_scene)
    rosa = await reading.reader("rosa")
    pulse = Pulse(sqlite_scene, olga, (rosa,), (await opened(sqlite_scene)).key)
    await pulse.close()
    await promised(pulse, owner=rosa)
    await reading.call("Peer support groups that last")
    await reading.later(days=7)
    await reading.later(days=7)
    assert len(await reading.got(rosa)) == 1
    await reading.another(Address("slack", "T1", "priya"), "Who runs peer support groups?")
    await reading.later(days=7)
    form = await sqlite_scene.form(rosa, "promises.done", "1")
    await sqlite_scene.card(rosa, form.action, form.value, line="Both new studies began so.")
    for title in ("Groups for people who hear voices", "What keeps a peer support group going?"):
        await reading.another(Address("slack", "T1", "priya"), title)
        await reading.later(days=7)
    first, second, third, fourth = await reading.got(rosa)
    for early in (first, second):
        assert "1 thing" not in early
        assert "One thing for you" in early
        assert early.index("You said, we did") < early.index("Rosa, by 29 January 2027")
    assert "Done by Rosa: Both new studies began so." in third
    assert "You said, we did" not in fourth


async def test_many_promises_are_read_page_by_page(sqlite_scene: Scene) -> None:
    """None is out of reach because there are many; a page comes in the place of the one before."""
    pulse = await closed(sqlite_scene)
    for number in range(7):
        card = await promised(pulse, words=f"Promise {number}.", due=date(2027, 1, 1 + number))
    assert "There are 7 promises. These are 1 to 5." in words_of(card)
    later = await sqlite_scene.card(pulse.olga, "promises.list", button(card, "Show more").value)
    assert (card.detail, later.detail) == (True, False)
    for number in range(7):
        assert (f"Promise {number}." in words_of(later)) == (number >= 5)
        assert (f"Promise {number}." in words_of(card)) == (number < 5)
    first = await sqlite_scene.card(pulse.olga, "promises.list", button(later, "Show the ones before").value)
    assert first.body == card.body
    assert "Promise 6." in words_of(await sqlite_scene.card(pulse.olga, "promises.list", "page 999"))
