"""What is shown of the channels that the network posts in."""

from collections.abc import Mapping, Sequence

from bot.cards import Button, Buttons, Card, Commands, Element, Heading, Note, Text, Typed
from bot.outbox import words
from bot.platforms import channel_on
from storage.channels import Stored

MOST = 20
"""How many channels one card shows."""

TITLE = "Announcement channels"
LIST = Button(TITLE, "channels.list")
STOP = Typed("announce", "stop", "No more announcements where you say it", in_channel=True)
START = Typed("announce", does="Announcements are posted where you say it", in_channel=True)
PRIVATE = "a private channel"
UNNAMED = "a channel"

IN_A_CHANNEL = Card(
    "Please say this in the channel",
    (
        Text("Announcements are posted in the channel where you say it. Open that channel, and say it there."),
        Commands((START, STOP)),
        Buttons((LIST,)),
    ),
    detail=True,
)

NOT_THERE = Card(
    "I am not in this channel yet",
    (
        Text(
            "I can only post where I have been added. Please add me to this channel, for example with /invite and my "
            "name, and say this again. Nothing was changed."
        ),
    ),
    detail=True,
)

NOT_ANNOUNCED = Card(
    "No announcements are posted here",
    (Text("Nothing was changed."), Buttons((LIST,))),
    detail=True,
)


def button(troubled: int) -> Button:
    """How facilitators come to the list; `troubled` is how many channels do not work."""
    return Button(f"{TITLE} ({troubled} not working)" if troubled else TITLE, "channels.list")


def hello(name: str) -> Card:
    """The first words in a channel that was chosen by somebody of this name."""
    return Card(
        "Announcements of the network come here",
        (
            Text(
                f"{name} chose this channel. From now on I post here what is for everybody in this research exchange "
                "network."
            ),
            Note("A facilitator can end it at any time."),
        ),
    )


def announced(row: Stored, *, before: bool) -> Card:
    """What whoever chose a channel is told; `before` says that it was chosen already."""
    told = "It was chosen before, so nothing changes." if before else "I post a first line there now."
    return Card(
        f"Announcements are posted in {naming(row)}",
        (
            Text(f"{told} If something stops me from posting, facilitators hear of it."),
            Text("To end it, say here:"),
            Commands((STOP,)),
            Buttons((LIST,)),
        ),
        detail=True,
    )


def stopped(row: Stored) -> Card:
    """What is told when announcements end in a channel."""
    return Card(
        f"No more announcements in {naming(row)}",
        (
            Text("What was posted stays there, and is kept up to date. You can choose the channel again at any time."),
            Buttons((LIST,)),
        ),
        detail=True,
    )


def broken(row: Stored, trouble: str) -> Card:
    """What facilitators are told when nothing can be posted in a channel any longer."""
    return Card(
        f"Announcements no longer reach {naming(row)}",
        (
            Text(words(trouble)),
            Text("Until then, announcements are posted in the other channels only. Nothing is lost."),
            Buttons((LIST,)),
        ),
    )


def listing(title: str, rows: Sequence[Stored], deleted: Mapping[int, int]) -> Card:
    """The channels for facilitators, those that do not work first; `deleted` is how many posts were, by channel."""
    body: list[Element] = []
    if not rows:
        body.append(Text("There is none yet, so announcements are posted nowhere. Say this in a channel to choose it:"))
        return Card(title, (*body, Commands((START,))), detail=True)
    body.append(Text("What is for everybody is posted in these channels. To choose another, say there:"))
    body.append(Commands((START,)))
    for row in sorted(rows, key=lambda row: (not row.trouble, row.id))[:MOST]:
        body += [Heading(naming(row)), Text(state(row, deleted.get(row.id, 0))), Buttons(things(row, deleted))]
    if len(rows) > MOST:
        body.append(Note(f"There are {len(rows) - MOST} more, which all work, or come once these do."))
    return Card(title, tuple(body), detail=True)


def state(row: Stored, deleted: int) -> str:
    """How it stands with a channel."""
    told = f"It does not work at the moment. {words(row.trouble)}" if row.trouble else "It works."
    if deleted:
        told += " 1 post was deleted there." if deleted == 1 else f" {deleted} posts were deleted there."
    return told


def things(row: Stored, deleted: Mapping[int, int]) -> tuple[Button, ...]:
    """What a facilitator can do about a channel."""
    again = Button("Post again", "channels.again", str(row.id))
    remove = Button(
        f"Remove {naming(row)}",
        "channels.remove",
        str(row.id),
        style="danger",
        confirm="Announcements will no longer be posted there. What was posted stays.",
    )
    return (again, remove) if deleted.get(row.id) else (remove,)


def naming(row: Stored) -> str:
    """What facilitators know a channel by."""
    return channel_on(row.platform, row.name or (PRIVATE if row.private else UNNAMED))
