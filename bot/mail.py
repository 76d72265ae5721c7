"""Mail: where members take it, which they confirm with a code, and how they stop it."""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from bot import mail_cards as words
from bot.cards import Card, Form
from bot.errors import BadForm, Refused
from bot.mail_cards import MOST_WRONG
from bot.members import Me
from bot.network import Work
from bot.platforms import named
from bot.said import Said
from bot.typed import clean
from storage import mail, members, outbox
from storage.mail import Code
from storage.outbox import CODE, MAIL

VALID = timedelta(hours=1)
"""How long a code can be entered, and in which time no more than so many are mailed."""

MOST_CODES = 3
"""Codes that are mailed to one member, and to one address, in that time."""

LONGEST_ADDRESS = 200

LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{LABEL}(?:\.{LABEL})+")
"""What browsers take for an e-mail address (html.spec.whatwg.org, valid e-mail address), with a dot in its domain.

Whether it is one is told by the code alone.
"""

TOKEN = re.compile("[0-9a-f]{32}")


class NoMail(Refused):
    """E-mail on a network that sends none."""

    title = "E-mail is not set up here"
    text = "This network writes to you in chat alone. Nothing was changed."


class TooManyCodes(Refused):
    """A code too many within the hour."""

    title = "Please wait a little"
    buttons = (words.ADDRESS,)


class NoCode(Refused):
    """A code that is entered, or wanted again, where none is waited for."""

    title = "No code is waited for"
    text = "It was used, replaced, or is more than an hour old. Give your address again for a new one."
    buttons = (words.CHANGE,)


@dataclass(frozen=True, slots=True)
class Letter:
    """Where a mail goes: the address, the token that stops more of them, if any, and where to answer instead."""

    address: str
    token: str
    where: str


async def takers(work: Work, among: Collection[int]) -> set[int]:
    """Those of these members who can be written to by mail now; nobody where it is not set up."""
    return await mail.takers(work.session, among) if work.mails else set()


async def letter(work: Work, member: int, kind: str, key: str) -> Letter | None:
    """Where a mail that waits goes now; None when its address is gone, was stopped, or its code no longer good."""
    where = named(platform for platform, _, _ in await members.accounts(work.session, member))
    if kind == CODE:
        code = await valid_code(work, member)
        return Letter(code.address, "", where) if code is not None and key == code_key(code.ident) else None
    box = await mail.find(work.session, member)
    return Letter(box.address, box.token, where) if box is not None and box.stopped_at is None else None


def code_key(ident: str) -> str:
    """The key of the mail that brings a code."""
    return f"mail:code:{ident}"


async def show(work: Work, me: Me, said: Said) -> Card:
    """Where my mail goes, and what can be done about it."""
    if not work.mails:
        raise NoMail
    box, code = await mail.find(work.session, me.id), await valid_code(work, me.id)
    return words.status(box, code.address if code else "", me.timezone)


async def valid_code(work: Work, member: int, *, locked: bool = False) -> Code | None:
    """The code that a member may enter now."""
    code = await mail.code_of(work.session, member, locked=locked)
    return code if code is not None and work.now < code.sent_at + VALID else None


async def edit(work: Work, me: Me, said: Said) -> Form:
    """The form for an address, with the one that was given last, in which a letter may be wrong."""
    if not work.mails:
        raise NoMail
    code, box = await mail.code_of(work.session, me.id), await mail.find(work.session, me.id)
    return words.address_form(code.address if code else box.address if box else "", LONGEST_ADDRESS)


async def give(work: Work, me: Me, said: Said) -> Card:
    """Take an address and mail a code there; raises BadForm. The one that I confirmed already needs none."""
    if not work.mails:
        raise BadForm(address=f"{NoMail.title}. {NoMail.text}")
    address = read_address(said.text("address"))
    if not address:
        raise BadForm(address="Please give an e-mail address, such as rosa@example.org, in plain letters.")
    box = await mail.find(work.session, me.id)
    if box is not None and box.address == address:
        return await resume(work, me, said)
    try:
        await send_code(work, me, address)
    except TooManyCodes as many:
        raise BadForm(address=many.text) from many
    return words.sent(address)


def read_address(typed: str) -> str:
    """The address in what somebody typed, its domain as mail servers write it; empty for what cannot be one."""
    local, _, domain = clean(typed).strip().removeprefix("mailto:").strip("<>").rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode().lower()}"
    except UnicodeError:
        return ""
    return address if len(address) <= LONGEST_ADDRESS and ADDRESS.fullmatch(address) else ""


async def send_code(work: Work, me: Me, address: str) -> None:
    """Mail a code to an address; raises TooManyCodes."""
    await mail.take_turn(work.session)
    digest = hashlib.sha256(address.casefold().encode()).hexdigest()
    for times in await mail.sent(work.session, me.id, digest, work.now - VALID):
        if len(times) >= MOST_CODES:
            raise TooManyCodes(words.too_many(times[-MOST_CODES] + VALID - work.now))
    code = Code(f"{work.random.getrandbits(64):016x}", address, f"{work.random.randrange(10**6):06d}", 0, work.now)
    await drop(work, me.id, CODE)
    await mail.add_code(work.session, me.id, code, digest)
    await work.mail(me.id, words.letter(code.code), key=code_key(code.ident), kind=CODE)


async def drop(work: Work, member: int, *kinds: str) -> None:
    """Send a member no mail of these kinds that still waits."""
    await outbox.drop_mail(work.session, member, kinds)


async def again(work: Work, me: Me, said: Said) -> Card:
    """Mail another code to the same address, in place of the one before. Raises TooManyCodes or NoCode."""
    if not work.mails:
        raise NoMail
    code = await mail.code_of(work.session, me.id)
    if code is None:
        raise NoCode
    await send_code(work, me, code.address)
    return words.sent(code.address)


async def enter(work: Work, me: Me, said: Said) -> Form:
    """The form for a code; raises NoCode."""
    if await valid_code(work, me.id) is None:
        raise NoCode
    return words.code_form()


async def confirm(work: Work, me: Me, said: Said) -> Card:
    """Take a code. What is wrong with it is no refusal, as it has to be counted; raises NoCode."""
    code = await valid_code(work, me.id, locked=True)
    if code is None:
        raise NoCode
    typed = "".join(said.text("code").split())
    if typed == code.code:
        await mail.close(work.session, me.id)
        await mail.confirm(work.session, me.id, code.address, f"{work.random.getrandbits(128):032x}", work.now)
        # What waits was written for the address before.
        await drop(work, me.id, MAIL, CODE)
        return words.confirmed(code.address)
    wrong = code.wrong + 1
    if wrong >= MOST_WRONG:
        await mail.close(work.session, me.id)
        return words.TOO_OFTEN
    await mail.count_wrong(work.session, code.ident, wrong)
    return words.wrong(MOST_WRONG - wrong)


async def stop(work: Work, me: Me, said: Said) -> Card:
    """Take no more mail, and keep the address if there is one; the same answer when it was stopped."""
    await mail.stop(work.session, work.now, member=me.id)
    await drop(work, me.id, MAIL)
    return words.STOPPED if await mail.find(work.session, me.id) is not None else words.REMOVED


async def stop_by(work: Work, token: str) -> None:
    """Send no more mail to whoever had this token in a mail, and tell them in chat; nothing for any other words."""
    member = await mail.stop(work.session, work.now, token=token) if TOKEN.fullmatch(token) else None
    if member is not None:
        await drop(work, member, MAIL)
        await work.send(member, words.STOPPED_BY_MAIL, key=f"mail:stopped:{member}:{work.now:%Y%m%d%H%M%S}")


async def resume(work: Work, me: Me, said: Said) -> Card:
    """Take mail again at the address that I confirmed; the same answer when I do, my status when there is none."""
    if not work.mails:
        raise NoMail
    await mail.resume(work.session, me.id)
    box = await mail.find(work.session, me.id)
    return words.confirmed(box.address) if box is not None else await show(work, me, said)


async def remove(work: Work, me: Me, said: Said) -> Card:
    """Forget my address; the same answer when there is none."""
    await leave(work, me.id)
    return words.REMOVED


async def leave(work: Work, member: int) -> None:
    """Forget the address of somebody who removes it or deletes their profile."""
    await mail.remove(work.session, member)
    await drop(work, member, MAIL, CODE)


async def unite(work: Work, kept: int, gone: int) -> None:
    """Make a member's address another's, who keeps the one they have, and stays without mail if they stopped it."""
    box = await mail.find(work.session, kept)
    await drop(work, gone, CODE, *((MAIL,) if box is not None and box.stopped_at is not None else ()))
    await mail.hand_over(work.session, gone, kept)


async def forget(work: Work) -> None:
    """Remove codes that can be entered no more and count no more."""
    await mail.forget(work.session, work.now - VALID)
