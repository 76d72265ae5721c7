"""Fetching the model, from a server on this machine."""

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.matching.encoder import VOCABULARY, WEIGHTS, Encoder, find_model
from handlers.model import CannotFetch, fetch


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_: object) -> None:
        """Leave the test's output alone."""


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """The publisher's folder, with the real files."""
    folder = tmp_path / "published"
    folder.mkdir()
    found = find_model(None, tmp_path)
    assert found is not None
    for name in (WEIGHTS, VOCABULARY):
        (folder / name).symlink_to(found / name)
    return folder


@pytest.fixture
def publisher(published: Path) -> Iterator[str]:
    """Its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(published)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_model_is_fetched_checked_and_found(publisher: str, tmp_path: Path) -> None:
    """The progress tells of every byte, and nothing else is left."""
    told: dict[str, tuple[int, int | None]] = {}
    cache = tmp_path / "caches" / "roundtable"
    fetch(cache, publisher, lambda name, done, total: told.__setitem__(name, (done, total)))
    assert Encoder.load(cache).name == "all-MiniLM-L6-v2"
    sizes = {name: (cache / name).stat().st_size for name in (WEIGHTS, VOCABULARY)}
    assert told == {name: (size, size) for name, size in sizes.items()}
    assert [one.name for one in cache.parent.iterdir()] == ["roundtable"]


def test_other_files_than_the_published_ones_are_not_kept(publisher: str, published: Path, tmp_path: Path) -> None:
    """Damaged on the way, or not from who we think."""
    (published / WEIGHTS).unlink()
    (published / WEIGHTS).write_bytes(b"something else")
    with pytest.raises(CannotFetch, match="not the model"):
        fetch(tmp_path / "cache", publisher, lambda *_: None)
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_file_that_is_not_there_is_told(publisher: str, published: Path, tmp_path: Path) -> None:
    """With the address and what it answered."""
    (published / VOCABULARY).unlink()
    with pytest.raises(CannotFetch, match=r"tokenizer\.json answered 404"):
        fetch(tmp_path / "cache", publisher, lambda *_: None)


def test_a_publisher_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    """With the address."""
    with pytest.raises(CannotFetch, match="could not be reached"):
        fetch(tmp_path / "cache", "http://127.0.0.1:9/", lambda *_: None)
    shutil.rmtree(tmp_path / "cache")
