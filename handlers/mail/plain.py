"""Card → plain text, for mail programs that show no HTML and people who want none."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

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


def drawn(card: Card) -> str:
    """What a card says, its title first, in paragraphs. What only a chat can do is left out."""
    body = (line for element in card.body for line in DRAW[type(element)](element))
    return "\n\n".join(clean(each).strip() for each in (card.title, *body) if each.strip())


def links(buttons: Iterable[Button]) -> Iterator[str]:
    """The buttons that open a page."""
    return (f"{button.label}: {button.url}" for button in buttons if button.url)


def quote(words: Marked | None) -> Iterator[str]:
    """A member's own words, marked as such in each line."""
    if words is not None and words.text.strip():
        yield "\n".join(f"> {line}" for line in words.text.splitlines())


def facts(pairs: Iterable[Fact]) -> Iterator[str]:
    """Labels, each with what it says, one in a line."""
    yield "\n".join(f"{fact.label}: {fact.value}" for fact in pairs)


def person(element: Person) -> Iterator[str]:
    """Somebody, in the order in which it is read aloud."""
    name = element.name + (f" ({element.pronouns})" if element.pronouns.strip() else "")
    about = " · ".join(each for each in element.about if each.strip())
    yield "\n".join(line for line in (name, about, element.why) if line.strip())
    yield from quote(element.quote)
    yield element.status
    yield from links(element.buttons)


DRAW: Mapping[type[Element], Callable[[Any], Iterator[str]]] = {
    Text: lambda element: iter((element.text,)),
    Heading: lambda element: iter((f"{element.text}\n{'-' * min(len(element.text), 60)}",)),
    Quote: lambda element: quote(element.words),
    Note: lambda element: iter((element.text,)),
    Facts: lambda element: facts(element.facts),
    Bars: lambda element: facts(Fact(bar.label, bar.value) for bar in element.bars),
    Commands: lambda element: facts(Fact(f"{each.word} {each.words}".rstrip(), each.does) for each in element.typed),
    Person: person,
    Picture: lambda element: iter((element.alt,)),
    Buttons: lambda element: links(element.buttons),
    Inputs: lambda _element: iter(()),
    Divider: lambda _element: iter(("* * *",)),
}
"""How each element of a card is written."""
