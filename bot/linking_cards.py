"""What is said when accounts are linked and separated."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from bot import codes, merging
from bot.cards import Button, Buttons, Card, Element, Fact, Facts, Form, Heading, Note, Text
from bot.directory import Address
from bot.merging import Side
from bot.platforms import PLATFORMS
from bot.profile_form import MOST_TOPICS

MOST_WRONG = 5
"""Wrong codes that an account may enter within an hour of the first."""

LINK = Button("Link another account", "linking.link")
ACCOUNTS = Button("Your accounts", "linking.accounts")
AGAIN = "Write link on the other platform for a new one, and enter it here within ten minutes."

MISTYPED = Card(
    "That code has a letter too many or too few",
    (Text("A code has eight letters and digits, such as 7K2M-9QXD. Nothing was changed. Please type it again."),),
    detail=True,
)
EXPIRED = Card(
    "That code is too old", (Text(f"A code is valid for ten minutes. Nothing was changed. {AGAIN}"),), detail=True
)
USED = Card(
    "That code was used already",
    (Text(f"A code works once, for one account. Nothing was changed. {AGAIN}"),),
    detail=True,
)
OWN = Card(
    "That is the code of this account",
    (Text("Enter it with your other account instead: write it to Roundtable there. The code is still valid."),),
    detail=True,
)
STOPPED = Card(
    "Nothing was linked",
    (Text("The code no longer works. If somebody else gave you a code, or asked you for yours, tell a facilitator."),),
)


def code(drawn: str) -> Card:
    """A code to enter with the other account."""
    return Card(
        "Link another account",
        (
            Text("Do you have another account here, such as one on Slack and one on Microsoft Teams? Make them one."),
            Facts(
                (
                    Fact("Go to", "Roundtable on the other platform"),
                    Fact("Write there", f"link {codes.written(drawn)}"),
                    Fact("Within", "ten minutes"),
                )
            ),
            Text("Never give this code to anybody: whoever enters it can become you here. We never ask you for it."),
            Note("Nothing is linked until you say yes there. A new code replaces this one."),
        ),
        detail=True,
    )


def wrong(left: int) -> Card:
    """A code that nobody has."""
    tries = "once more" if left == 1 else f"{left} more times"
    further = f"You can try {tries} within the hour." if left else "Please wait an hour before you try again."
    return Card(
        "We do not know that code",
        (
            Text(f"It may be mistyped, or replaced by a newer one. Nothing was changed. {further}"),
            Note("If you were looking for people, write find and then the topic."),
        ),
        detail=True,
    )


def too_many(wait: timedelta) -> Card:
    """Somebody who has to wait before they may enter a code again."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    when = "in a minute" if minutes == 1 else f"in {minutes} minutes"
    return Card(
        "Too many wrong codes",
        (Text(f"To keep accounts safe, you can enter a code again {when}. Nothing was changed, and nothing is lost."),),
        detail=True,
    )


def ask(link: str, name: str, where: Sequence[str], profiles: str, *, choose: bool) -> Card:
    """Whether somebody is the one whose code they entered; `profiles` says what becomes of profiles."""
    go_on = (
        Button("Yes, that is me: choose what to keep", "linking.choose", link, style="primary")
        if choose
        else Button("Yes, that is me: link them", "linking.join", link, style="primary")
    )
    return Card(
        f"Are you {name}, too?",
        (
            Facts(tuple(Fact("The code belongs to", each) for each in where)),
            Text("If this is you, you become one member here, who is reached on all of these accounts."),
            Text(profiles),
            Text(
                "If it is not you, or somebody sent you this code, stop here: linked to somebody else's account, they "
                "could read and change everything of yours."
            ),
            Buttons((go_on, Button("No, stop", "linking.stop", link, style="danger"))),
        ),
    )


def choose(link: str, here: Side, there: Side) -> Form:
    """What to keep of two profiles."""
    notes = ["What you do not keep is deleted. You can change everything later."]
    if len(merging.topics_of_both(here, there)) <= MOST_TOPICS:
        notes.append("The topics of both are kept.")
    if here.paused != there.paused:
        notes.append("One of them is paused, so you stay paused until you resume.")
    return Form(
        "linking.join",
        "What to keep",
        merging.fields(here, there),
        intro=(Heading("You have two profiles"), Text(" ".join(notes))),
        submit="Link them",
        value=link,
    )


def claimed(link: str, who: str) -> Card:
    """What the one whose code it is, is told when it is entered."""
    return Card(
        "Your code was entered",
        (
            Text(f"{who} entered your code and wants to link the two accounts. If this is you, go on there."),
            Text("If it is not you, stop it here. Nobody should have your code but you."),
            Buttons((Button("That is not me: stop it", "linking.stop", link, style="danger"),)),
        ),
    )


def linked(where: Sequence[str]) -> Card:
    """What is said when accounts have become one member's."""
    return Card(
        "Your accounts are linked",
        (
            Text("You are one member now, with one profile. Use whichever account is at hand."),
            Facts(tuple(Fact("You are reached on", each) for each in where)),
            Text("If one of them is not yours, separate it now."),
            Buttons((ACCOUNTS,)),
        ),
    )


def listing(accounts: Sequence[tuple[Address, str]], now_on: Address) -> Card:
    """Somebody's accounts, each with what it is called, and how to separate them."""
    facts = tuple(
        Fact("The one you use now" if address == now_on else "Another one", called) for address, called in accounts
    )
    body: list[Element] = [Facts(facts)]
    if len(accounts) == 1:
        body += [Text("You have no other account here, so there is nothing to separate."), Buttons((LINK,))]
    else:
        body.append(
            Text(
                "A separated account becomes a member of its own, without a profile. Your profile, and what you may do "
                "as a named facilitator, stay with your other accounts."
            )
        )
        separate = tuple(
            Button(
                f"Separate {called}",
                "linking.separate",
                json.dumps(address),
                style="danger",
                confirm=f"{called} will be a member of its own, without a profile. Your profile stays with the others.",
            )
            for address, called in accounts
        )
        body.append(Buttons((*separate, LINK)))
    return Card("Your accounts", tuple(body), detail=True)


def separated(called: str, *, mine: bool) -> Card:
    """What is said when an account has been separated; `mine` says that it is the one in use."""
    if mine:
        words = "This account is a member of its own now, without a profile. Your profile is with your other account."
        return Card(f"{called} is separated", (Text(words), Buttons((ACCOUNTS,))))
    words = "It is a member of its own now, without a profile. Your profile stays here."
    return Card(f"{called} is separated", (Text(words), Buttons((ACCOUNTS,))))


def parted(called: str) -> Card:
    """What a separated account is told."""
    return Card(
        "This account was separated",
        (
            Text(
                f"Somebody using {called} separated it from this one. Here you are a member of your own now, without a "
                "profile. If that was not you, tell a facilitator."
            ),
            Buttons((LINK,)),
        ),
    )


LAST = Card(
    "This is your only account",
    (Text("There is nothing to separate it from. Nothing was changed."), Buttons((LINK,))),
    detail=True,
)


def called(accounts: Sequence[tuple[Address, str]]) -> list[str]:
    """What accounts are called, from their addresses and names: Rosa Okafor on Slack.

    Two on one platform are told apart by their workspaces.
    """
    often = Counter(address.platform for address, _ in accounts)
    return [
        f"{name} on {PLATFORMS.get(address.platform, address.platform)}"
        + (f" (workspace {address.workspace})" if often[address.platform] > 1 else "")
        for address, name in accounts
    ]
