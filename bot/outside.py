"""Words and links from outside the network: data like any other, and the one place that says which links are shown."""

import html
import re
from urllib.parse import quote, urlsplit, urlunsplit

from bot.cards import Button
from bot.typed import clean

LONGEST_READ = 20_000
"""Characters of a text that are looked at at all."""

LONGEST_LINK = 2000
HTTPS_PORT = 443
ENDING = "…"

TAG = re.compile(r"(<[a-zA-Z/!?][^<>]*>)")
NAME = re.compile(r"</?([a-zA-Z0-9]+)")
UNSEEN = frozenset({"script", "style"})
"""Elements whose content nobody is meant to read."""

APART = frozenset({"p", "br", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})
"""Elements that stand on lines of their own; any other, such as a small 2 in a formula, is in the middle of one."""

HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
"""A name that ends in a word: no number, which would be an address in somebody's own network."""


def words(text: str, most: int) -> str:
    """Text from outside as it may stand in a field: without markup and what nobody can see, at most so long."""
    plain = clean(html.unescape(unmarked(text[:LONGEST_READ])))
    lines = [" ".join(line.split()) for line in plain.split("\n")]
    return shortened(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)), most)


def line(text: str, most: int) -> str:
    """The same in one line."""
    return shortened(" ".join(words(text, LONGEST_READ).split()), most)


def unmarked(text: str) -> str:
    """Text without tags, and without what stands in those that nobody is meant to read."""
    kept: list[str] = []
    hidden = ""
    for place, piece in enumerate(TAG.split(text)):
        if place % 2 == 0:
            kept.append("" if hidden else piece)
            continue
        found = NAME.match(piece)
        name = found[1].lower() if found else ""
        if name in UNSEEN and hidden in {"", name}:
            hidden = "" if piece.startswith("</") else name
        kept.append("\n" if name in APART else "")
    return "".join(kept)


def shortened(text: str, most: int) -> str:
    """The beginning of a text, up to the end of a word where there is one near."""
    if len(text) <= most:
        return text
    kept = text[: most - len(ENDING)]
    end = max(kept.rfind(blank, len(kept) * 3 // 4) for blank in " \n")
    return f"{kept[:end] if end > 0 else kept}{ENDING}".strip()


def link(address: str) -> str:
    """An address from outside as it may be linked to, or nothing: https alone, to a host by its name.

    What is not plain in it is written as it is sent, so that an address reads as what it is.
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme != "https" or "@" in parts.netloc or port not in {None, HTTPS_PORT} or not HOST.fullmatch(host):
        return ""
    try:
        path, query, fragment = (
            quote(part, safe="/%:@!$&'()*+,;=~?") for part in (parts.path, parts.query, parts.fragment)
        )
    except UnicodeEncodeError:
        return ""
    made = urlunsplit(("https", host, path, query, fragment))
    return made if len(made) <= LONGEST_LINK else ""


def host_of(made: str) -> str:
    """Where a link of `link` leads, in words."""
    return (urlsplit(made).hostname or "").removeprefix("www.")


def button(label: str, made: str) -> Button:
    """A button that leads outside, and says where."""
    return Button(f"{label} at {host_of(made)}", "", url=made)
