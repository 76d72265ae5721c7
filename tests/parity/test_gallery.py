"""The gallery page, opened from the disk in a real browser: every example stands there on both sides."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bot.cards import Button, Buttons, Card, Form, Invalid, Marked, Person, Picture, Text
from bot.gallery import examples
from docs.gallery import page
from docs.renderings import Shown, on_slack, on_teams
from tests.parity.seen import meant
from tests.patience import PATIENCE

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.asyncio(loop_scope="session")

DESK, PHONE = (1280, 900), (390, 844)
HOSTILE = (
    "</script><script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    '"><svg onload=window.ran=1>',
    "[click](javascript:window.ran=1)",
)


@dataclass
class Look:
    """Opens gallery pages from the disk, and writes down what goes wrong in them."""

    browser: Browser
    folder: Path
    troubles: list[str] = field(default_factory=list)
    opened: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def at(self, shown: Mapping[str, Shown], size: tuple[int, int] = DESK, *, dark: bool = False) -> Page:
        """A page with these examples."""
        path = self.folder / "gallery.html"
        path.write_text(page(shown), encoding="utf-8")
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            offline=True,
        )
        self.opened.push_async_callback(context.close)
        opened = await context.new_page()
        opened.set_default_timeout(PATIENCE)
        opened.on("pageerror", lambda error: self.troubles.append(str(error)))
        opened.on("console", lambda said: self.troubles.append(said.text))
        opened.on("request", lambda asked: self.note_request(asked.url))
        await opened.goto(path.as_uri())
        await expect(opened.locator(".gallery-stage:visible")).to_have_count(2 * len(shown))
        return opened

    def note_request(self, url: str) -> None:
        """Nothing is fetched but the page itself and what it holds."""
        if not url.startswith((self.folder.as_uri(), "data:")):
            self.troubles.append(f"asked for {url}")


@pytest_asyncio.fixture(loop_scope="session")
async def look(browser: Browser, tmp_path: Path) -> AsyncIterator[Look]:
    """No script may have failed in any page, and nothing been refused or fetched."""
    looking = Look(browser, tmp_path)
    yield looking
    await looking.opened.aclose()
    assert looking.troubles == []


def side(opened: Page, name: str, platform: str) -> Locator:
    """One half of an example."""
    return opened.locator(f'section[id="{name}"] [data-platform="{platform}"]')


async def test_every_example_stands_there_on_both_sides(look: Look) -> None:
    """With its title, its buttons, and as many fields as it asks for; nothing that the sandbox cannot draw."""
    opened = await look.at(examples())
    assert await opened.locator(".unknown").count() == 0
    drawn = await opened.evaluate("""() => [...document.querySelectorAll("section")].map((section) => [section.id,
        Object.fromEntries([...section.querySelectorAll("[data-platform]")].map((side) => [side.dataset.platform, {
            words: side.querySelector(".gallery-stage:not([hidden])").innerText.replace(/\\s+/g, " "),
            buttons: [...side.querySelectorAll(".button")].map((one) => one.innerText.trim()),
            fields: side.querySelectorAll(".input").length,
            labels: [...side.querySelectorAll(".label")].map((one) => one.innerText),
        }]))])""")
    assert [name for name, _ in drawn] == list(examples())
    for name, sides in drawn:
        shown = examples()[name]
        assert set(sides) == {"slack", "teams"}
        for platform, seen in sides.items():
            wrong = (name, platform, seen)
            if isinstance(shown, Invalid):
                assert all(words in seen["words"] for words in shown.errors.values()), wrong
                continue
            assert shown.title in seen["words"], wrong
            wanted = meant(shown)
            assert {label for label, _, _ in wanted.buttons} <= set(seen["buttons"]), wrong
            assert seen["fields"] >= len(wanted.fields), wrong


async def test_each_side_has_its_platform_s_own_look_in_the_light_and_in_the_dark(look: Look) -> None:
    """Four different grounds."""
    grounds = set()
    for dark in (False, True):
        opened = await look.at({"linking.own": examples()["linking.own"]}, dark=dark)
        for platform in ("slack", "teams"):
            ground = "(side) => getComputedStyle(side).backgroundColor"
            grounds.add(await side(opened, "linking.own", platform).evaluate(ground))
    assert len(grounds) == 4


async def test_the_contents_lead_to_each_example(look: Look) -> None:
    """All of them, and one that is pressed comes into sight."""
    opened = await look.at(examples())
    links = opened.get_by_role("navigation").get_by_role("link")
    targets = await links.evaluate_all("(links) => links.map((link) => decodeURIComponent(link.hash.slice(1)))")
    assert targets == list(examples())
    await links.last.click()
    await expect(opened.locator(f'section[id="{targets[-1]}"]')).to_be_in_viewport()


async def test_what_may_be_shown_in_several_ways_is_shown_in_each(look: Look) -> None:
    """As home or message, as message or dialog, as card or found by a search."""
    names = ("home.profile", "profiles.seen", "collaborators.public")
    opened = await look.at({name: examples()[name] for name in names})
    await expect(side(opened, "home.profile", "slack").locator(".home")).to_be_visible()
    for name, platform, way, drawn in (
        ("home.profile", "slack", "Message", ".message .block"),
        ("profiles.seen", "slack", "Dialog", ".dialog .block"),
        ("collaborators.public", "teams", "Found by a search", ".preview"),
    ):
        half = side(opened, name, platform)
        await half.get_by_role("button", name=way).click()
        await expect(half.locator(drawn).first).to_be_visible()
        await expect(half.locator(".gallery-stage:visible")).to_have_count(1)
        await expect(half.get_by_role("button", name=way)).to_have_attribute("aria-pressed", "true")


async def test_a_press_says_what_it_would_send(look: Look) -> None:
    """On both sides; what is asked first is asked here too."""
    opened = await look.at({name: examples()[name] for name in ("home.new", "facilitators.list")})
    for platform in ("slack", "teams"):
        await side(opened, "home.new", platform).get_by_role("button", name="Make my profile").click()
        await expect(opened.get_by_role("alert")).to_contain_text("profiles.edit")
        await side(opened, "home.new", platform).get_by_role("button", name="What can I do here?").click()
        await expect(opened.get_by_role("alert")).to_contain_text("roundtable.help")
    remove = re.compile("Remove Idris Bell")
    await side(opened, "facilitators.list", "teams").get_by_role("button", name=remove).first.click()
    await side(opened, "facilitators.list", "teams").get_by_role("button", name="Yes: Remove Idris Bell").click()
    await expect(opened.get_by_role("alert")).to_contain_text("facilitators.remove")
    await side(opened, "facilitators.list", "slack").get_by_role("button", name=remove).click()
    await expect(opened.get_by_role("dialog")).to_be_visible()
    await opened.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    await expect(opened.get_by_role("dialog")).to_have_count(0)


async def test_menus_offer_something(look: Look) -> None:
    """Topics and people, as a member would find them."""
    opened = await look.at({name: examples()[name] for name in ("profiles.form.first", "facilitators.form")})
    await side(opened, "profiles.form.first", "slack").get_by_label("Topics").click()
    await expect(opened.get_by_role("option", name="peer support")).to_be_visible()
    await opened.keyboard.press("Escape")
    await side(opened, "facilitators.form", "slack").get_by_label("Who?").click()
    await expect(opened.get_by_role("option", name="Idris Bell")).to_be_visible()


async def test_it_can_be_read_on_a_phone(look: Look) -> None:
    """One below the other, nothing wider than the screen, the contents folded."""
    opened = await look.at(examples(), PHONE)
    assert await opened.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await opened.locator(".gallery-contents li").first.is_hidden()
    slack = await side(opened, "home.new", "slack").bounding_box()
    teams = await side(opened, "home.new", "teams").bounding_box()
    assert slack is not None
    assert teams is not None
    assert teams["y"] >= slack["y"] + slack["height"]


async def test_what_members_wrote_does_not_run(look: Look) -> None:
    """It stands there as they wrote it, wherever it stands in an example, its name too."""
    hostile: dict[str, Shown] = {}
    for number, words in enumerate(HOSTILE):
        person = Person(words, words, (words,), words, Marked(words, ((0, 3),)), words, (Button(words, words, words),))
        hostile[f"hostile.{number}"] = Card(
            words, (Text(words), person, Buttons((Button(words, "a.b", confirm=words),)))
        )
    hostile['x."><script>window.ran = 1</script>'] = Form("a.b", HOSTILE[0], (), (Text(HOSTILE[1]),))
    opened = await look.at(hostile)
    for number, words in enumerate(HOSTILE):
        for platform in ("slack", "teams"):
            await expect(side(opened, f"hostile.{number}", platform).locator(".gallery-stage")).to_contain_text(words)
            await side(opened, f"hostile.{number}", platform).get_by_role("button").last.click()
            if platform == "slack":
                await opened.get_by_role("dialog").get_by_role("button").last.click()
    assert await opened.evaluate("window.ran") is None
    assert await opened.locator("main img, main svg[onload], main script, main a[href^='javascript']").count() == 0


async def test_a_script_that_slipped_in_would_not_run(browser: Browser, tmp_path: Path) -> None:
    """The page lets nothing run but its own scripts, even where words were taken for markup."""
    path = tmp_path / "gallery.html"
    slipped = "<script>window.ran = 1</script><img src='data:,' onerror='window.ran = 1'>"
    path.write_text(page({}).replace("</main>", f"{slipped}</main>"), encoding="utf-8")
    opened = await browser.new_page()
    await opened.goto(path.as_uri())
    await expect(opened.locator("main img")).to_have_count(1)
    assert await opened.evaluate("window.ran") is None
    await opened.close()


async def test_the_page_is_the_same_each_time_and_holds_all_renderings() -> None:
    """So that two of them can be compared, and an example that was left out is noticed."""
    written = page(examples())
    assert written == page(examples())
    assert len(re.findall(r'<section class="gallery-example"', written)) == len(examples())
    assert all(on_slack(name, shown) and on_teams(name, shown) for name, shown in examples().items())


async def test_pictures_are_shown_on_both_sides_with_words_on_what_they_show(look: Look) -> None:
    """Whole, and no wider than a phone; nothing is fetched for them."""
    shown = {name: each for name, each in examples().items() if name.startswith("charts.")}
    page = await look.at(shown, PHONE)
    for each in shown.values():
        assert isinstance(each, Card)
        [picture] = [element for element in each.body if isinstance(element, Picture)]
        sides = page.get_by_role("img", name=picture.alt)
        await expect(sides).to_have_count(2)
        for side in await sides.all():
            await side.scroll_into_view_if_needed()
            assert await side.evaluate("e => e.decode().then(() => e.naturalWidth)") == 720
            assert await side.evaluate("e => e.getBoundingClientRect().right") <= PHONE[0]
