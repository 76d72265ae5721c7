"""`roundtable rank`: JSON lines in, one ranking a line out."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from bot.matching.encoder import Encoder
from bot.matching.rank import rank

Line = TypeVar("Line", bound=BaseModel)


class BadLine(Exception):
    """A line that cannot be read, with the file's name, its number and what is wrong with it."""


class PersonLine(BaseModel):
    """One line of the people's file."""

    id: str | int
    texts: list[str]


class QueryLine(BaseModel):
    """One line of the queries' file."""

    id: str | int
    text: str


def read_people(path: Path) -> list[PersonLine]:
    """Everybody in the file; raises BadLine."""
    return [parse(PersonLine, path, number, line) for number, line in numbered(path)]


def read_queries(path: Path) -> list[QueryLine]:
    """Every query in the file; raises BadLine."""
    return [parse(QueryLine, path, number, line) for number, line in numbered(path)]


def numbered(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers; raises BadLine for a file that is not text."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise BadLine(f"{path} cannot be read: {reason}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def parse(kind: type[Line], path: Path, number: int, line: str) -> Line:
    """One line; raises BadLine."""
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadLine(f"{path}, line {number}: {where + ': ' if where else ''}{first['msg']}") from error


def ranked(encoder: Encoder | None, people: Sequence[PersonLine], queries: Sequence[QueryLine]) -> Iterator[str]:
    """One JSON line for each query: everybody with their score, best first; ids stay as they were given."""
    everybody = [(str(place), person.texts) for place, person in enumerate(people)]
    asked = [(str(place), query.text) for place, query in enumerate(queries)]
    for place, found in rank(encoder, everybody, asked):
        best = [{"person": people[int(person)].id, "score": float(score)} for person, score in found]
        yield json.dumps({"query": queries[int(place)].id, "ranked": best}, ensure_ascii=False)
