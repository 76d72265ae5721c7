"""What is said about mail: the address, the code that confirms it, and how it is stopped."""

from datetime import timedelta

from bot.cards import Button, Buttons, Card, Element, Fact, Facts, Form, Note, Text, TextField
from bot.timezones import day_at
from storage.mail import Box

MOST_WRONG = 5
"""How often a code may be entered; the last of them makes it worthless if it is wrong."""

ADDRESS = Button("E-mail", "mail.address")
GIVE = Button("Give an address", "mail.edit", style="primary")
CHANGE = Button("Use another address", "mail.edit")
ENTER = Button("Enter the code", "mail.enter", style="primary")
AGAIN = Button("Send another code", "mail.again")
STOP = Button("Stop e-mails", "mail.stop")
RESUME = Button("Send me e-mails again", "mail.resume", style="primary")
REMOVE = Button(
    "Remove my address",
    "mail.remove",
    style="danger",
    confirm="Roundtable forgets the address and sends you no e-mail. Nobody is told.",
)

NOTE = Note("Nobody in the network sees your address. It is used for e-mails that you asked for, and nothing else.")
REMOVED = Card("Your address is removed", (Text("Roundtable sends you no e-mail."), Buttons((GIVE,))))
STOPPED = Card(
    "You get no more e-mails",
    (
        Text("Your address is kept, so that you can start again. In chat everything stays as it is."),
        Buttons((RESUME, REMOVE)),
    ),
)
STOPPED_BY_MAIL = Card(
    "You get no more e-mails",
    (
        Text("Somebody pressed “Stop” in an e-mail that was sent to you. If it was not you, start them again here."),
        Buttons((RESUME, REMOVE)),
    ),
)
TOO_OFTEN = Card(
    "That code no longer works",
    (
        Text("It was entered wrong five times. Nothing was changed. Give your address again for a new code."),
        Buttons((CHANGE,)),
    ),
    detail=True,
)


def status(box: Box | None, waiting: str, timezone: str) -> Card:
    """Where somebody's mail goes; `waiting` is an address whose code is still to be entered."""
    body: list[Element] = []
    if box is not None:
        facts = [Fact("Your address", box.address)]
        if box.stopped_at is not None:
            day = day_at(box.stopped_at, timezone)
            facts.append(Fact("Stopped", f"{day.day} {day:%B %Y}"))
        body += [Facts(tuple(facts)), Buttons((STOP if box.stopped_at is None else RESUME, CHANGE, REMOVE))]
    if waiting:
        body += [
            Text(f"A code was mailed to {waiting}. Enter it within an hour, and your e-mails go there."),
            Buttons((ENTER, AGAIN, *((CHANGE, REMOVE) if box is None else ()))),
        ]
    if not body:
        body += [Text("Roundtable can write to you by e-mail if you give it an address."), Buttons((GIVE,))]
    return Card("E-mail", (*body, NOTE), detail=True)


def address_form(held: str, longest: int) -> Form:
    """The form for an address, with one that is held already."""
    return Form(
        "mail.give",
        "Your e-mail address",
        (
            TextField(
                "address",
                "Your e-mail address",
                held,
                hint="We mail a code there, to be sure that it is yours. Nobody in the network sees it.",
                placeholder="rosa@example.org",
                required=True,
                max_length=longest,
            ),
        ),
        submit="Send me the code",
    )


def sent(address: str) -> Card:
    """What is said when a code is on its way."""
    return Card(
        "Look into your mail",
        (
            Text(f"A code of six digits is on its way to {address}. It can be entered for one hour."),
            Buttons((ENTER, AGAIN, CHANGE)),
            Note("Nothing came after some minutes? Look among what was sorted out as spam."),
        ),
    )


def letter(code: str) -> Card:
    """The mail that brings a code. It tells nothing of whoever asked for it: the address may be somebody else's."""
    return Card(
        f"{code} is your code for Roundtable",
        (
            Text("Did you ask Roundtable to write to you at this address? Then enter this code in your chat with it."),
            Facts((Fact("Code", code), Fact("Within", "one hour"))),
            Note("If this was not you, please ignore this e-mail. Without the code nothing more is sent to you."),
        ),
    )


def code_form() -> Form:
    """The form for a code."""
    return Form(
        "mail.confirm",
        "Enter the code",
        (TextField("code", "The code from the e-mail", hint="Six digits.", required=True, max_length=20),),
        submit="Confirm",
    )


def wrong(left: int) -> Card:
    """What is said of a wrong code."""
    tries = "once more" if left == 1 else f"{left} more times"
    return Card(
        "That is not the code we mailed",
        (
            Text(f"Please look again. You can try {tries}. Nothing was changed."),
            Buttons((ENTER, AGAIN, CHANGE)),
        ),
        detail=True,
    )


def too_many(wait: timedelta) -> str:
    """Until when no code is mailed any more."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    when = "in a minute" if minutes == 1 else f"in {minutes} minutes"
    return f"Three codes were mailed within an hour. You can ask for another {when}. Nothing was changed."


def confirmed(address: str) -> Card:
    """What is said when mail goes to an address from now on."""
    return Card(
        "Your e-mails go to this address",
        (
            Facts((Fact("Your address", address),)),
            Text("Only what you ask for is sent there. You can stop in every e-mail, and here."),
            Buttons((STOP, CHANGE, REMOVE)),
        ),
    )
