"""Digests over both platforms, in a real browser: three members, three digests, each at its own hour."""

from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from bot.cards import Form, Shown
from bot.desk import press
from bot.digest_sending import send
from bot.directory import Address
from bot.said import Said
from tests.bot.calling import FIRST, SECOND
from tests.bot.scene import button, only
from tests.house.both_sides import CLEO, SANA, SLACK, TOM, UMA, Both, Who, acting
from tests.sandbox.page_stage import messages

pytest_plugins = ("tests.browser", "tests.house.both_fixtures")
pytestmark = pytest.mark.asyncio(loop_scope="session")

NOTHING_ELSE: dict[str, Any] = {"role": "", "offers": "", "looking_for": "", "topics": ()}
READERS = {
    CLEO: "We fly kites with people who are often alone.",
    SANA: "We grow vegetables in a hospital garden.",
    TOM: "We sing in a choir for people with dementia.",
}
CALLS = {
    CLEO: ("Kites against loneliness", "Flying kites with people who are alone."),
    SANA: ("Gardens on wards", "Growing vegetables in hospital gardens."),
    TOM: ("Choirs and memory", "Singing in choirs with people who have dementia."),
}
CHOSEN = {CLEO: ("Every week", "09:00"), SANA: ("Every two weeks", "07:00"), TOM: ("Every day", "17:00")}
COMES = {
    SANA: datetime(2026, 11, 23, 12, tzinfo=UTC),
    TOM: datetime(2026, 11, 23, 17, tzinfo=UTC),
    CLEO: datetime(2026, 11, 30, 9, tzinfo=UTC),
}


async def address_of(both: Both, who: Who) -> Address:
    """Somebody's account."""
    directory = both.desk.directories["slack" if who.platform == SLACK else "teams"]
    [found] = [one.address async for one in directory.everyone() if one.name == who.name]
    return found


async def post(both: Both, who: Who, title: str, about: str) -> None:
    """Have somebody post a call, past the page."""
    given = FIRST | SECOND | {"title": title, "about": about, "topics": (), "deadline": date(2027, 1, 29)}
    address = await address_of(both, who)

    async def do(action: str, value: str = "") -> Shown:
        return (await press(both.desk, address, action, Said(value, given))).shown

    first = only(Form, await do("calls.write"))
    second = only(Form, await do(first.action, first.value))
    preview = await do(second.action, second.value)
    await do("calls.post", button(preview, "Post").value)


async def comes(both: Both, moment: datetime) -> None:
    """Let this moment come, and have what is due sent."""
    both.clock.until(moment)
    await send(both.desk.network)


async def test_three_members_get_three_digests_at_their_own_hours(browser: Browser, both: Both) -> None:
    """On both platforms, in two timezones, under a clock that the test sets; each has what fits them first."""
    for who, about in READERS.items():
        await both.member(who, about=about, **NOTHING_ELSE)
    await both.member(UMA, part="research", about="I study the arts.", **NOTHING_ELSE)
    for title, about in CALLS.values():
        await post(both, UMA, title, about)
    async with AsyncExitStack() as stack:
        windows = {who: await stack.enter_async_context(acting(browser, both, who)) for who in READERS}
        for who, window in windows.items():
            await window.say("/my-digest" if who.platform == SLACK else "digest")
            every, hour = CHOSEN[who]
            await window.send("Save", {"How often?": every, "At what time?": hour}, {})
            await window.sees_in_front("Your digest is saved", hour)
            await window.shut()
        for who, moment in COMES.items():
            digest = messages(windows[who].page).filter(has_text="Best first. Only you can see this.")
            await comes(both, moment - timedelta(minutes=1))
            await expect(digest).to_have_count(0)
            await comes(both, moment)
            await expect(digest).to_have_count(1)
            mine, *others = (CALLS[who][0], *(title for other, (title, _) in CALLS.items() if other != who))
            words = await digest.inner_text()
            assert 0 <= words.find(mine) < min((words.find(other) for other in others if other in words), default=9**9)
        await windows[SANA].press("Stop my digest")
        await windows[SANA].sees_in_front("Your digest is stopped")
