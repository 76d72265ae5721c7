"""The form in which somebody chooses their digest, and what it takes."""

from collections.abc import Iterator
from typing import NamedTuple

from bot import parts
from bot.cards import ChoiceField, Form, Option, SuggestField, Text, TickField
from bot.digest_items import KINDS
from bot.digest_times import DAILY, FORTNIGHTLY, WEEKLY, Rhythm
from bot.errors import BadForm
from bot.introduction_form import PICK
from bot.profile_form import LONGEST_TOPIC, MOST_TOPICS, read_topics
from bot.said import Said
from bot.typed import clean
from storage.digests import Stored

OFF = "off"
CHAT, MAIL = "chat", "mail"

WAYS: tuple[Option, ...] = (Option("Here, in chat", CHAT), Option("By e-mail", MAIL))

HOW_OFTEN: tuple[Option, ...] = (
    Option("Every week", WEEKLY),
    Option("Every two weeks", FORTNIGHTLY),
    Option("Every day", DAILY),
    Option("Not at all", OFF),
)
WEEKDAYS: tuple[Option, ...] = tuple(
    Option(name, str(number))
    for number, name in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))
)
HOURS: tuple[Option, ...] = tuple(Option(f"{hour:02}:00", str(hour)) for hour in range(24))

NOTHING = "Please tick this, or give a topic below: otherwise there would be nothing to send."
NO_KIND = "Please tick at least one of these: otherwise there would be nothing to send."


class Chosen(NamedTuple):
    """What somebody chose: when, whether what fits their profile, topics beside it, what to include, and which way."""

    rhythm: Rhythm = Rhythm()
    fits: bool = True
    topics: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset(KINDS)
    way: str = CHAT


def chosen(stored: Stored) -> Chosen:
    """What is kept of it."""
    return Chosen(
        Rhythm(stored.every, stored.weekday, stored.hour),
        stored.fits,
        tuple(stored.topics.splitlines()),
        frozenset(filter(None, stored.kinds.split(","))),
        stored.way,
    )


def form(now: Chosen, timezone: str, *, sent: bool, has_profile: bool, mails: bool = False) -> Form:
    """The form, with what was chosen before or is proposed.

    `sent` says that there is a digest to stop, `mails` that e-mail is set up.
    """
    where = timezone.rpartition("/")[2].replace("_", " ")
    return Form(
        "digests.save",
        "My digest",
        (
            ChoiceField(
                "every",
                "How often?",
                HOW_OFTEN if sent else HOW_OFTEN[:-1],
                value=now.rhythm.every,
                required=True,
            ),
            ChoiceField(
                "weekday",
                "On which day?",
                WEEKDAYS,
                value=str(now.rhythm.weekday),
                hint="If it comes every day, this does not matter.",
                required=True,
            ),
            ChoiceField(
                "hour",
                "At what time?",
                HOURS,
                value=str(now.rhythm.hour),
                hint=f"By the clocks where you are: {where}.",
                required=True,
            ),
            TickField(
                "fits",
                "What fits my profile",
                "Send me what fits my profile",
                value=now.fits,
                hint="It goes by what you show there."
                if has_profile
                else "You have no profile yet. This begins once you have one.",
            ),
            SuggestField(
                "topics",
                "And what fits these topics",
                "profiles.topics",
                tuple(Option(label, label) for label in now.topics),
                hint=f"Pick some that others use, or add your own. At most {MOST_TOPICS}. Nobody else sees them.",
                placeholder="Type a topic",
                most=MOST_TOPICS,
            ),
            *(TickField(kind, words, "Include them", value=kind in now.kinds) for kind, words in KINDS.items()),
            *((way_field(now),) if mails else ()),
        ),
        intro=(
            Text("Only what is new and fits you, each with the reason. When there is nothing to say, nothing comes."),
        ),
    )


def way_field(now: Chosen) -> ChoiceField:
    """In which way it comes."""
    return ChoiceField(
        "way",
        "Where should it come?",
        WAYS,
        value=now.way,
        hint="For e-mail you confirm an address once. Until then it comes here.",
        required=True,
    )


def read_form(said: Said) -> Chosen | None:
    """What was chosen, None for no digest; raises BadForm with words for each field that cannot be taken."""
    if said.text("every") == OFF:
        return None
    problems = dict(problems_in(said))
    if problems:
        raise BadForm(**problems)
    return Chosen(
        Rhythm(said.text("every"), int(said.text("weekday")), int(said.text("hour"))),
        said.answers.get("fits") is True,
        tuple(read_topics(said)),
        frozenset(kind for kind in KINDS if said.answers.get(kind) is True),
        said.text("way") or CHAT,
    )


def problems_in(said: Said) -> Iterator[tuple[str, str]]:
    """(field, words) for each field that cannot be taken."""
    for name, options in (("every", HOW_OFTEN), ("weekday", WEEKDAYS), ("hour", HOURS)):
        if not parts.label(options, said.text(name)):
            yield name, PICK
    if said.text("way") and not parts.label(WAYS, said.text("way")):
        yield "way", PICK
    longest = max((len(clean(label)) for label in said.several("topics")), default=0)
    if longest > LONGEST_TOPIC or len(said.several("topics")) > MOST_TOPICS:
        yield "topics", f"Please keep it to {MOST_TOPICS} topics of at most {LONGEST_TOPIC} characters each."
    if said.answers.get("fits") is not True and not read_topics(said):
        yield "fits", NOTHING
    if not any(said.answers.get(kind) is True for kind in KINDS):
        yield next(iter(KINDS)), NO_KIND
