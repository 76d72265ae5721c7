"""The app package: what is in it, and what it is checked against before it is written."""

import contextlib
import json
import re
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from handlers.__main__ import app
from handlers.appearance import COLOUR
from handlers.teams import icons
from handlers.teams.manifest import VERSION, manifest
from handlers.teams.package import CannotCheck, pack, problems, project_version, published_schema
from tests.teams.test_manifest import BOT, GIVEN

ADDRESS = {"type": "string", "maxLength": 2048, "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"}
ID = {"type": "string", "pattern": "^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$"}
SCOPES = {"type": "array", "maxItems": 4, "items": {"enum": ["team", "personal", "groupChat", "copilot"]}}


def text(most: int) -> dict[str, Any]:
    """A text of at most so many characters."""
    return {"type": "string", "maxLength": most}


def whole(*required: str, **properties: Any) -> dict[str, Any]:
    """An object of these properties and no others."""
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": list(required)}


def many(most: int, items: dict[str, Any]) -> dict[str, Any]:
    """A list of at most so many."""
    return {"type": "array", "maxItems": most, "items": items}


LIMITS = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    **whole(
        *("manifestVersion", "version", "id", "developer", "name", "description", "icons", "accentColor"),
        **{"$schema": {"type": "string"}},
        manifestVersion={"const": VERSION},
        version=text(256),
        id=ID,
        developer=whole(
            *("name", "websiteUrl", "privacyUrl", "termsOfUseUrl"),
            name=text(32),
            websiteUrl=ADDRESS,
            privacyUrl=ADDRESS,
            termsOfUseUrl=ADDRESS,
        ),
        localizationInfo=whole("defaultLanguageTag", defaultLanguageTag=text(26)),
        name=whole("short", short=text(30), full=text(100)),
        description=whole("short", "full", short=text(80), full=text(4000)),
        icons=whole("outline", "color", outline=text(2048), color=text(2048)),
        accentColor={"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"},
        defaultInstallScope={"enum": ["personal", "team", "groupChat", "meetings", "copilot"]},
        bots=many(
            1,
            whole(
                *("botId", "scopes"),
                botId=ID,
                scopes=SCOPES,
                isNotificationOnly={"type": "boolean"},
                supportsCalling={"type": "boolean"},
                supportsFiles={"type": "boolean"},
                supportsVideo={"type": "boolean"},
                commandLists=many(
                    3,
                    whole(
                        *("scopes", "commands"),
                        scopes=SCOPES,
                        commands=many(12, whole("title", "description", title=text(128), description=text(4000))),
                    ),
                ),
            ),
        ),
        composeExtensions=many(
            1,
            whole(
                botId=ID,
                commands=many(
                    10,
                    whole(
                        *("id", "title"),
                        id=text(64),
                        type={"enum": ["query", "action"]},
                        context=many(3, {"enum": ["compose", "commandBox", "message"]}),
                        title=text(32),
                        description=text(128),
                        initialRun={"type": "boolean"},
                        fetchTask={"type": "boolean"},
                        parameters=many(
                            5,
                            whole(
                                *("name", "title"),
                                name=text(64),
                                title=text(32),
                                description=text(128),
                                inputType={"enum": ["text", "textarea", "number", "date", "time", "toggle"]},
                            ),
                        ),
                    ),
                ),
            ),
        ),
        permissions=many(2, {"enum": ["identity", "messageTeamMembers"]}),
        validDomains=many(16, text(2048)),
    ),
}
"""The limits that Microsoft publishes for the parts of a manifest that we use, stated anew."""


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_: object) -> None:
        """Leave the test's output alone."""


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """The schema in the publisher's folder."""
    folder = tmp_path / "published"
    folder.mkdir()
    file = folder / "schema.json"
    file.write_text(json.dumps(LIMITS))
    return file


@pytest.fixture
def publisher(published: Path) -> Iterator[str]:
    """Where it is downloaded from."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(published.parent)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{published.name}"
    server.shutdown()
    thread.join()
    server.server_close()


def make(folder: Path, *options: str, bot: str = BOT) -> Result:
    """Give the command in this folder, with its cache there too; how it ended."""
    settings = {"TEAMS_CLIENT_ID": bot, "XDG_CACHE_HOME": str(folder / "caches")}
    with contextlib.chdir(folder):
        return CliRunner().invoke(app, ["teams-package", "--url", "https://bot.example.org", *options], env=settings)


def unpacked(package: bytes) -> dict[str, bytes]:
    """The files of a package."""
    with zipfile.ZipFile(BytesIO(package)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_the_manifest_keeps_the_published_limits() -> None:
    """As they are stated here."""
    assert problems(manifest(GIVEN), LIMITS) == []


def test_a_package_holds_the_manifest_and_the_icons_that_it_names() -> None:
    """At the top of the zip, where Teams looks for them."""
    made = manifest(GIVEN)
    files = unpacked(pack(made))
    assert json.loads(files["manifest.json"]) == made
    assert set(files) == {"manifest.json", made["icons"]["color"], made["icons"]["outline"]}


def test_the_same_manifest_gives_the_same_bytes() -> None:
    """So that a package can be compared with the one in use."""
    assert pack(manifest(GIVEN)) == pack(manifest(GIVEN))


def test_the_colour_icon_is_a_full_square_with_its_picture_where_nothing_is_cut() -> None:
    """Round about there is only the background."""
    icon = Image.open(BytesIO(icons.colour()))
    assert (icon.format, icon.mode, icon.size) == ("PNG", "RGB", (192, 192))
    background = tuple(bytes.fromhex(COLOUR.removeprefix("#")))
    drawn = [(x, y) for x in range(192) for y in range(192) if icon.getpixel((x, y)) != background]
    assert (min(x for x, _ in drawn), min(y for _, y in drawn)) >= (36, 36)
    assert max(max(place) for place in drawn) < 156
    assert len(drawn) > 4_000


def test_the_outline_icon_is_white_on_nothing() -> None:
    """It fills its square; whatever can be seen is white."""
    icon = Image.open(BytesIO(icons.outline()))
    assert (icon.format, icon.mode, icon.size) == ("PNG", "RGBA", (32, 32))
    colours = icon.getcolors(1_024)
    assert colours is not None
    assert {colour[:3] for _, colour in colours if isinstance(colour, tuple)} == {(255, 255, 255)}
    assert icon.getchannel("A").getextrema() == (0, 255)
    left, top, right, bottom = icon.getchannel("A").getbbox() or (0, 0, 0, 0)
    assert right - left >= 28
    assert bottom - top >= 28


def test_the_version_is_the_project_s() -> None:
    """Three numbers, as Teams wants."""
    assert re.fullmatch(r"\d+\.\d+\.\d+", project_version())


def test_the_command_writes_a_package_that_was_checked(tmp_path: Path, publisher: str, published: Path) -> None:
    """The schema is kept, and not asked for again."""
    first = make(tmp_path, "one.zip", "--publisher", publisher)
    assert (first.exit_code, "checked against Microsoft's schema 1.25" in first.stdout) == (0, True)
    published.unlink()
    second = make(tmp_path, "two.zip", "--publisher", publisher)
    assert (second.exit_code, "NOT CHECKED" in second.stderr) == (0, False)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    made = json.loads(unpacked((tmp_path / "one.zip").read_bytes())["manifest.json"])
    assert (made["id"], made["version"]) == (BOT, project_version())


def test_a_package_that_could_not_be_checked_is_written_and_says_so(tmp_path: Path) -> None:
    """With what to do about it; Teams checks it again when it is uploaded."""
    ended = make(tmp_path, "--publisher", "http://127.0.0.1:9/schema.json")
    assert ended.exit_code == 0
    assert (
        "NOT CHECKED against Microsoft's schema: http://127.0.0.1:9/schema.json could not be reached." in ended.stderr
    )
    assert "--schema FILE" in ended.stderr
    assert "manifest.json" in unpacked((tmp_path / "roundtable-teams.zip").read_bytes())


def test_a_saved_schema_needs_no_network(tmp_path: Path, published: Path) -> None:
    """And nobody is asked."""
    ended = make(tmp_path, "--schema", str(published), "--publisher", "http://127.0.0.1:9/schema.json")
    assert (ended.exit_code, "checked against" in ended.stdout, "NOT CHECKED" in ended.stderr) == (0, True, False)


def test_each_fault_of_a_manifest_is_a_line_and_nothing_is_written(tmp_path: Path, published: Path) -> None:
    """By a schema with less room than the published one."""
    tight = json.loads(json.dumps(LIMITS))
    tight["properties"]["name"]["properties"]["short"]["maxLength"] = 5
    bot = tight["properties"]["bots"]["items"]["properties"]
    bot["commandLists"]["items"]["properties"]["commands"]["maxItems"] = 2
    del bot["supportsFiles"]
    published.write_text(json.dumps(tight))
    ended = make(tmp_path, "--schema", str(published))
    assert ended.exit_code == 1
    assert ended.stderr.splitlines() == [
        "roundtable: manifest.json.bots[0]: Additional properties are not allowed ('supportsFiles' was unexpected)",
        "roundtable: manifest.json.bots[0].commandLists[0].commands: more than 2 entries",
        "roundtable: manifest.json.name.short: longer than 5 characters",
    ]
    assert list(tmp_path.glob("*.zip")) == []


def test_options_that_teams_would_not_take_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    """Before any schema is looked for."""
    ended = make(tmp_path, "--privacy", "privacy.html", "--app-version", "soon", bot="roundtable")
    assert ended.exit_code == 1
    assert [line.split(" must ")[0] for line in ended.stderr.splitlines()] == [
        "roundtable: --client-id",
        "roundtable: --app-version",
        "roundtable: --privacy",
    ]
    assert list(tmp_path.glob("*.zip")) == []


@pytest.mark.parametrize("content", ["<html>", "[]", json.dumps({"properties": {"manifestVersion": {"const": "1.5"}}})])
def test_another_file_than_the_schema_is_refused(tmp_path: Path, published: Path, publisher: str, content: str) -> None:
    """Given, it stops the command; downloaded, it is not kept."""
    published.write_text(content)
    ended = make(tmp_path, "--schema", str(published))
    assert (ended.exit_code, ended.stderr) == (
        1,
        f"roundtable: {published} is not the schema of Teams manifests 1.25\n",
    )
    with pytest.raises(CannotCheck, match=r"does not give the schema of Teams manifests 1\.25"):
        published_schema(tmp_path / "cache", publisher)
    assert not (tmp_path / "cache").exists()


def test_a_damaged_copy_in_the_cache_is_replaced(tmp_path: Path, publisher: str) -> None:
    """It is only a copy."""
    assert published_schema(tmp_path / "cache", publisher) == LIMITS
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_text("{")
    assert published_schema(tmp_path / "cache", publisher) == LIMITS
    assert json.loads(kept.read_text()) == LIMITS


def test_a_publisher_that_answers_otherwise_is_told(tmp_path: Path, publisher: str, published: Path) -> None:
    """With the address and what it answered."""
    published.unlink()
    with pytest.raises(CannotCheck, match=r"schema\.json answered 404"):
        published_schema(tmp_path / "cache", publisher)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path, published: Path) -> None:
    """In one line."""
    ended = make(tmp_path, "nowhere/roundtable.zip", "--schema", str(published))
    assert (ended.exit_code, ended.stderr) == (
        1,
        "roundtable: nowhere/roundtable.zip cannot be written: No such file or directory\n",
    )
