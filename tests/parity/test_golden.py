"""Every example is drawn as it was when somebody last looked at it."""

import json

import pytest

from bot.gallery import examples
from tests.parity.golden import difference, drawn, stored

REWRITE = "If that is meant, `make golden` writes it down; look at `git diff` and at `make gallery` then."


@pytest.mark.parametrize("path", sorted(drawn()))
def test_every_example_is_drawn_as_before(path: str) -> None:
    """On both platforms, down to each word and id."""
    before, now = stored().get(path), drawn()[path]
    if before is None:
        pytest.fail(f"There is no golden file {path}. {REWRITE}", pytrace=False)
    if before != now:
        pytest.fail(f"{path} is drawn in another way now. {REWRITE}\n{difference(path, before, now)}", pytrace=False)


def test_no_golden_file_lacks_its_example() -> None:
    """An example that is gone leaves nothing behind."""
    assert stored().keys() - drawn().keys() == set(), REWRITE


def test_both_platforms_have_every_example() -> None:
    """The same names stand in both folders."""
    names = {
        folder: {path.split("/")[1] for path in drawn() if path.startswith(folder)} for folder in ("slack", "teams")
    }
    assert names["slack"] == names["teams"] == {f"{name}.json" for name in examples()}


def test_what_changed_is_shown_in_a_few_lines() -> None:
    """So that whoever changed it sees at once what and where."""
    before = "".join(f"line {number}\n" for number in range(200))
    shown = difference("slack/a.json", before, before.replace("line 7\n", "line seven\n")).splitlines()
    assert shown[:2] == ["--- slack/a.json, stored", "+++ slack/a.json, drawn now"]
    assert [line for line in shown[2:] if line[0] in "+-"] == ["-line 7", "+line seven"]
    assert len(shown) < 15
    much = difference("slack/a.json", before, before.replace("line", "row")).splitlines()
    assert len(much) == 41
    assert much[-1].endswith("lines more")


def test_golden_files_are_json_with_words_as_they_are_read() -> None:
    """Pretty-printed, with no letter written as a number."""
    for path, text in stored().items():
        assert json.loads(text), path
        assert "\\u" not in text, path
