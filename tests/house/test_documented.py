"""What others script against is documented, and what is documented is there."""

import re
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from bot.commands import COMMANDS
from bot.imports import COLUMNS
from bot.outbox import Figures
from bot.survey_cards import CONFIDENTIAL
from handlers.__main__ import app
from handlers.metrics import Metrics
from handlers.settings import NAMES

HOUSE = Path(__file__).parent.parent.parent
VERBS = sorted(get_command(app).commands)  # type: ignore[attr-defined]


def page(name: str) -> str:
    """A page of the project."""
    return (HOUSE / name).read_text(encoding="utf-8")


def test_every_setting_is_in_the_example_and_no_other() -> None:
    """`.env.example` has each, commented out or not."""
    given = set(re.findall(r"^(?:# )?([A-Z_]+)=", page(".env.example"), flags=re.MULTILINE))
    assert given == set(NAMES)


def test_every_setting_has_its_row_and_no_other() -> None:
    """The table in docs/operations.md."""
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", page("docs/operations.md"), flags=re.MULTILINE)) == set(NAMES)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_of_the_command_line_is_in_the_readme(verb: str) -> None:
    """In its table of commands."""
    assert f"`roundtable {verb}" in page("README.md")


def test_the_readme_names_no_verb_that_is_not_there() -> None:
    """A stranger types what they read."""
    assert set(re.findall(r"`roundtable ([a-z-]+)", page("README.md"))) == set(VERBS)


@pytest.mark.parametrize("slash", sorted({known.slash for known in COMMANDS if known.slash}))
def test_every_slash_command_is_in_the_readme(slash: str) -> None:
    """What members can type."""
    assert f"`{slash}" in page("README.md")


@pytest.mark.parametrize("platform", ["docs/slack.md", "docs/teams.md"])
@pytest.mark.parametrize("word", sorted({known.word for known in COMMANDS}))
def test_every_word_to_the_bot_is_documented(word: str, platform: str) -> None:
    """Each can be written to the bot directly, wherever somebody is."""
    assert f"`{word}" in page(platform)


def test_every_column_of_the_import_has_its_row_with_its_other_names() -> None:
    """The table in docs/import.md."""
    rows = re.findall(r"^\| `([a-z_]+)` \|([^|]*)\|", page("docs/import.md"), flags=re.MULTILINE)
    described = {name: tuple(other.strip() for other in others.split(",") if other.strip()) for name, others in rows}
    assert described == dict(COLUMNS)


def test_every_figure_has_its_row() -> None:
    """The table in docs/operations.md names what /metrics gives of ours."""
    metrics = Metrics()
    metrics.request("/healthz", 200, 0.1)
    metrics.action("home.show", 0.1, "ok")
    metrics.outbox(Figures(1, 2.0, {"left": 1}, {("slack", "card"): 1}, {("slack", "card"): 1}))
    shown = metrics.page().decode()
    families = set(re.findall(r"^# TYPE (roundtable_\w+) ", shown, re.MULTILINE))
    ours = {name for name in families if not name.endswith("_created")}
    assert set(re.findall(r"^\| `(roundtable_\w+)` \|", page("docs/operations.md"), re.MULTILINE)) == ours


def test_every_dependency_has_its_reason_and_no_other_is_named() -> None:
    """pyproject.toml and docs/architecture.md name the same packages."""
    project = tomllib.loads(page("pyproject.toml"))
    needed = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = sorted(re.split(r"[\[<>=]", one)[0] for one in needed)
    reasons = re.findall(
        r"^\| ([a-z0-9-]+) \| (.+) \|$", page("docs/architecture.md").split("## Dependencies")[1], re.MULTILINE
    )
    assert sorted(name for name, reason in reasons if name not in {"package", "---"} and reason) == names


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-model.lock"])
def test_every_locked_package_has_one_version_and_hashes_and_no_host(name: str) -> None:
    """Whoever installs gets what was tested, from wherever they install."""
    text = page(name)
    assert "://" not in text
    assert "--index-url" not in text
    entries = re.split(r"\n(?=[A-Za-z0-9])", "\n".join(x for x in text.splitlines() if not x.lstrip().startswith("#")))
    for entry in filter(None, (one.strip() for one in entries)):
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_the_procfile_runs_verbs_that_are_there() -> None:
    """A release step, web and worker."""
    steps = dict(line.split(": ", 1) for line in page("Procfile").splitlines())
    assert {name: words.split()[-1] for name, words in steps.items()} == {
        "release": "migrate",
        "web": "web",
        "worker": "worker",
    }
    assert all(words.startswith("python -m handlers ") for words in steps.values())


def test_links_between_pages_lead_somewhere() -> None:
    """Every relative link of the README and the docs."""
    for source in (HOUSE / "README.md", *(HOUSE / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?://)([^)#]+)", source.read_text(encoding="utf-8")):
            assert (source.parent / target).exists(), f"{source.name} links to {target}"


def test_the_page_on_anonymity_says_what_members_are_told() -> None:
    """In the very words of the invitation and the form."""
    assert f"“{CONFIDENTIAL}”" in " ".join(page("docs/anonymity.md").split())
