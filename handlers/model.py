"""Fetches the encoder's files from their publisher into the cache."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import httpx

from bot.matching.encoder import VOCABULARY, WEIGHTS, Encoder, ModelDamaged

PUBLISHER = "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/main/"
FILES = (VOCABULARY, WEIGHTS)
TIMEOUT_SECONDS = 30.0

Progress = Callable[[str, int, int | None], None]
"""Told the file's name, how many bytes of it are here, and how many there will be, where the publisher says."""


class CannotFetch(Exception):
    """The files did not arrive, or are not the ones that were published; nothing was kept."""


def fetch(cache: Path, publisher: str, progress: Progress) -> None:
    """Download both files, check them and put them into the cache; raises CannotFetch."""
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache.parent, prefix="roundtable-model-") as name:
        folder = Path(name)
        with httpx.Client(follow_redirects=True, timeout=TIMEOUT_SECONDS) as client:
            for file in FILES:
                download(client, f"{publisher.rstrip('/')}/{file}", folder / file, progress)
        try:
            Encoder.load(folder)
        except ModelDamaged as error:
            raise CannotFetch("what arrived is not the model that was published; nothing was kept") from error
        for file in FILES:
            (folder / file).replace(cache / file)


def download(client: httpx.Client, url: str, path: Path, progress: Progress) -> None:
    """Stream one file to disk; raises CannotFetch."""
    try:
        with client.stream("GET", url) as response, path.open("wb") as file:
            response.raise_for_status()
            length = response.headers.get("content-length")
            for piece in response.iter_bytes():
                file.write(piece)
                progress(path.name, file.tell(), int(length) if length else None)
    except httpx.HTTPStatusError as error:
        raise CannotFetch(f"{url} answered {error.response.status_code}") from error
    except httpx.HTTPError as error:
        raise CannotFetch(f"{url} could not be reached") from error
