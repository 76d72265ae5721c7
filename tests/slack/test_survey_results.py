"""Results of a pulse on Slack: given to everybody, words looked at by a facilitator, and a promise that comes of it."""

from bot.network import Network, Work
from bot.survey_figures import Figures, Group, Result, dump
from bot.survey_publishing import publish
from storage import survey_texts, surveys
from tests.conftest import Clock
from tests.slack.test_calls import close
from tests.slack.test_introductions import words_of_modal
from tests.slack.test_surveys import opened
from tests.slack.workplace import Workplace, words

FIGURES = Figures(
    5,
    12,
    (
        Result("core.value", 12, (Group((1, 2, 3), 5), Group((4, 5), 7))),
        Result("core.equal", None),
        Result("needs.topic", 5),
    ),
)
TEXTS = {"needs.topic": tuple(f"Rhyming <!channel> with the *tide* {number}" for number in range(5))}


async def as_if_twelve_had_answered(network: Network) -> None:
    """What closing a pulse leaves that twelve answered."""

    async def write(work: Work) -> None:
        await surveys.change(work.session, 1, figures=dump(FIGURES))
        await survey_texts.keep(work.session, 1, TEXTS)

    await network.run(write)


async def test_results_are_read_looked_at_and_lead_to_a_promise(place: Workplace, clock: Clock) -> None:
    """Everybody reads the same; people's words stay words; who sees to a promise says that it is done."""
    await opened(place)
    await place.command("UADA", "/pulse")
    await place.press("UADA", await place.last("UADA"), "Close it now")
    await as_if_twelve_had_answered(place.network)
    await publish(place.network)
    await place.deliver()
    told, asked = [await place.last(user, place.dm(user)) for user in ("UBEN", "UADA")]
    assert "12 people answered" in words(told)
    await place.press("UBEN", told, "See the results", place.dm("UBEN"))
    results = words(await place.modal("UBEN"))
    assert "7 of 12, 58% ██████░░░░" in results
    assert "Fewer than 5 people answered this" in results
    assert "Facilitators first take out what names somebody" in results
    await close(place, "UBEN")
    await place.press("UADA", asked, "Look at what people wrote (5)", place.dm("UADA"))
    held = await place.modal("UADA")
    assert "Rhyming <!channel> with the *tide*" in words(held)
    await place.press("UADA", held, "Share all 5 of this page")
    assert "You have looked at everything" in words_of_modal(await place.modal("UADA"))
    await place.press("UADA", await place.modal("UADA"), "See the results")
    await place.press("UADA", await place.modal("UADA"), "Promise something")
    promise = {
        "said": {"text": "Ask us early."},
        "words": {"text": "We ask early."},
        "due": {"selected_date": "2027-01-29"},
    }
    await place.submit("UADA", **promise, owner={"selected_user": "UBEN"})
    await close(place, "UADA")
    await place.press("UBEN", told, "See the results", place.dm("UBEN"))
    await place.press("UBEN", await place.modal("UBEN"), "What people wrote")
    assert words(await place.modal("UBEN")).count("Rhyming <!channel> with the *tide*") == 5
    await close(place, "UBEN")
    clock.forward(seconds=2)
    await place.deliver()
    mine = await place.last("UBEN", place.dm("UBEN"))
    assert "Ada Osei asks you to see to a promise" in words(mine)
    assert "We ask early." in words(await place.home("UADA"))
    await place.press("UBEN", mine, "It is done", place.dm("UBEN"))
    await place.submit("UBEN", line={"text": "Six partners were asked."})
    assert "Six partners were asked." in words(await place.home("UADA"))
