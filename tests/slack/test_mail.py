"""E-mail on Slack: an address and its code, in forms."""

from dataclasses import replace

from bot.delivery import deliver_due
from bot.network import Network
from tests.bot.post import Post
from tests.slack.test_introductions import words_of_modal
from tests.slack.workplace import at_work


async def test_an_address_is_given_and_confirmed_in_forms(sqlite_network: Network) -> None:
    """From a word, or the home; what is no address stands at its field, and a wrong code can be entered again."""
    mailbox = Post()
    async with at_work(replace(sqlite_network, mails=True)) as place:
        await place.command("UBEN", "/roundtable", "email")
        await place.press("UBEN", await place.last("UBEN"), "Give an address")
        done = await place.submit("UBEN", address={"text": "ben at post"})
        assert done["action"] == "errors"
        await place.submit("UBEN", address={"text": "ben@post.example"})
        assert "Look into your mail" in words_of_modal(await place.modal("UBEN"))
        await deliver_due(place.network, {"slack": place.door.courier, "mail": mailbox})
        [(_, title)] = mailbox.sent
        code = title[:6]
        await place.press("UBEN", await place.modal("UBEN"), "Enter the code")
        await place.submit("UBEN", code={"text": f"{(int(code) + 1) % 10**6:06d}"})
        assert "You can try 4 more times" in words_of_modal(await place.modal("UBEN"))
        await place.press("UBEN", await place.modal("UBEN"), "Enter the code")
        await place.submit("UBEN", code={"text": code})
        assert "Your e-mails go to this address" in words_of_modal(await place.modal("UBEN"))
        await place.act("UBEN", "close", view=(await place.modal("UBEN"))["id"])
        await place.press("UBEN", await place.home("UBEN"), "E-mail")
        assert "ben@post.example" in words_of_modal(await place.modal("UBEN"))
        assert "Stop e-mails" in str(await place.modal("UBEN"))
