"""Funders' feeds over HTTP: what they list is read, and nothing that a server does hurts more than its own feed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.funding import Entry, Failed, Listed, Unchanged
from handlers import feeds
from handlers.feeds import FunderFeeds
from tests.services import Said, Services, at_work

ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <title>Harbour Fund</title><id>urn:1</id><updated>2026-11-20T10:00:00Z</updated>
  <entry><title type="html">Small &amp;lt;b&amp;gt;grants&amp;lt;/b&amp;gt;</title><id>urn:2</id>
    <link href="../grants/small"/><updated>2026-11-20T10:00:00+01:00</updated>
    <content type="html">&lt;p&gt;Up to 5,000 pounds.&lt;/p&gt;</content></entry>
</feed>"""


def rss(items: str, head: str = "") -> bytes:
    """An RSS feed of these items."""
    return (
        f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>A fund</title>{items}</channel></rss>'.encode()
    )


@pytest.fixture
async def services() -> AsyncIterator[Services]:
    """A local server in the place of the funders'."""
    async with at_work() as served:
        yield served


@pytest.fixture
async def reader() -> AsyncIterator[FunderFeeds]:
    """What fetches there."""
    async with FunderFeeds() as opened:
        yield opened


async def fetch(
    reader: FunderFeeds, services: Services, said: Said, etag: str = "", modified: str = ""
) -> Listed | Unchanged | Failed:
    """What comes of a feed that answers so."""
    services.answers["/news/feed.xml"] = said
    return await reader.fetch(f"{services.url}/news/feed.xml", etag, modified)


async def test_an_atom_feed_is_read_with_relative_links_and_dates_in_utc(
    services: Services, reader: FunderFeeds
) -> None:
    """As the format defines them."""
    headers = {"content-type": "application/atom+xml", "etag": '"v1"', "last-modified": "Fri, 20 Nov 2026 10:00:00 GMT"}
    assert await fetch(reader, services, Said(ATOM, headers=headers)) == Listed(
        "Harbour Fund",
        [
            Entry(
                "Small &lt;b&gt;grants&lt;/b&gt;",
                "<p>Up to 5,000 pounds.</p>",
                f"{services.url}/grants/small",
                "urn:2",
                datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
            )
        ],
        '"v1"',
        "Fri, 20 Nov 2026 10:00:00 GMT",
    )
    assert services.asked[0].headers["user-agent"].startswith("Roundtable")


async def test_an_rss_feed_is_read_though_it_lacks_much(services: Services, reader: FunderFeeds) -> None:
    """Dates, links and titles may all be missing, or be none."""
    items = "<item><title>One</title></item><item><description>Two</description><pubDate>soon</pubDate></item>"
    assert await fetch(reader, services, Said(rss(items))) == Listed("A fund", [Entry("One"), Entry("", "Two")])


async def test_what_has_not_changed_is_not_sent_again(services: Services, reader: FunderFeeds) -> None:
    """We say what we have, and the server says that nothing is new."""
    assert await fetch(reader, services, Said(b"", status=304), '"v1"', "Fri, 20 Nov 2026 10:00:00 GMT") == Unchanged()
    sent = services.asked[0].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"v1"', "Fri, 20 Nov 2026 10:00:00 GMT")


async def test_xml_that_is_broken_is_read_as_far_as_it_goes(services: Services, reader: FunderFeeds) -> None:
    """Many feeds are a little broken."""
    came = await fetch(reader, services, Said(rss("<item><title>Fish & chips</title></item>")[:-20]))
    assert isinstance(came, Listed)
    assert [entry.title for entry in came.entries] == ["Fish & chips"]


@pytest.mark.parametrize("kind", ["application/xml", "text/xml; charset=us-ascii", "application/xml; charset=nonsense"])
async def test_a_wrong_encoding_stops_nobody(services: Services, reader: FunderFeeds, kind: str) -> None:
    """What it says of itself, what its server says, and what it is may be three things."""
    body = rss("<item><title>Café</title></item>").replace(b"<?xml version", b"<?xml encoding='latin-9x' version")
    came = await fetch(reader, services, Said(body, headers={"content-type": kind}))
    assert isinstance(came, Listed)
    assert came.entries[0].title.startswith("Caf")


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>"
FAULTS = {
    "entities": Said(rss("<item><title>&c;</title></item>", LAUGHS)),
    "one long entity": Said(rss(f"<item><title>{'&a;' * 9999}", f"<!DOCTYPE x [<!ENTITY a '{'x' * 99_999}'>]>")),
    "entities in UTF-16": Said(rss("<item><title>&c;</title></item>", LAUGHS).decode().encode("utf-16")),
    "a file": Said(rss("<item><title>&f;</title></item>", "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]>")),
    "a page": Said(
        b"<html><head><title>Moved</title></head><body>x</body></html>", headers={"content-type": "text/html"}
    ),
    "nothing": Said(b""),
    "noise": Said(bytes(range(256)) * 40),
    "JSON": Said({"version": "https://jsonfeed.org/version/1"}),
    "huge": Said(b" " * (feeds.MOST_BYTES + 1)),
    "packed": Said(b"\x1f\x8b", headers={"content-encoding": "gzip"}),
    "missing": Said(status=404),
    "gone": Said(status=410),
    "broken": Said(status=500),
    "sent elsewhere": Said(status=302, headers={"location": "http://127.0.0.1:1/feed"}),
    "sent to a file": Said(status=302, headers={"location": "file:///etc/passwd"}),
    "sent round in circles": Said(status=302, headers={"location": "/news/feed.xml"}),
    "sent nowhere": Said(status=302, headers={"location": "http://[bad"}),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_what_cannot_be_read_has_failed_and_is_logged(services: Services, reader: FunderFeeds, name: str) -> None:
    """By its host; nothing is raised."""
    with capture_logs() as logged:
        assert await fetch(reader, services, FAULTS[name]) == Failed()
    assert {line["log_level"] for line in logged} == {"warning"}
    assert {line["host"] for line in logged} == {"127.0.0.1"}
    assert len(services.asked) <= feeds.MOST_STEPS


async def test_a_feed_that_moved_on_its_server_is_followed(services: Services, reader: FunderFeeds) -> None:
    """Not further: an operator chose the host."""
    services.answers["/feed"] = Said(rss("<item><title>One</title></item>"))
    came = await fetch(reader, services, Said(status=301, headers={"location": "/feed"}))
    assert isinstance(came, Listed)


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("999999999999", timedelta(days=1)),
        ("Fri, 01 Jan 2100 00:00:00 GMT", timedelta(days=1)),
        ("Fri, 01 Jan 2010 00:00:00 GMT", timedelta()),
        ("Fri, 01 Jan 2010 00:00:00 -0000", timedelta()),
        ("later", timedelta()),
        ("-5", timedelta()),
    ],
)
async def test_a_server_that_asks_to_wait_says_how_long(
    services: Services, reader: FunderFeeds, said: str, wait: timedelta
) -> None:
    """In seconds or until a moment; a day at most."""
    assert await fetch(reader, services, Said(status=503, headers={"retry-after": said})) == Failed(wait)


async def test_a_server_that_does_not_answer_in_time_has_failed(
    services: Services, reader: FunderFeeds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor one that cannot be reached."""
    monkeypatch.setattr(feeds, "SECONDS", 0.01)
    assert await fetch(reader, services, Said(ATOM, held=asyncio.Event())) == Failed()
    assert await reader.fetch("http://127.0.0.1:1/feed", "", "") == Failed()


async def test_a_parser_that_fails_fails_for_one_feed(
    services: Services, reader: FunderFeeds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is logged with its place."""

    def broken(*_given: object, **_more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("feedparser.parse", broken)
    with capture_logs() as logged:
        assert await fetch(reader, services, Said(ATOM)) == Failed()
    assert [line["log_level"] for line in logged] == ["error"]


async def test_only_the_top_of_a_long_feed_is_read(services: Services, reader: FunderFeeds) -> None:
    """What is new stands there."""
    came = await fetch(reader, services, Said(rss("<item><title>x</title></item>" * 500)))
    assert isinstance(came, Listed)
    assert len(came.entries) == 100
