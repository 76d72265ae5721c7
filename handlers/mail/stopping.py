"""The page behind the link that stops mails, and what mail programs post to it themselves (RFC 8058)."""

from xml.etree.ElementTree import Element

import structlog
from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from bot import mail
from bot.errors import Refused
from bot.network import Network
from handlers.mail.letters import STOPPING
from handlers.mail.markup import node, page

ASK = "Stop these e-mails?"
STOPPED = "You get no more e-mails"
AWAY = "That did not work"

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
"""The address of the page is a key: it is kept nowhere and told nobody."""

log = structlog.get_logger()


def routes(network: Network) -> APIRouter:
    """The page. It says the same whatever the token, so that nobody learns from it who gets mail."""
    router = APIRouter()

    @router.get(f"/{STOPPING}{{token}}")
    async def ask(token: str) -> Response:  # noqa: ARG001 - the path
        """Ask first: programs that check the links of a mail open them, and stop nothing by that."""
        form = node("form", method="post")
        form.append(node("button", "Stop these e-mails", type="submit"))
        return shown(
            ASK, node("p", "Roundtable will send you no more e-mails. In chat everything stays as it is."), form
        )

    @router.post(f"/{STOPPING}{{token}}")
    async def stop(token: str) -> Response:
        """Stop, however often it is said. What a mail program says along with it is not read."""
        try:
            await network.run(mail.stop_by, token)
        except Refused as refused:
            log.warning("mail_not_stopped", reason=type(refused).__name__)
            return shown(AWAY, node("p", "Nothing was changed. Please try again in a minute."), status=503)
        return shown(STOPPED, node("p", "To get them again, write email to Roundtable in your chat."))

    return router


def shown(title: str, *body: Element, status: int = 200) -> Response:
    """A small page."""
    return HTMLResponse(page(title, body), status_code=status, headers=HEADERS)
