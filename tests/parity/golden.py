"""The golden files: every example of the gallery as each platform is sent it. `make golden` writes them anew."""

import json
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from bot.cards import dump
from bot.gallery import examples
from docs.renderings import on_slack, on_teams
from handlers.teams import forms

FOLDER = Path(__file__).parent.parent / "golden"
LINES = 40
"""Lines of a difference that are shown."""


@cache
def drawn() -> Mapping[str, str]:
    """What each file should hold, by its path below the folder."""
    files = {}
    for name, shown in examples().items():
        files[f"slack/{name}.json"] = as_text(on_slack(name, shown))
        files[f"teams/{name}.json"] = as_text(readable(on_teams(name, shown)))
    return files


@cache
def stored() -> Mapping[str, str]:
    """What each file holds, by its path below the folder."""
    found = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    return {path.relative_to(FOLDER).as_posix(): path.read_text(encoding="utf-8") for path in found}


def as_text(made: Any) -> str:
    """JSON to be read, and compared line by line."""
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def readable(node: Any) -> Any:
    """The same, with the form that rides along unpacked: how it is packed differs from one zlib to the next."""
    if isinstance(node, list):
        return [readable(each) for each in node]
    if not isinstance(node, dict):
        return node
    form = forms.unpacked(node[forms.FORM]) if isinstance(node.get(forms.FORM), str) else None
    return {key: readable(each) for key, each in node.items()} | ({forms.FORM: json.loads(dump(form))} if form else {})


def difference(path: str, before: str, now: str) -> str:
    """What is new in a file, in a few lines."""
    lines = unified_diff(before.splitlines(), now.splitlines(), f"{path}, stored", f"{path}, drawn now", lineterm="")
    return "\n".join(cut(lines))


def cut(lines: Iterator[str]) -> Iterator[str]:
    """The first of the lines, and a word on the rest."""
    yield from islice(lines, LINES)
    left = sum(1 for _ in lines)
    if left:
        yield f"… and {left} lines more"


def main() -> None:
    """Write all files anew, and remove those of examples that are gone."""
    files, before = drawn(), stored()
    for path in before.keys() - files.keys():
        (FOLDER / path).unlink()
    for path, text in files.items():
        (FOLDER / path).parent.mkdir(parents=True, exist_ok=True)
        (FOLDER / path).write_text(text, encoding="utf-8")
    changed = sum(before.get(path) != text for path, text in files.items()) + len(before.keys() - files.keys())
    print(f"{len(files)} golden files, {changed} of them changed.")  # noqa: T201 - for whoever typed the command


if __name__ == "__main__":
    main()
