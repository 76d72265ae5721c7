"""The app package that an administrator uploads to Teams: manifest and icons in a zip, checked before it is written."""

import json
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib import metadata
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from jsonschema import ValidationError  # type: ignore[import-untyped]
from jsonschema.validators import validator_for  # type: ignore[import-untyped]

from handlers.teams import icons
from handlers.teams.manifest import COLOUR_ICON, OUTLINE_ICON, VERSION, Given, amiss, manifest

TIMEOUT_SECONDS = 20.0
MIDNIGHT = (1980, 1, 1, 0, 0, 0)
"""The same moment for every file, so that the same manifest gives the same bytes."""


class BadSchema(Exception):
    """A file that is not the schema of this version's manifests, in one line."""


class CannotCheck(Exception):
    """Why the published schema is not to be had, in one line."""


class CannotWrite(Exception):
    """Why the package could not be written, a line each."""


def project_version() -> str:
    """The version of this project: from its sources where they are, else from what is installed."""
    sources = Path(__file__).parent.parent.parent / "pyproject.toml"
    if sources.is_file():
        return str(tomllib.loads(sources.read_text(encoding="utf-8"))["project"]["version"])
    return metadata.version("roundtable")


def make(path: Path, given: Given, schema: Mapping[str, Any] | None) -> None:
    """Write the package, checked by the schema if there is one; raises CannotWrite, and then there is none."""
    if found := amiss(given):
        raise CannotWrite("\n".join(found))
    made = manifest(given)
    if schema is not None and (found := problems(made, schema)):
        raise CannotWrite("\n".join(found))
    try:
        path.write_bytes(pack(made))
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror}") from error


def pack(made: Mapping[str, Any]) -> bytes:
    """The package of a manifest."""
    files = {
        "manifest.json": json.dumps(made, indent=2, ensure_ascii=False).encode(),
        COLOUR_ICON: icons.colour(),
        OUTLINE_ICON: icons.outline(),
    }
    package = BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, MIDNIGHT)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            file.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return package.getvalue()


def problems(made: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    """What is wrong with a manifest by the published schema, a line each."""
    errors: Iterator[ValidationError] = validator_for(schema)(schema).iter_errors(made)
    return [line(error) for error in sorted(errors, key=lambda error: str(error.json_path))]


def line(error: ValidationError) -> str:
    """What is wrong, and where."""
    words = error.message
    if error.validator == "maxLength":
        words = f"longer than {error.validator_value} characters"
    elif error.validator == "maxItems":
        words = f"more than {error.validator_value} entries"
    return f"manifest.json{error.json_path.removeprefix('$')}: {words}"


def schema(saved: Path | None, cache: Path, publisher: str) -> tuple[dict[str, Any] | None, str]:
    """The published schema, or None and in words why it is not to be had; raises BadSchema for a saved one."""
    try:
        return (read_schema(saved) if saved else published_schema(cache, publisher)), ""
    except CannotCheck as reason:
        return None, str(reason)


def read_schema(path: Path) -> dict[str, Any]:
    """A saved copy of the published schema; raises BadSchema."""
    try:
        return understood(path.read_bytes())
    except OSError as error:
        raise BadSchema(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise BadSchema(f"{path} is not the schema of Teams manifests {VERSION}") from error


def published_schema(cache: Path, publisher: str) -> dict[str, Any]:
    """The published schema, from the cache or else downloaded into it; raises CannotCheck."""
    kept = cache / f"teams-manifest-{VERSION}.schema.json"
    try:
        return read_schema(kept)
    except BadSchema:
        content = download(publisher)
    try:
        found = understood(content)
    except ValueError as error:
        raise CannotCheck(f"{publisher} does not give the schema of Teams manifests {VERSION}") from error
    with suppress(OSError):  # A cache that cannot be written to costs another download, and nothing else.
        cache.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(content)
    return found


def download(url: str) -> bytes:
    """What is at an address; raises CannotCheck."""
    try:
        answer = httpx.get(url, follow_redirects=True, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
    except httpx.HTTPStatusError as error:
        raise CannotCheck(f"{url} answered {error.response.status_code}") from error
    except httpx.HTTPError as error:
        raise CannotCheck(f"{url} could not be reached") from error
    return answer.content


def understood(content: bytes) -> dict[str, Any]:
    """A schema of manifests of our version; raises ValueError for anything else."""
    found = json.loads(content)
    try:
        version = found["properties"]["manifestVersion"]["const"]
    except (TypeError, LookupError) as error:
        raise ValueError("no schema of manifests") from error
    if version != VERSION:
        raise ValueError("another version's schema")
    return dict(found)
