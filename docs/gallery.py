"""Writes every card and form, as Slack and as Teams show it, into one page that opens from the disk: `make gallery`.

The sandbox's own page draws them. Its modules ride along as data in an import map, since a page from the disk cannot
load others from there.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template
from typing import Any

from bot.cards import Card, Form
from bot.chart_gallery import drawn as pictures
from bot.gallery import examples
from docs.renderings import Shown, offered_on_slack, on_slack, on_teams
from handlers.appearance import NAME

HOUSE = Path(__file__).parent.parent
WRITTEN = HOUSE / "gallery.html"
SANDBOX = HOUSE / "sandbox" / "page"
PARTS = Path(__file__).parent / "gallery_page"

IMPORTED = re.compile(r'\b((?:from|import)\s+")((?:\.{1,2}|page)/[\w./-]+\.js)"')
STYLED = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
PEOPLE = ("Rosa Okafor", "Idris Bell", "Sam Whitlock")
"""Whom a menu of people offers."""


def main() -> None:
    """Write the page."""
    shown = examples()
    WRITTEN.write_text(page(shown), encoding="utf-8")
    print(f"{len(shown)} examples are in {WRITTEN}. Open it in a browser.")  # noqa: T201 - for whoever typed the command


def page(shown: Mapping[str, Shown]) -> str:
    """The page with these examples. Only what is written here runs in it, whatever stands in the examples."""
    filled = {
        "name": escape(NAME),
        "count": str(len(shown)),
        "styles": styles(),
        "modules": inert({"imports": dict(modules())}),
        "examples": with_pictures(inert(drawn(shown))),
        "contents": contents(shown),
        "sections": "\n".join(section(name, each) for name, each in shown.items()),
    }
    nonce = hashlib.sha256(repr(filled).encode()).hexdigest()[:32]
    return Template((PARTS / "gallery.html").read_text(encoding="utf-8")).substitute(filled, nonce=nonce)


def drawn(shown: Mapping[str, Shown]) -> dict[str, Any]:
    """What the page's script draws from."""
    made = [
        {"name": name, "slack": on_slack(name, each), "teams": on_teams(name, each)} for name, each in shown.items()
    ]
    return {"name": NAME, "people": PEOPLE, "offered": offered_on_slack(shown.values()), "examples": made}


def inert(value: Any) -> str:
    """JSON that ends no script element, whatever is in it."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def with_pictures(examples: str) -> str:
    """The same with the pictures themselves in place of their addresses, as nothing is fetched."""
    for address, png in pictures().items():
        examples = examples.replace(address, f"data:image/png;base64,{base64.b64encode(png).decode()}")
    return examples


def contents(shown: Mapping[str, Shown]) -> str:
    """Links to all examples, by feature."""
    lines = []
    for feature, names in groupby(shown, lambda name: name.partition(".")[0]):
        links = "".join(f'<li><a href="#{escape(name)}">{escape(name.partition(".")[2])}</a></li>' for name in names)
        lines.append(f"          <p>{escape(feature.capitalize())}</p>\n          <ul>{links}</ul>")
    return "\n".join(lines)


def section(name: str, shown: Shown) -> str:
    """The place of an example, to be drawn in."""
    kind = "card" if isinstance(shown, Card) else "form" if isinstance(shown, Form) else "form that cannot be taken yet"
    called = escape(name)
    sides = "".join(
        f"""
            <div class="gallery-side" data-platform="{key}"><p class="gallery-platform">{platform}</p></div>"""
        for key, platform in (("slack", "Slack"), ("teams", "Microsoft Teams"))
    )
    return f"""        <section class="gallery-example" id="{called}" aria-labelledby="{called}-name">
          <h2><a href="#{called}" id="{called}-name">{called}</a> <span class="gallery-kind">{kind}</span></h2>
          <div class="gallery-sides">{sides}
          </div>
        </section>"""


def styles() -> str:
    """The styles of the sandbox's page and, on top of them, the gallery's. The platform's look is each side's own."""
    names = STYLED.findall((SANDBOX / "index.html").read_text(encoding="utf-8"))
    texts = [(SANDBOX / name).read_text(encoding="utf-8").replace(":root[data-", "[data-") for name in names]
    return "\n".join([*texts, (PARTS / "gallery.css").read_text(encoding="utf-8")])


def modules() -> Iterator[tuple[str, str]]:
    """The gallery's script and every module that it needs, by name, as addresses that hold them."""
    waiting: list[tuple[str, Path]] = [("gallery", PARTS / "gallery.js")]
    known = {"gallery"}
    while waiting:
        name, path = waiting.pop()
        text = path.read_text(encoding="utf-8")
        renamed = IMPORTED.sub(partial(called, path), text)
        yield name, f"data:text/javascript;base64,{base64.b64encode(renamed.encode()).decode()}"
        needed = {each for _, each in IMPORTED.findall(renamed)} - known
        waiting += [(each, SANDBOX / each.removeprefix("page/")) for each in sorted(needed)]
        known |= needed


def called(by: Path, imported: re.Match[str]) -> str:
    """An import by the name that the map has: a relative path would lead nowhere from inside an address."""
    words, path = imported.groups()
    name = path if path.startswith("page/") else f"page/{(by.parent / path).resolve().relative_to(SANDBOX.resolve())}"
    return f'{words}{name}"'


if __name__ == "__main__":
    main()
