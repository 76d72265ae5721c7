"""Files: pictures and tables that are kept for a while, and handed out to whoever has the link."""

import re
from datetime import datetime
from urllib.parse import urljoin

from bot.network import Work
from storage import files
from storage.files import File

PNG, CSV = "image/png", "text/csv"
ENDINGS = {PNG: "png", CSV: "csv"}
"""What can be kept, with how its name ends."""

FOLDER = "files/"
"""Where the web server has files, below its public address; the token and the name follow."""

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,70}\.([a-z]+)")
TOKEN = re.compile("[0-9a-f]{32}")


async def keep(work: Work, name: str, media_type: str, data: bytes, expires: datetime) -> str:
    """Keep a file of ours until it expires; the token by which it is found. It may be drawn or written beforehand.

    Names such as `poll.png` are of small letters, digits and hyphens, and end as the media type does, else ValueError.
    """
    named = NAME.fullmatch(name)
    if named is None or named[1] != ENDINGS.get(media_type):
        raise ValueError("a file needs a plain name that ends as its media type does")
    token = f"{work.random.getrandbits(128):032x}"
    await files.add(work.session, token, name, File(media_type, data), expires)
    return token


def link(work: Work, token: str, name: str) -> str:
    """Where a file is for everybody who has the link; empty where the web server has no public address."""
    return urljoin(work.public, f"{FOLDER}{token}/{name}") if work.public else ""


async def read(work: Work, token: str, name: str) -> File | None:
    """The file of this token and name; None when there is none, or it has expired."""
    known = TOKEN.fullmatch(token) and NAME.fullmatch(name)
    return await files.find(work.session, token, name, work.now) if known else None


async def forget(work: Work) -> None:
    """Remove what has expired."""
    await files.forget(work.session, work.now)
