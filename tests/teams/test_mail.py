"""E-mail on Teams: an address and its code, in cards."""

from dataclasses import replace

from bot.delivery import deliver_due
from bot.network import Network
from tests.bot.post import Post
from tests.teams.workplace import BEN, at_work, words


async def test_an_address_is_given_and_confirmed_in_cards(sqlite_network: Network) -> None:
    """From a word; what is no address is told in the card, and a wrong code can be entered again."""
    mailbox = Post()
    async with at_work(replace(sqlite_network, mails=True)) as place:
        await place.say(BEN, "email")
        await place.press(BEN, await place.last(BEN), "Give an address")
        await place.press(BEN, await place.last(BEN), "Send me the code", address="ben at post")
        assert "Please give an e-mail address" in words(await place.last(BEN))
        await place.press(BEN, await place.last(BEN), "Send me the code", address="ben@post.example")
        assert "Look into your mail" in words(await place.last(BEN))
        await deliver_due(place.network, {"teams": place.door.courier, "mail": mailbox})
        [(_, title)] = mailbox.sent
        code = title[:6]
        await place.press(BEN, await place.last(BEN), "Enter the code")
        await place.press(BEN, await place.last(BEN), "Confirm", code=f"{(int(code) + 1) % 10**6:06d}")
        assert "4 more times" in words(await place.last(BEN))
        await place.press(BEN, await place.last(BEN), "Enter the code")
        await place.press(BEN, await place.last(BEN), "Confirm", code=code)
        assert "Your e-mails go to this address" in words(await place.last(BEN))
        await place.say(BEN, "home")
        await place.press(BEN, await place.last(BEN), "E-mail")
        assert "ben@post.example" in words(await place.last(BEN))
