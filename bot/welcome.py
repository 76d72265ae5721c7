"""What Roundtable can do, for whoever asks."""

from bot.cards import Buttons, Card, Commands, Note, Text, Typed
from bot.collaborators import ASK
from bot.errors import HELP
from bot.members import Me
from bot.network import Work
from bot.profiles import EDIT, FILL_IN, MAKE
from bot.said import Said
from storage import profiles


async def explain(work: Work, me: Me, said: Said) -> Card:
    """What can be said and pressed."""
    return card(has_profile=bool(await profiles.part_of(work.session, me.id)))


async def greet(work: Work, me: Me, said: Said) -> Card:
    """The first words to somebody on a platform that has no home to open."""
    return greeting(me.name, has_profile=bool(await profiles.part_of(work.session, me.id)))


def greeting(name: str, *, has_profile: bool) -> Card:
    """The same, for somebody with or without a profile."""
    return Card(
        f"Welcome, {name}",
        (
            Text(
                "Roundtable helps researchers, community organisations and people with lived experience meet. What you "
                "ask here and what you are shown is seen by you alone."
            ),
            Text("Write what you would like to work on, in a few words or in a sentence, and you see who fits."),
            Commands((Typed("find", "peer support after a crisis", "finds people on a topic"),)),
            Buttons((ASK, *((EDIT,) if has_profile else (MAKE, FILL_IN)), HELP)),
        ),
    )


def card(*, has_profile: bool) -> Card:
    """The same, for somebody with or without a profile."""
    return Card(
        "What Roundtable can do",
        (
            Text(
                "It helps researchers, community organisations and people with lived experience find each other on a "
                "topic, and introduces those who both agree. What you ask and what you are shown is seen by you alone."
            ),
            Commands(
                (
                    Typed("find", "peer support after a crisis", "finds people; ask for an introduction from there"),
                    Typed("calls", "peer support", "shows open calls; without a topic, those that fit you"),
                    Typed("call", does="posts a call for collaboration"),
                    Typed("poll", "“When?” “Monday” “Friday”", "asks the channel where you say it"),
                    Typed("profile", does="makes or changes your profile"),
                    Typed("home", does="shows your profile and what is waiting for you"),
                    Typed("partnerships", does="shows what you do with people you met here"),
                    Typed("rounds", does="takes part in match rounds, which bring you together with people who fit"),
                    Typed("pause", does="stops you being found; “resume” undoes it"),
                    Typed("link", does="links your accounts on Slack and Microsoft Teams; “unlink” separates them"),
                    Typed("facilitators", does="shows who looks after this network"),
                    Typed("help", does="shows this"),
                )
            ),
            Note(
                "You can also write to Roundtable directly: a topic, or one of the words find, calls, call, profile, "
                "home, pause, resume and help."
            ),
            Buttons((ASK, EDIT if has_profile else MAKE)),
        ),
        detail=True,
    )
