"""Calls that wait for a facilitator: who decides, what is said, and what waits."""

from datetime import date

from bot.cards import Card, Form, Invalid
from bot.directory import Address
from tests.bot.calling import FIRST, SECOND, draft, post, posted, send
from tests.bot.introducing import RESEARCHER, pressed, titles, told
from tests.bot.scene import Scene, button, only, words_of

WAITS = "Your call waits for a facilitator"
SEND = "Send it to the facilitators"


async def screened(scene: Scene, *names: str) -> list[Address]:
    """Facilitators of these names, who have calls wait."""
    people = [scene.town.add(name.lower(), name, owner=True) for name in names]
    for one in people:
        await scene.card(one, "home.show")
    shown = await scene.card(people[0], "calls.screening")
    assert "Calls are posted at once" in words_of(shown)
    on = await pressed(scene, people[0], shown, "Have calls wait for a facilitator")
    assert "Calls wait for one facilitator" in words_of(on)
    return people


async def sent(scene: Scene, who: Address, **changes: object) -> Card:
    """A call of theirs that waits."""
    card = await send(scene, who, await draft(scene, who, **changes), SEND)
    assert card.title == WAITS
    return card


async def test_a_call_waits_for_one_facilitator_who_says_yes(sqlite_scene: Scene) -> None:
    """Both see how long it has waited; the other facilitator's message says who decided."""
    olga, omar = await screened(sqlite_scene, "Olga", "Omar")
    priya = await sqlite_scene.member("priya", "Priya", **RESEARCHER)
    rosa = await sqlite_scene.member("rosa", "Rosa")
    await sent(sqlite_scene, priya)
    assert "No open calls yet" in words_of(await sqlite_scene.card(rosa, "calls.find"))
    sqlite_scene.clock.forward(hours=26)
    assert "Has waited for a facilitator for 26 hours" in words_of(await sqlite_scene.card(priya, "calls.mine"))
    assert "Calls that wait (1)" in words_of(await sqlite_scene.card(olga, "home.show"))
    listed = await sqlite_scene.card(olga, "calls.screening")
    assert "Has waited for 26 hours" in words_of(listed)
    review = only(Card, await pressed(sqlite_scene, olga, listed, "Look at it"))
    assert "Time is paid at or above the guide" in words_of(review)
    done = only(Card, await pressed(sqlite_scene, olga, review, "Yes, post it"))
    assert "Olga said yes, and it is posted." in words_of(done)
    assert (await titles(sqlite_scene, priya))[-1] == "Your call is posted"
    assert "Olga said yes" in words_of((await told(sqlite_scene, omar))[-1])
    late = only(Card, await pressed(sqlite_scene, omar, review, "Yes, post it"))
    assert late.title == "This call was decided on already"
    assert "What keeps groups going?" in words_of(await sqlite_scene.card(rosa, "calls.find"))


async def test_a_facilitator_asks_for_a_change_in_words(scene: Scene) -> None:
    """The call is a draft again, and comes back anew; a message from before decides nothing any more."""
    [olga] = await screened(scene, "Olga")
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    await sent(scene, priya)
    review = (await told(scene, olga))[-1]
    form = only(Form, await pressed(scene, olga, review, "Ask for a change"))
    wrong = only(Invalid, await scene.press(olga, form.action, form.value, note=" "))
    assert "Please write a sentence" in wrong.errors["note"]
    long = only(Invalid, await scene.press(olga, form.action, form.value, note="x" * 501))
    assert "501 characters" in long.errors["note"]
    await scene.card(olga, form.action, form.value, note="How soon are people paid?")
    back = (await told(scene, priya))[-1]
    assert "How soon are people paid?" in words_of(back)
    assert "Olga" not in words_of(back)
    assert "A facilitator asks you to change this call" in words_of(await scene.card(priya, "home.show"))
    preview = only(Card, await pressed(scene, priya, back, "See the draft"))
    assert "How soon are people paid?" in words_of(preview)
    assert (await send(scene, priya, preview, SEND)).title == WAITS
    assert only(Card, await pressed(scene, olga, review, "Yes, post it")).title == "This call was decided on already"
    again = (await told(scene, olga))[-1]
    assert "Olga said yes" in words_of(await pressed(scene, olga, again, "Yes, post it"))


async def test_a_facilitator_declines_in_words(sqlite_scene: Scene) -> None:
    """The call stays with its owner, who can use its words again."""
    scene = sqlite_scene
    [olga] = await screened(scene, "Olga")
    priya = await scene.member("priya", "Priya", **RESEARCHER)
    await sent(scene, priya)
    form = only(Form, await pressed(scene, olga, (await told(scene, olga))[-1], "Decline"))
    await scene.card(olga, form.action, form.value, note="This is an advertisement.")
    lost = only(Invalid, await scene.press(olga, form.action, form.value, note="Twice"))
    assert "was decided on already" in lost.errors["note"]
    no = (await told(scene, priya))[-1]
    assert no.title == "Your call was not posted"
    assert "This is an advertisement." in words_of(no)
    assert isinstance(await pressed(scene, priya, no, "Use it for a new draft"), Form)
    listed = await scene.card(priya, "calls.mine")
    assert "Not posted" in words_of(listed)
    assert only(Card, await pressed(scene, priya, listed, "See it")).title == "Your call was not posted"
    assert (await scene.card(priya, "calls.edit", button(listed, "See it").value)).title == "Your call was not posted"
    assert only(Card, await pressed(scene, priya, listed, "Throw it away")).title == "The draft is thrown away"


async def test_a_call_that_waits_can_be_taken_back(sqlite_scene: Scene) -> None:
    """By its owner alone; the facilitators' messages say so, and their forms are not taken."""
    [olga] = await screened(sqlite_scene, "Olga")
    priya = await sqlite_scene.member("priya", "Priya", **RESEARCHER)
    card = await sent(sqlite_scene, priya)
    ident = button(card, "Take it back").value
    form = only(Form, await pressed(sqlite_scene, olga, (await told(sqlite_scene, olga))[-1], "Decline"))
    assert (await sqlite_scene.card(priya, "calls.edit", ident)).title == WAITS
    assert (await sqlite_scene.card(olga, "calls.recall", ident)).title == "We could not find that"
    for _ in range(2):
        assert (await sqlite_scene.card(priya, "calls.recall", ident)).title == "Your call is a draft again"
    assert (await told(sqlite_scene, olga))[-1].title == "A call was taken back"
    assert (await sqlite_scene.card(olga, "calls.review", ident)).title == "This call was decided on already"
    assert (await sqlite_scene.card(olga, "calls.return", form.value)).title == "This call was decided on already"
    assert isinstance(await sqlite_scene.press(olga, form.action, form.value, note="No"), Invalid)


async def test_only_facilitators_look_and_set(sqlite_scene: Scene) -> None:
    """And nothing that is no setting is set."""
    scene = sqlite_scene
    [olga] = await screened(scene, "Olga")
    priya = await scene.member("priya", **RESEARCHER)
    for action in ("screening", "screen", "review", "approve", "return", "send_back", "refuse", "decline"):
        assert (await scene.card(priya, f"calls.{action}", "off")).title == "Only facilitators can do this"
    assert "Calls wait for one facilitator" in words_of(await scene.card(olga, "calls.screen", "maybe"))
    for value in ("", "999 1", "x"):
        assert (await scene.card(olga, "calls.approve", value)).title == "This call was decided on already"


async def test_what_waits_goes_on_waiting_when_calls_are_posted_at_once_again(sqlite_scene: Scene) -> None:
    """While the next is posted at once."""
    scene = sqlite_scene
    [olga] = await screened(scene, "Olga")
    priya = await scene.member("priya", **RESEARCHER)
    await sent(scene, priya)
    off = await pressed(scene, olga, await scene.card(olga, "calls.screening"), "Post calls at once")
    assert "go on waiting for you" in words_of(off)
    await post(scene, priya)
    assert sorted(row["state"] for row in await scene.rows("calls")) == ["open", "waiting"]


async def test_a_facilitators_own_call_needs_another_where_there_is_one(sqlite_scene: Scene) -> None:
    """Who is alone posts it at once."""
    scene = sqlite_scene
    [olga] = await screened(scene, "Olga")
    await scene.save(olga)
    await post(scene, olga)
    omar = scene.town.add("omar", "Omar", owner=True)
    await scene.card(omar, "home.show")
    await sent(scene, olga)
    listed = await scene.card(olga, "calls.screening")
    review = only(Card, await pressed(scene, olga, listed, "Look at it"))
    assert only(Card, await pressed(scene, olga, review, "Yes, post it")).title == "This is your own call"
    assert "Omar said yes" in words_of(await pressed(scene, omar, (await told(scene, omar))[-1], "Yes, post it"))


async def test_a_change_of_an_open_call_waits_too(sqlite_scene: Scene) -> None:
    """The facilitator sees what would be new; until then the call stands as it was."""
    call = await posted(sqlite_scene)
    [olga] = await screened(sqlite_scene, "Olga")
    await call.interest(call.rosa)
    form = await sqlite_scene.form(call.priya, "calls.edit", call.ident)
    second = only(
        Form, await sqlite_scene.press(call.priya, "calls.keep", form.value, **FIRST | {"title": "New title"})
    )
    preview = await sqlite_scene.card(call.priya, "calls.keep_terms", second.value, **SECOND)
    await send(sqlite_scene, call.priya, preview, SEND)
    assert (await call.press(call.priya, "edit")).title == WAITS
    assert (await call.press(call.rosa, "show")).title == "What keeps groups going?"
    review = (await told(sqlite_scene, olga))[-1]
    assert "What would be new" in words_of(review)
    await pressed(sqlite_scene, olga, review, "Yes, post it")
    assert (await call.press(call.rosa, "show")).title == "New title"
    assert (await titles(sqlite_scene, call.priya))[-1] == "Your changes are published"
    assert (await titles(sqlite_scene, call.rosa)) == ["Changed: New title"]


async def test_a_call_whose_last_day_passed_while_it_waited_is_not_posted(sqlite_scene: Scene) -> None:
    """It can be sent back for another day."""
    scene = sqlite_scene
    [olga] = await screened(scene, "Olga")
    priya = await scene.member("priya", **RESEARCHER)
    await sent(scene, priya, deadline=date(2026, 11, 24))
    scene.clock.forward(days=3)
    review = (await told(scene, olga))[-1]
    late = only(Card, await pressed(scene, olga, review, "Yes, post it"))
    assert late.title == "Its last day has passed while it waited"
    assert "Has waited for 3 days" in words_of(await scene.card(olga, "calls.screening"))
    form = only(Form, await pressed(scene, olga, review, "Ask for a change"))
    await scene.card(olga, form.action, form.value, note="Another day?")
    assert (await titles(scene, priya))[-1] == "A facilitator asks you to change your call"
