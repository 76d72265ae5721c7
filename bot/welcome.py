"""What Roundtable can do, for whoever asks."""

from bot.cards import Buttons, Card, Fact, Facts, Note, Text
from bot.collaborators import ASK
from bot.members import Me
from bot.network import Work
from bot.profiles import EDIT, MAKE
from bot.said import Said
from storage import profiles


async def explain(work: Work, me: Me, said: Said) -> Card:
    """What can be said and pressed."""
    return card(has_profile=bool(await profiles.part_of(work.session, me.id)))


def card(*, has_profile: bool) -> Card:
    """The same, for somebody with or without a profile."""
    return Card(
        "What Roundtable can do",
        (
            Text(
                "It helps researchers, community organisations and people with lived experience find each other on a "
                "topic. What you ask and what you are shown is seen by you alone."
            ),
            Facts(
                (
                    Fact("/find-collaborator peer support after a crisis", "finds people on a topic"),
                    Fact("/my-profile", "makes or changes your profile"),
                    Fact("/roundtable pause", "stops you being found; “resume” undoes it"),
                    Fact("/roundtable facilitators", "shows who looks after this network"),
                    Fact("/roundtable help", "shows this"),
                )
            ),
            Note(
                "You can also write to Roundtable directly: a topic, or the words find, profile, pause, resume, help."
            ),
            Buttons((ASK, EDIT if has_profile else MAKE)),
        ),
        detail=True,
    )
