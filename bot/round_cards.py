"""What is said about match rounds: how they work, whether to join one, and who was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import parts
from bot.cards import (
    Button,
    Buttons,
    Card,
    ChoiceField,
    Element,
    Fact,
    Facts,
    Form,
    Heading,
    Option,
    Text,
    TickField,
)
from bot.collaborators import ASK
from bot.errors import HELP
from bot.profiles import EDIT
from bot.round_ends import ROUNDS
from bot.round_pairing import EITHER, IN_PERSON, ONLINE
from bot.timezones import at, day
from storage.round_members import Taking, Wish
from storage.rounds import JOINED, NOT_NOW, Held

ASK_FIRST, DIRECT = "ask", "direct"

HOW: tuple[Option, ...] = (
    Option("Ask me first", ASK_FIRST),
    Option("Introduce us directly", DIRECT),
)
PLACES: tuple[Option, ...] = (
    Option("Online", ONLINE),
    Option("Online, or in person where I work", EITHER),
    Option("In person where I work, and not online", IN_PERSON),
)
THIRD = "A third person may join us"

NEVER_SHOWN = (
    "What you wrote in your profile under “Match me on this, never show it” is used here, and nowhere else, to find "
    "who fits you. It is never shown, and nothing of it is told or hinted at: what we say of why two fit comes from "
    "what both of them show."
)

TAKE_PART = Button("Take part", "rounds.choose", style="primary")
ABOUT = Button("What are match rounds?", "rounds.show")
NOT_TAKING = "They bring people together who never searched for each other. You do not take part."
CHANGE = Button("Change how I meet", "rounds.choose")
STOP = Button("Stop taking part", "rounds.stop")
AGAIN = Button("Take part again", "rounds.resume", style="primary")
FIGURES = Button("Match rounds in figures", "rounds.figures")

STOPPED = Card(
    "You no longer take part in match rounds",
    (
        Text(
            "Nobody is told. Whom you are just being introduced to is not affected. You can take part again any time."
        ),
        Buttons((TAKE_PART,)),
    ),
)


def join_button(ident: int, words: str = "Join", *, primary: bool = True) -> Button:
    """The button that joins a round."""
    return Button(words, "rounds.join", str(ident), style="primary" if primary else "plain")


def skip_button(ident: int) -> Button:
    """The button that leaves one round out."""
    return Button("Not this time", "rounds.skip", str(ident))


def every(weeks: int) -> str:
    """How often rounds are, in words."""
    return "Every week" if weeks == 1 else f"Every {weeks} weeks"


def none_here(*, taking: bool) -> Card:
    """What is said where no rounds are held, to who would take part in them or not."""
    return Card(
        "There are no match rounds here at the moment",
        (
            Text("This network holds none. You can look for people yourself at any time."),
            Buttons((ASK, STOP) if taking else (ASK,)),
        ),
    )


def explained(weeks: int) -> Card:
    """Match rounds, for who does not take part."""
    return Card(
        "Match rounds",
        (
            Text(
                "A match round brings people together who never searched for each other: somebody in research and "
                "somebody on the community side, by what both wrote in their profiles."
            ),
            Text(
                f"{every(weeks)} we ask you in private whether you join. One press is enough. You can leave out any "
                "round, and stop at any time. You do not take part unless you say so here."
            ),
            Text(NEVER_SHOWN),
            Buttons((TAKE_PART, HELP)),
        ),
    )


def form(wish: Wish | None, region: str) -> Form:
    """The form in which somebody says how they would like to meet."""
    where = parts.label(parts.REGIONS, region)
    return Form(
        "rounds.take_part",
        "Match rounds",
        (
            ChoiceField(
                "how",
                "When a round finds somebody for you",
                HOW,
                value=DIRECT if wish is not None and wish.direct else ASK_FIRST,
                hint="Asked first, you see who it is and decide freely. What you say short of a yes is never told.",
                required=True,
            ),
            ChoiceField(
                "place",
                "How would you like to meet?",
                PLACES,
                value=wish.place if wish is not None else ONLINE,
                hint=f"Where you work stands in your profile: {where}." if where else "",
                required=True,
            ),
            TickField(
                "third",
                "If somebody is left over",
                THIRD,
                value=wish is not None and wish.third,
                hint="Only if all three ticked this, and one conversation on Slack can have all of you.",
            ),
        ),
        intro=(Text(NEVER_SHOWN),),
        submit="Take part" if wish is None else "Save",
    )


def standing(taking: Taking, held: Held | None, said: str, next_at: datetime, timezone: str) -> tuple[str, Buttons]:
    """How a member stands with rounds now, in words, and what they can do; `held` is a round that can be joined."""
    if taking.paused:
        words = "You are paused, as three rounds in a row went by without a word from you. One press brings you back."
        return words, Buttons((AGAIN, STOP))
    if held is None:
        return f"You take part. The next round opens on {at(next_at, timezone)}.", Buttons((CHANGE, STOP))
    until = at(held.closes_at, timezone)
    if said == JOINED:
        return (
            f"You have joined the round that is open. Joining closes on {until}, and we write to you soon after.",
            Buttons((skip_button(held.id), CHANGE, STOP)),
        )
    if said == NOT_NOW:
        return (
            f"You leave out the round that is open. You can still join it until {until}.",
            Buttons((join_button(held.id, "Join after all", primary=False), CHANGE, STOP)),
        )
    return (
        f"A round is open. You can join it until {until}.",
        Buttons((join_button(held.id), skip_button(held.id), CHANGE, STOP)),
    )


def mine(taking: Taking, now: tuple[str, Buttons], title: str = "Match rounds") -> Card:
    """How a member takes part, and what they can do."""
    words, buttons = now
    return Card(title, (Text(words), Facts(facts(taking.wish)), Text(NEVER_SHOWN), buttons))


def facts(wish: Wish) -> tuple[Fact, ...]:
    """How somebody would like to meet."""
    return (
        Fact("When we find somebody", parts.label(HOW, DIRECT if wish.direct else ASK_FIRST)),
        Fact("How you meet", parts.label(PLACES, wish.place)),
        Fact("A third person", "may join you" if wish.third else "does not join you"),
    )


def announcement(held: Held, timezone: str) -> Card:
    """What everybody who takes part is asked."""
    return Card(
        "A match round is open: would you like to meet somebody?",
        (
            Text(
                f"You can join until {at(held.closes_at, timezone)}. Then we pair those who joined, across the two "
                "sides, by how well they fit, and write to you, also if there was nobody."
            ),
            Text(NEVER_SHOWN),
            Buttons((join_button(held.id), skip_button(held.id), STOP)),
        ),
    )


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What keeps somebody from being paired as it stands, and what they can do about it."""

    words: str
    buttons: tuple[Button, ...]


ALLOW_MORE = (EDIT, CHANGE)
PROFILE_PAUSED = "You are paused, so as it stands we pair you with nobody. Resume before joining closes, if you like."
NO_REQUESTS = (
    "Your profile takes no introduction requests, and you want to be asked first, so as it stands we cannot ask you. "
    "You can allow some in your profile, or have us introduce you directly."
)


def full(allowed: int) -> str:
    """Words for who has had as many requests this month as they allow."""
    times = "one introduction request" if allowed == 1 else f"{allowed} introduction requests"
    return (
        f"You allow {times} a month and have had as many. As you want to be asked first, we cannot ask you this month. "
        "You can allow more in your profile, or have us introduce you directly."
    )


def joined(held: Held, timezone: str, hindrance: Hindrance | None = None) -> Card:
    """What is said to who joined."""
    warning = (Text(hindrance.words), Buttons(hindrance.buttons)) if hindrance is not None else ()
    return Card(
        "You have joined this round",
        (
            Text(
                f"Joining closes on {at(held.closes_at, timezone)}. We write to you soon after, also if there was "
                "nobody."
            ),
            *warning,
            Buttons((skip_button(held.id),)),
        ),
    )


def skipped(held: Held, timezone: str) -> Card:
    """What is said to who leaves one round out."""
    return Card(
        "Not this time",
        (
            Text(
                f"That is fine, and nobody is told. You can still join until {at(held.closes_at, timezone)}. We "
                "ask you again at the next round."
            ),
            Buttons((join_button(held.id, "Join after all", primary=False), STOP)),
        ),
    )


ENDED = Card(
    "Joining this round is closed",
    (
        Text("Those who joined are paired by now, or soon will be. We ask you again at the next round."),
        Buttons((ROUNDS,)),
    ),
)
BEING_PAIRED = Card(
    "You have joined this round",
    (Text("Joining is closed, and we write to you."), Buttons((ROUNDS,))),
)
ALONE = Card(
    "There was nobody for you in this round",
    (
        Text(
            "We would rather say so than pair you with somebody who does not fit, or whom you know from here already. "
            "It says nothing about you or your work. If you join the next round, you come first."
        ),
        Buttons((ASK, ROUNDS)),
    ),
)
FULL = Card(
    "We did not pair you in this round",
    (
        Text(
            "You want to be asked first, and have had as many introduction requests this month as you allow. You can "
            "allow more in your profile, or have us introduce you directly."
        ),
        Buttons((EDIT, CHANGE)),
    ),
)
SILENCED = Card(
    "We have paused match rounds for you",
    (
        Text(
            "Three rounds in a row went by without a word from you, so we do not ask you any more. That is fine. One "
            "press brings you back."
        ),
        Buttons((AGAIN, STOP)),
    ),
)


def figures(rounds: Sequence[Held], taking_part: int) -> Card:
    """How rounds went, for facilitators; nobody is named."""
    body: list[Element] = [Text(f"{taking_part} take part at the moment.")]
    for held in rounds:
        body.append(Heading(f"The round of {day(held.due.date())}"))
        if held.paired_at is None:
            body.append(Text(f"It is open until {at(held.closes_at, 'Europe/London')}. {held.asked} were asked."))
        else:
            body.append(
                Facts(
                    (
                        Fact("Asked", str(held.asked)),
                        Fact("Joined", str(held.joined)),
                        Fact("Paired, in twos and threes", str(held.paired)),
                        Fact("Told that there was nobody", str(held.alone)),
                    )
                )
            )
    if not rounds:
        body.append(Text("No round was opened yet. One needs somebody on each side who takes part."))
    return Card("Match rounds in figures", tuple(body), detail=True)
