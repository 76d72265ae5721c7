"""A small network to search: people on both sides, each with a few texts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from bot.matching.encoder import Encoder
from bot.matching.index import Entry, Index
from bot.matching.prepared import prepare

PEOPLE: dict[str, tuple[str, ...]] = {
    "voices": ("A peer group for people who hear voices that others do not. We meet on Tuesdays.", "hearing voices"),
    "harm": ("We answer texts at night from young people who self-harm.", "Training for school nurses."),
    "dementia": ("My research is on early diagnosis of dementia.", "I can offer talks on memory clinics."),
    "carers": ("We support young carers who look after a parent at home.", "Weekends away and homework clubs."),
    "garden": ("Therapeutic gardening on three allotments.", "Looking for someone to evaluate what we grow."),
    "poetry": ("I teach poetry and creative writing in hospitals.", "Workshops for wards and day centres."),
    "involved": ("We train people with lived experience to sit on research panels and to lead studies.",),
    "debt": ("Advice for people in debt whose worries keep them awake.", "Benefits appeals."),
    "behaviour": ("A centre for the study of behaviour change and health programmes.",),
    "choir": ("A community choir for anyone who is lonely.", "Concerts in care homes."),
    "grief": ("Counselling after bereavement, for adults and children.",),
    "prison": ("Mentoring for people who leave prison.", "Housing advice on the day of release."),
}


class Network:
    """An index of named people, the first, third and so on being researchers."""

    def __init__(self, encoder: Encoder | None, people: Mapping[str, Sequence[str]] = PEOPLE) -> None:
        self.encoder = encoder
        self.index = Index(encoder)
        self.names: list[str] = []
        self.texts: dict[int, Sequence[str]] = {}
        self.put(people)

    def put(self, people: Mapping[str, Sequence[str]], region: str = "", free_from: float = 0.0) -> None:
        """Add people, or replace those of the same name."""
        entries = []
        for name, texts in people.items():
            if name not in self.names:
                self.names.append(name)
            person = self.names.index(name)
            self.texts[person] = texts
            entries.append(Entry(person, "community" if person % 2 else "research", region, free_from))
        self.index.put(list(zip(entries, prepare(self.encoder, list(people.values())), strict=True)))

    def find(self, query: str, **narrowed: Any) -> list[str]:
        """Return the names of those found, best first."""
        return [self.names[hit.person] for hit in self.index.search(query, **narrowed).hits]

    def reason(self, query: str, name: str) -> tuple[str, list[str]]:
        """Return the sentence shown for a person, and the words marked in it."""
        person = self.names.index(name)
        reason = self.index.explain(self.index.query(query), person, self.texts[person])
        return reason.sentence, [reason.sentence[start:end] for start, end in reason.marks]


MakeNetwork = Callable[..., Network]


@pytest.fixture(scope="session")
def make_network() -> MakeNetwork:
    """Makes networks of one's own."""
    return Network


@pytest.fixture(scope="session")
def network(encoder: Encoder) -> Network:
    """Twelve people, searched by meaning and words; not to be changed."""
    return Network(encoder)


@pytest.fixture(scope="session")
def wordy() -> Network:
    """The same twelve, searched by words alone; not to be changed."""
    return Network(None)
