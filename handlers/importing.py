"""`roundtable import`: a table of people from a file into the network."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot import imports
from bot.imports import COLUMNS, NoTable, Report, Row, read_rows
from handlers.build import doors_of, opened
from handlers.settings import Settings


class BadMapping(Exception):
    """A --column that is not NAME=COLUMN, or whose NAME is none of ours."""


def named(given: Sequence[str]) -> dict[str, str]:
    """Our columns' names and the file's, from NAME=COLUMN; raises BadMapping."""
    pairs = [text.partition("=") for text in given]
    for name, separator, _ in pairs:
        if not separator or name not in COLUMNS:
            raise BadMapping(f"--column takes NAME=COLUMN, where NAME is one of {', '.join(COLUMNS)}")
    return {name: column.strip() for name, _, column in pairs}


def read_table(file: Path, columns: Mapping[str, str]) -> list[Row]:
    """The rows of a CSV file; raises NoTable."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return read_rows(lines, columns)
    except OSError as error:
        raise NoTable(f"{file} cannot be read: {error.strerror}") from error
    except NoTable as problem:
        raise NoTable(f"{file}: {problem}") from problem


async def bring_in(settings: Settings, file: Path, columns: Mapping[str, str], *, side: str, consented: bool) -> Report:
    """Read the file and take its rows, showing how far it is; raises NoTable and Unreachable."""
    rows = read_table(file, columns)
    async with opened(settings) as network:
        doors = doors_of(settings, network)
        async with doors.open():
            with progress_bar() as progress:
                task = progress.add_task("Importing", total=len(rows))
                return await imports.bring_in(
                    network,
                    list(doors.directories.values()),
                    rows,
                    side=side,
                    consented=consented,
                    progress=lambda more: progress.advance(task, more),
                )


def progress_bar() -> Progress:
    """How many of how many, and for how long."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
