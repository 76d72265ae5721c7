"""Card → HTML that is read as well on a phone, in the dark and aloud. Nothing in it is loaded from anywhere.

It is built as a tree, so that members' words are words only: what writes the tree down escapes all of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element as Node
from xml.etree.ElementTree import SubElement, tostring

from bot.cards import (
    Bars,
    Button,
    Buttons,
    Card,
    Commands,
    Divider,
    Element,
    Fact,
    Facts,
    Heading,
    Inputs,
    Marked,
    Note,
    Person,
    Picture,
    Quote,
    Text,
)
from handlers.words import clean

STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; padding: 16px; background: #ffffff; color: #1d1c1d; font: 16px/1.5 system-ui, sans-serif; }
main, footer { max-width: 36rem; margin: 0 auto; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.3; }
h2 { font-size: 1.15rem; margin: 1.5em 0 0.5em; }
h3 { font-size: 1rem; margin: 1.5em 0 0.25em; }
dt { font-weight: bold; }
dd { margin: 0 0 0.5em; }
blockquote { margin: 0.75em 0; padding-left: 1em; border-left: 4px solid #8a8a8a; }
a { color: #0b57d0; }
button { padding: 0.6em 1.2em; font: inherit; }
small, footer { color: #5a5a5a; font-size: 0.9rem; }
footer { margin-top: 2em; border-top: 1px solid #8a8a8a; }
@media (prefers-color-scheme: dark) {
  body { background: #1a1d21; color: #e8e8e8; }
  a { color: #8ab4f8; }
  small, footer { color: #b4b4b4; }
}
"""


def node(tag: str, text: str = "", **attributes: str) -> Node:
    """A piece of a page with this text in it, a new line where the text has one."""
    made = Node(tag, attributes)
    made.text, *rest = clean(text).split("\n")
    for line in rest:
        SubElement(made, "br").tail = line
    return made


def page(title: str, body: Iterable[Node], footer: Iterable[Node] = ()) -> str:
    """A whole page below its title."""
    root = Node("html", {"lang": "en-GB"})
    head = SubElement(root, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    SubElement(head, "meta", {"name": "color-scheme", "content": "light dark"})
    head.append(node("title", " ".join(title.split())))
    SubElement(head, "style").text = STYLE
    inside = SubElement(root, "body")
    main = SubElement(inside, "main")
    main.append(node("h1", title, dir="auto"))
    main.extend(body)
    if below := list(footer):
        SubElement(inside, "footer").extend(below)
    return f"<!doctype html>\n{tostring(root, encoding='unicode', method='html')}\n"


def drawn(card: Card) -> Iterator[Node]:
    """What a card says, below its title. What only a chat can do is left out; see `left_out`."""
    for element in card.body:
        yield from DRAW[type(element)](element)


def left_out(card: Card) -> bool:
    """Whether there is something to press or to fill in that a mail cannot have."""
    inputs = any(isinstance(element, Inputs) for element in card.body)
    return inputs or any(not button.url for button in buttons_of(card))


def buttons_of(card: Card) -> Iterator[Button]:
    """The buttons of a card that stand in no form."""
    for element in card.body:
        if isinstance(element, Buttons | Person):
            yield from element.buttons


def links(buttons: Iterable[Button]) -> Iterator[Node]:
    """The buttons that open a page, each in a line of its own."""
    for button in buttons:
        if button.url:
            line = Node("p")
            line.append(node("a", button.label, href=button.url))
            yield line


def paragraph(text: str) -> Iterator[Node]:
    """A paragraph, in the direction of its own words; nothing for nothing."""
    if text.strip():
        yield node("p", text, dir="auto")


def note(element: Note) -> Iterator[Node]:
    """Small print."""
    if element.text.strip():
        line = Node("p", {"dir": "auto"})
        line.append(node("small", element.text))
        yield line


def quote(words: Marked | None) -> Iterator[Node]:
    """A member's own words, with what matters in bold."""
    if words is None or not words.text.strip():
        return
    made = Node("blockquote", {"dir": "auto"})
    edges = sorted({0, len(words.text), *(edge for mark in words.marks for edge in mark)})
    for begin, end in pairwise(edges):
        made.append(node("b" if (begin, end) in words.marks else "span", words.text[begin:end]))
    yield made


def facts(pairs: Iterable[Fact]) -> Iterator[Node]:
    """Labels, each with what it says."""
    made = Node("dl")
    for fact in pairs:
        made.extend((node("dt", fact.label, dir="auto"), node("dd", fact.value, dir="auto")))
    yield made


def person(element: Person) -> Iterator[Node]:
    """Somebody, in the order in which it is read aloud."""
    yield node("h3", element.name + (f" ({element.pronouns})" if element.pronouns.strip() else ""), dir="auto")
    yield from paragraph(" · ".join(each for each in element.about if each.strip()))
    yield from paragraph(element.why)
    yield from quote(element.quote)
    yield from paragraph(element.status)
    yield from links(element.buttons)


DRAW: Mapping[type[Element], Callable[[Any], Iterator[Node]]] = {
    Text: lambda element: paragraph(element.text),
    Heading: lambda element: iter((node("h2", element.text, dir="auto"),)),
    Quote: lambda element: quote(element.words),
    Note: note,
    Facts: lambda element: facts(element.facts),
    Bars: lambda element: facts(Fact(bar.label, bar.value) for bar in element.bars),
    Commands: lambda element: facts(Fact(f"{each.word} {each.words}".rstrip(), each.does) for each in element.typed),
    Person: person,
    Picture: lambda element: paragraph(element.alt),
    Buttons: lambda element: links(element.buttons),
    Inputs: lambda _element: iter(()),
    Divider: lambda _element: iter((Node("hr"),)),
}
"""How each element of a card is drawn."""
