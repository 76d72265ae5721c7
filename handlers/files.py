"""Hands out files to whoever has their link: Slack's and Teams' servers fetch pictures without logging in."""

import structlog
from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse

from bot import files
from bot.errors import Refused
from bot.network import Network

GONE = "This file is not here, or not any more.\n"
AWAY = "The file cannot be read at the moment. Please try again in a minute.\n"

HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, noarchive",
}
"""The address is a key, and what is behind it ends: nothing on the way keeps either."""

log = structlog.get_logger()


def routes(network: Network) -> APIRouter:
    """The one address for all files."""
    router = APIRouter()

    @router.api_route(f"/{files.FOLDER}{{token}}/{{name}}", methods=["GET", "HEAD"])
    async def file(token: str, name: str) -> Response:
        """A file, a picture to be shown and a table to be saved. A token that never was is answered as one gone."""
        try:
            found = await network.look(files.read, token, name)
        except Refused as refused:
            log.warning("file_not_read", reason=type(refused).__name__)
            return PlainTextResponse(AWAY, status_code=503, headers=HEADERS)
        if found is None:
            return PlainTextResponse(GONE, status_code=404, headers=HEADERS)
        kind = "inline" if found.media_type == files.PNG else "attachment"
        given = {**HEADERS, "Content-Disposition": f'{kind}; filename="{name}"'}
        return Response(found.data, media_type=found.media_type, headers=given)

    return router
