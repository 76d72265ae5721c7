"""A mail server that says what a test wants: a company's server stands there otherwise, so a stand-in is right."""

import asyncio
import ssl
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

CUT = "cut"
"""In place of an answer: the connection breaks."""

USUAL = {
    "greeting": "220 mail.example ESMTP",
    "MAIL": "250 2.1.0 Ok",
    "RCPT": "250 2.1.5 Ok",
    "DATA": "354 Go on",
    "end": "250 2.0.0 Taken",
    "QUIT": "221 2.0.0 Bye",
    "RSET": "250 2.0.0 Ok",
    "STARTTLS": "220 2.0.0 Go on",
    "AUTH": "235 2.7.0 Welcome",
}


@dataclass
class Taken:
    """A mail that was taken: from and to whom, as the envelope says, and how it came."""

    sender: str
    recipient: str
    message: EmailMessage
    raw: bytes
    safe: bool
    login: str


@dataclass
class MailServer:
    """What it has taken and heard. `answers` stands in for what it usually says to a command, or at a mail's end."""

    port: int = 0
    certificate: ssl.SSLContext | None = None
    taken: list[Taken] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak with one client until it leaves."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await Session(self, reader, writer).speak()
        writer.close()

    @property
    def subjects(self) -> list[str]:
        """What the mails it has taken are about."""
        return [one.message["Subject"] for one in self.taken]


@dataclass
class Session:
    """One connection."""

    server: MailServer
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    safe: bool = False
    login: str = ""
    sender: str = ""
    recipient: str = ""

    async def speak(self) -> None:
        """Answer every command."""
        self.safe = self.writer.get_extra_info("ssl_object") is not None
        await self.answer("greeting")
        while line := (await self.reader.readline()).decode().rstrip("\r\n"):
            self.server.heard.append(line)
            verb, _, rest = line.partition(" ")
            await self.do(verb.upper(), rest)
            if verb.upper() == "QUIT":
                return

    async def do(self, verb: str, rest: str) -> None:
        """Do what one command asks for."""
        match verb:
            case "EHLO":
                offers = ["AUTH PLAIN"] if self.safe else ["STARTTLS"] if self.server.certificate else []
                await self.write("".join(f"250-{line}\r\n" for line in ("mail.example", *offers)) + "250 8BITMIME\r\n")
            case "MAIL":
                self.sender = rest.partition("<")[2].partition(">")[0]
                await self.answer(verb)
            case "RCPT":
                self.recipient = rest.partition("<")[2].partition(">")[0]
                await self.answer(verb)
            case "AUTH":
                self.login = b64decode(rest.removeprefix("PLAIN ")).decode().replace("\0", " ").strip()
                await self.answer(verb)
            case "DATA":
                if await self.answer(verb):
                    raw = await self.reader.readuntil(b"\r\n.\r\n")
                    message = message_from_bytes(raw[:-3], policy=SMTP)
                    taken = Taken(self.sender, self.recipient, message, raw, self.safe, self.login)
                    if self.server.answers.get("end", CUT)[0] in "2c":
                        self.server.taken.append(taken)
                    await self.answer("end")
            case "STARTTLS":
                if await self.answer(verb) and self.server.certificate is not None:
                    await self.writer.start_tls(self.server.certificate)
                    self.safe = True
            case _:
                await self.answer(verb)

    async def answer(self, to: str) -> bool:
        """Say what is said to this; whether it is a yes."""
        words = self.server.answers.get(to) or USUAL.get(to, "502 5.5.1 What?")
        if words == CUT:
            self.writer.transport.abort()
            raise ConnectionError
        await self.write(f"{words}\r\n")
        return words < "4"

    async def write(self, text: str) -> None:
        """Send it."""
        self.writer.write(text.encode())
        await self.writer.drain()


@asynccontextmanager
async def serving(server: MailServer, *, safe: bool = False) -> AsyncIterator[MailServer]:
    """The server at a port of its own; with `safe`, TLS from the first byte on."""
    listening = await asyncio.start_server(
        server.serve, "127.0.0.1", 0, ssl=server.certificate if safe else None, limit=2**20
    )
    server.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield server


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate for this machine as a server uses it, and the file that says it can be trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    trusted, secret = folder / "trusted.pem", folder / "secret.pem"
    trusted.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, secret)
    return context, trusted
