"""Results of a pulse on Teams: given to everybody, words looked at by a facilitator, and a promise that comes of it."""

from bot.survey_publishing import publish
from tests.slack.test_survey_results import as_if_twelve_had_answered
from tests.teams.test_surveys import opened
from tests.teams.workplace import ADA, BEN, Workplace, words


async def test_results_are_read_looked_at_and_lead_to_a_promise(place: Workplace) -> None:
    """Everybody reads the same; people's words stay words; who sees to a promise says that it is done."""
    await opened(place)
    await place.say(ADA, "pulse")
    await place.press(ADA, await place.last(ADA), "Yes: Close it now")
    await as_if_twelve_had_answered(place.network)
    await publish(place.network)
    await place.deliver()
    told = await place.last(BEN)
    assert "12 people answered" in words(told)
    await place.press(BEN, told, "See the results")
    assert "7 of 12, 58%" in words(await place.last(BEN))
    asked = await place.last(ADA)
    await place.press(ADA, asked, "Look at what people wrote (5)")
    held = await place.last(ADA)
    assert "Rhyming <!channel> with the" in words(held)
    await place.press(ADA, held, "Share all 5 of this page")
    await place.press(BEN, told, "See the results")
    await place.press(BEN, await place.last(BEN), "What people wrote")
    assert words(await place.last(BEN)).count("Rhyming <!channel> with the") == 5
    await place.press(ADA, await place.last(ADA), "See the results")
    await place.press(ADA, await place.last(ADA), "Promise something")
    await place.press(
        ADA, await place.last(ADA), "Promise it", said="Ask us early.", words="We ask early.", due="2027-01-29"
    )
    assert "We ask early." in words(await place.last(ADA))
    await place.say(BEN, "home")
    assert "We ask early." in words(await place.last(BEN))
