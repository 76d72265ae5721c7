"""Mails as they are read: all that a card says is in text and HTML, and what anybody typed is words alone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import (
    Button,
    Buttons,
    Card,
    Commands,
    Divider,
    Fact,
    Facts,
    Heading,
    Inputs,
    Marked,
    Note,
    Person,
    Quote,
    Text,
    TextField,
    Typed,
)
from bot.gallery import examples
from bot.mail import Letter
from handlers.mail.letters import composed
from handlers.words import clean
from tests.parity.seen import spaced, words

CARDS = {name: shown for name, shown in examples().items() if isinstance(shown, Card)}
LETTER = Letter("rosa@harbour.example", "0123456789abcdef" * 2, "Slack and Microsoft Teams")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOSTILE = (
    "</p><script>alert(1)</script>",
    "<img src=https://track.example/x.png>",
    "Hello\r\nBcc: all@example.org",
    "Hello\x00\x0b\x85\u2028Bcc: all@example.org",
    "\u202eevil",
    "مرحبا بكم",
    "<!channel> <@U1> *bold* [x](javascript:alert(1))",
    "🧑🏽‍🔬 " * 300,
    "&amp; &#x27; ]]> <!-- -->",
    "." * 2000,
    ".\n.\n.",
)


class Parsed(HTMLParser):
    """What a mail program makes of HTML: its tags with their attributes, and the words between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag."""
        self.tags.append((tag, dict(attrs)))
        self.words += "\n" if tag in {"p", "br", "dt", "dd", "h1", "h2", "h3"} else ""

    def handle_data(self, data: str) -> None:
        """Take words."""
        self.words += data


def mail_of(card: Card, *, public: str = "https://roundtable.example/", letter: Letter = LETTER) -> EmailMessage:
    """A card as it arrives."""
    sent = composed(letter, card, "key", sender="Røundtable <bot@network.example>", public=public, now=NOW)
    return message_from_bytes(bytes(sent), policy=SMTP)


def body(message: EmailMessage, kind: str) -> str:
    """One of the two bodies of a mail."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def readable(card: Card) -> Iterator[str]:
    """What a card says, without what can only be pressed or filled in."""
    for element in card.body:
        if not isinstance(element, Buttons | Inputs):
            pressed = {word for button in getattr(element, "buttons", ()) for word in words(button)}
            yield from (word for word in words(element) if word not in pressed)


@pytest.mark.parametrize("name", CARDS)
def test_all_that_a_card_says_is_in_both_forms_of_its_mail(name: str) -> None:
    """In text and in HTML; whatever it is, a digest or a request."""
    message = mail_of(CARDS[name])
    assert message["Subject"].startswith(clean(CARDS[name].title)[:100])
    plain, html = spaced(body(message, "plain").replace("\n> ", "\n")), Parsed(body(message, "html"))
    for word in readable(CARDS[name]):
        for line in filter(None, (spaced(line) for line in word.splitlines())):
            assert line in plain
            assert line in spaced(html.words)


EVERYTHING = Card(
    "Three calls fit you",
    (
        Heading("Calls"),
        Text("Priya seeks people.\nThey are paid."),
        Facts((Fact("Paid", "£30 an hour"),)),
        Person("Sam", "they/them", ("Poet", ""), "Both: poems", Marked("I write poems.", ((8, 13),)), "Open", ()),
        Quote(Marked("Two\nlines")),
        Divider(),
        Commands((Typed("calls", "sleep", "all of them"),)),
        Buttons((Button("Read it", "", url="https://funder.example/?a=1&b=2"), Button("Save", "calls.save", "7"))),
        Inputs((TextField("line", "A line"),), (Button("Send", "calls.send"),)),
        Note("Never the same call twice."),
    ),
)


def test_a_mail_is_a_page_that_can_be_heard_and_loads_nothing() -> None:
    """With a language, one title, headings and lists; links are ours alone, and what only chat can do is said."""
    message = mail_of(EVERYTHING)
    html = Parsed(body(message, "html"))
    tags = [tag for tag, _ in html.tags]
    assert (tags.count("h1"), tags.count("h2"), tags.count("h3"), tags.count("dl")) == (1, 1, 1, 2)
    assert dict(html.tags)["html"] == {"lang": "en-GB"}
    assert not {"img", "script", "link", "iframe", "form", "input", "button"} & set(tags)
    assert [attributes["href"] for tag, attributes in html.tags if tag == "a"] == [
        "https://funder.example/?a=1&b=2",
        f"https://roundtable.example/mail/stop/{LETTER.token}",
    ]
    assert "prefers-color-scheme: dark" in body(message, "html")
    assert "url(" not in body(message, "html")
    assert "<b>poems</b>" in body(message, "html")
    for kind in ("plain", "html"):
        assert "open Roundtable on Slack and Microsoft Teams" in body(message, kind)
        assert "Save" not in body(message, kind)
    assert "> Two\n> lines" in body(message, "plain")
    assert "Read it: https://funder.example/?a=1&b=2" in body(message, "plain")


def test_the_link_that_stops_stands_in_one_line_of_the_headers() -> None:
    """However long the address is: mail programs read it as it stands (RFC 8058)."""
    public = f"https://{'a' * 60}.{'b' * 60}.example/{'path/' * 20}"
    raw = bytes(
        composed(LETTER, EVERYTHING, "key", sender="bot@network.example", public=public, now=NOW),
    ).decode()
    assert f"\r\nList-Unsubscribe: <{public}mail/stop/{LETTER.token}>\r\n" in raw
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


def test_without_a_public_address_a_mail_says_how_to_stop_in_chat() -> None:
    """And has no header that leads nowhere; a code has neither."""
    message = mail_of(EVERYTHING, public="")
    assert "List-Unsubscribe" not in message
    assert "write email to Roundtable on Slack" in body(message, "plain")
    code = mail_of(CARDS["mail.letter"], letter=Letter("x@y.example", "", "Slack"))
    assert "List-Unsubscribe" not in code
    assert "Stop" not in body(code, "plain")


@settings(max_examples=60, deadline=None)
@given(words=st.sampled_from(HOSTILE) | st.text(max_size=300), title=st.sampled_from(HOSTILE) | st.text(max_size=300))
def test_what_anybody_types_is_words_and_nothing_else(words: str, title: str) -> None:
    """No header, no recipient, no tag and no link, in any place of a card."""
    card = Card(
        title,
        (
            Text(words),
            Heading(words),
            Note(words),
            Quote(Marked(words)),
            Facts((Fact(words, words),)),
            Person(words, words, (words,), words, Marked(words), words),
        ),
    )
    message = mail_of(card)
    assert set(message.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "MIME-Version",
        "Content-Type",
    }
    assert message["To"] == LETTER.address
    assert len(message["Subject"]) <= 150
    html = Parsed(body(message, "html"))
    allowed = "html head meta title style body main footer h1 h2 h3 p br small blockquote span b dl dt dd a"
    assert {tag for tag, _ in html.tags} <= set(allowed.split())
    assert [attributes for tag, attributes in html.tags if tag == "a"] == [
        {"href": f"https://roundtable.example/mail/stop/{LETTER.token}"}
    ]
    assert re.sub(r"\s+", "", clean(words)) in re.sub(r"\s+", "", html.words)
    assert all(len(line) <= 998 for line in bytes(message).split(b"\r\n"))
