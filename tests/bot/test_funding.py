"""Funding from outside: what is new is kept once, for 90 days, and no feed is asked too often."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from structlog.testing import capture_logs

from bot import funding
from bot.funding import Entry, Failed, Listed, Unchanged
from bot.network import Work
from bot.schedule import run_job, with_feeds
from storage.funding import Item
from tests.bot.scene import Scene
from tests.conftest import Opener

FUND, TRUST = "https://fund.example/feed", "https://www.trust.example/rss"
GRANT = Entry("Small grants", "<p>Up to <b>5,000</b> pounds.</p>", "https://fund.example/small", "urn:1")


class Press:
    """Feeds that a test fills: the servers are somebody else's, so a stand-in is right."""

    def __init__(self, **feeds: Listed | Unchanged | Failed) -> None:
        self.feeds = feeds
        self.asked: list[tuple[str, str, str]] = []

    async def fetch(self, address: str, etag: str, modified: str) -> Listed | Unchanged | Failed:
        """What a feed lists now."""
        self.asked.append((address, etag, modified))
        await asyncio.sleep(0)
        return self.feeds[address.split(".")[-2].removeprefix("https://")]

    @property
    def addresses(self) -> list[str]:
        """The feeds that were asked, in their order."""
        return [address for address, _, _ in self.asked]


async def read(scene: Scene, press: Press, addresses: Sequence[str] = (FUND,), **later: float) -> None:
    """Let time pass, and do what a worker does then."""
    scene.clock.forward(**(later or {"hours": 1}))
    await run_job(scene.network, "funding.read", with_feeds(press, addresses))


async def recent(scene: Scene, **ago: float) -> list[Item]:
    """What was announced in this time, a week unless said otherwise."""
    since = scene.clock.now - timedelta(**(ago or {"days": 7}))

    async def look(work: Work) -> list[Item]:
        return await funding.recent(work, since)

    return await scene.network.look(look)


async def test_what_is_new_is_kept_once_with_its_source(sqlite_scene: Scene) -> None:
    """Without markup; listed again, or by another feed, it is not new."""
    twin = Entry(" small GRANTS", link="https://fund.example/small", identity="other")
    press = Press(fund=Listed("The <i>Fund</i>", [GRANT]), trust=Listed("", [twin, Entry("Loans")]))
    for _ in range(3):
        await read(sqlite_scene, press, (FUND, TRUST))
    items = {item.title: item for item in await recent(sqlite_scene)}
    assert items["Loans"].source == "www.trust.example"
    shown = items.get("Small grants") or items["small GRANTS"]
    assert (len(items), shown.url, shown.published) == (2, "https://fund.example/small", None)
    assert all("<" not in item.summary + item.source for item in items.values())
    assert await recent(sqlite_scene, minutes=30) == []


async def test_items_without_words_are_left_out_and_unsafe_links_dropped(sqlite_scene: Scene) -> None:
    """An item without a title is called by the beginning of its summary."""
    entries = [
        Entry("<br>", "", "https://fund.example/1"),
        Entry("", "A summary alone", "javascript:alert(1)"),
        Entry("Plain", "Plain", "http://fund.example/2"),
        Entry("<!channel> " + "t" * 500, "s" * 5000, "https://fund.example/3", "\ud800"),
    ]
    await read(sqlite_scene, Press(fund=Listed("f" * 500, entries)))
    items = {item.title[:5]: item for item in await recent(sqlite_scene)}
    assert {title: (item.url, item.summary[:5]) for title, item in items.items()} == {
        "A sum": ("", ""),
        "Plain": ("", ""),
        "ttttt": ("https://fund.example/3", "sssss"),
    }
    assert (len(items["ttttt"].title), len(items["ttttt"].summary), len(items["Plain"].source)) == (200, 400, 100)


def dated(title: str, when: datetime) -> Entry:
    """An item with a date."""
    return Entry(title, link=f"https://fund.example/{title}", published=when)


async def test_a_feed_that_is_new_to_us_brings_no_old_news(sqlite_scene: Scene) -> None:
    """Its items are news of their own dates; what it adds later is news when it comes, whatever its date."""
    start = sqlite_scene.clock.now
    old, fresh = dated("old", start - timedelta(days=20)), dated("fresh", start - timedelta(days=1))
    ancient, future = dated("ancient", start - timedelta(days=91)), dated("future", start + timedelta(days=400))
    press = Press(fund=Listed("Fund", [old, fresh, ancient, future]))
    await read(sqlite_scene, press)
    assert [item.title for item in await recent(sqlite_scene)] == ["future", "fresh"]
    assert [item.title for item in await recent(sqlite_scene, days=80)] == ["future", "fresh", "old"]
    assert (await recent(sqlite_scene))[0].published == sqlite_scene.clock.now
    press.feeds["fund"] = Listed("Fund", [dated("late", start - timedelta(days=10))])
    await read(sqlite_scene, press)
    assert [item.title for item in await recent(sqlite_scene, minutes=30)] == ["late"]


async def test_news_is_kept_for_90_days_and_never_new_twice(scene: Scene) -> None:
    """What has no date is kept for as long as its feed lists it."""
    press = Press(fund=Listed("Fund", [GRANT, dated("dated", scene.clock.now)]))
    await read(scene, press)
    await read(scene, press, days=91)
    await run_job(scene.network, "funding.forget")
    assert [row["title"] for row in await scene.rows("funding_items")] == ["Small grants"]
    assert await recent(scene) == []
    press.feeds["fund"] = Listed("Fund", [])
    await read(scene, press)
    assert await scene.rows("funding_items") == []


async def test_a_feed_is_asked_hourly_with_what_its_server_said(scene: Scene) -> None:
    """And what has not changed changes nothing."""
    press = Press(fund=Listed("Fund", [GRANT], '"v1"', "Friday"))
    await read(scene, press)
    press.feeds["fund"] = Unchanged()
    await read(scene, press, minutes=30)
    await read(scene, press, minutes=31)
    assert press.asked == [(FUND, "", ""), (FUND, '"v1"', "Friday")]
    press.feeds["fund"] = Listed("Fund", [], "e" * 301, "m" * 101)
    await read(scene, press)
    await read(scene, press)
    assert press.asked[-1] == (FUND, "", "")
    assert [item.title for item in await recent(scene)] == ["Small grants"]


async def test_a_feed_that_fails_is_asked_more_rarely_and_stops_no_other(sqlite_scene: Scene) -> None:
    """After one hour, two, four, and so on to a day; or when its server wants."""
    press = Press(fund=Failed(), trust=Listed("Trust", [Entry("Loans")]))
    for _ in range(9):
        await read(sqlite_scene, press, (FUND, TRUST))
    assert (press.addresses.count(FUND), press.addresses.count(TRUST)) == (4, 9)
    assert [item.title for item in await recent(sqlite_scene)] == ["Loans"]
    press.feeds["fund"] = Listed("Fund", [])
    await read(sqlite_scene, press, days=1)
    press.feeds["fund"] = Failed(timedelta(hours=5))
    await read(sqlite_scene, press)
    asked = press.addresses.count(FUND)
    await read(sqlite_scene, press, hours=4)
    assert press.addresses.count(FUND) == asked
    await read(sqlite_scene, press, hours=1)
    assert press.addresses.count(FUND) == asked + 1


async def test_what_cannot_be_kept_stops_no_other_feed(sqlite_scene: Scene) -> None:
    """It is logged by its host, and the feed is due again within the hour."""
    press = Press(trust=Listed("Trust", [Entry("Loans")]))
    with capture_logs() as logged:
        await read(sqlite_scene, press, (FUND, TRUST))
    assert [(line["event"], line["host"]) for line in logged] == [("feed_not_kept", "fund.example")]
    assert [item.title for item in await recent(sqlite_scene)] == ["Loans"]
    press.feeds["fund"] = Listed("Fund", [GRANT])
    await read(sqlite_scene, press, (FUND, TRUST))
    assert len(await recent(sqlite_scene)) == 2


async def test_a_feed_that_is_followed_no_more_takes_its_news_along(scene: Scene) -> None:
    """Also when it is just being read."""

    class Slow(Press):
        async def fetch(self, address: str, etag: str, modified: str) -> Listed | Unchanged | Failed:
            await scene.network.run(funding.follow, (TRUST,))
            return await super().fetch(address, etag, modified)

    press = Press(fund=Listed("Fund", [GRANT]), trust=Listed("Trust", [Entry("Loans")]))
    await read(scene, press, (FUND, TRUST))
    assert len(await recent(scene)) == 2
    await read(scene, Slow(**press.feeds), (FUND,), hours=2)
    assert await scene.rows("funding_items") == []
    assert [row["address"] for row in await scene.rows("funding_feeds")] == [TRUST]


async def test_two_workers_ask_a_feed_once(scene: Scene, opener: Opener, database_url: str) -> None:
    """Whichever takes it."""
    press = Press(fund=Listed("Fund", [GRANT]), trust=Listed("Trust", []))
    await scene.network.run(funding.follow, (FUND, TRUST))
    workers = [scene.network, opener(database_url)]
    await asyncio.gather(*(funding.read_due(worker, press) for worker in workers * 2))
    assert sorted(press.addresses) == [FUND, TRUST]


async def test_no_more_than_a_few_feeds_are_asked_at_once(sqlite_scene: Scene) -> None:
    """The others have their turn at the next run."""
    many = [f"https://{number}.fund.example/feed" for number in range(funding.MOST_AT_ONCE + 3)]
    press = Press(fund=Unchanged())
    await read(sqlite_scene, press, many)
    assert len(press.asked) == funding.MOST_AT_ONCE
    await read(sqlite_scene, press, many, minutes=5)
    assert sorted(press.addresses) == sorted(many)
