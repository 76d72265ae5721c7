"""The forms by which facilitators make a pulse: what it is, its questions, how long it stays open; what they take."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.call_days import end_of
from bot.cards import ChoiceField, DateField, Field, Form, NumberField, Option, Text, TextField, TickField
from bot.channels import Channel
from bot.errors import BadForm
from bot.platforms import PLATFORMS
from bot.said import Said
from bot.survey_cards import AUDIENCES
from bot.survey_form import PICK
from bot.survey_questions import (
    KINDS,
    LEAST_OPTIONS,
    LEAST_POINTS,
    MOST_OPTIONS,
    MOST_POINTS,
    MOST_RANKED,
    Kind,
    Question,
)
from bot.timezones import day_at
from bot.typed import clean
from storage.surveys import IN_CHANNEL, Stored

LONGEST = {"title": 100, "about": 600, "words": 200, "low": 40, "high": 40}
LONGEST_OPTION = 70
LONGEST_OPTIONS = (LONGEST_OPTION + 1) * MOST_OPTIONS

LEAST_DAYS, MOST_DAYS = 3, 60

CHANGED = "This was changed elsewhere after the form was opened, so nothing was saved. Please copy what you typed."

NEEDED = "Please fill this in."


def frame(row: Stored, channels: Sequence[Channel]) -> Form:
    """What a pulse is called, whom it asks and for how long."""
    value = f"{IN_CHANNEL}:{row.channel}" if row.audience == IN_CHANNEL else row.audience
    return Form(
        "surveys.keep",
        "About this pulse",
        (
            TextField("title", "Title", row.title, required=True, max_length=LONGEST["title"]),
            TextField(
                "about",
                "What it is for",
                row.about,
                hint="In two sentences: why you ask, and what will be done with the answers.",
                multiline=True,
                max_length=LONGEST["about"],
            ),
            ChoiceField(
                "audience",
                "Who is asked?",
                audiences(channels),
                value=value,
                hint="In one channel, nobody gets a message of their own, and anybody with a profile there can answer. "
                "To find yours here, begin the pulse in it.",
                required=True,
            ),
            NumberField(
                "days",
                "For how many days is it open?",
                row.days,
                hint="Two weeks give people time. You can close it earlier or later.",
                required=True,
                least=LEAST_DAYS,
                most=MOST_DAYS,
            ),
            TickField(
                "repeats",
                "Shall it be asked again every quarter?",
                "Yes, every 13 weeks",
                value=row.repeats,
                hint="You hear a week before each, and can change or stop it.",
            ),
        ),
        value=f"{row.key} {row.version}",
    )


def audiences(channels: Sequence[Channel]) -> tuple[Option, ...]:
    """Who can be asked."""
    everybody = [Option(words, value) for value, words in AUDIENCES.items() if value != IN_CHANNEL]
    rooms = [Option(f"{one.name} on {PLATFORMS[one.platform]}", f"{IN_CHANNEL}:{one.id}") for one in channels]
    return (*everybody, *rooms)


def read_frame(said: Said, channels: Sequence[Channel]) -> Mapping[str, Any]:
    """The columns that the form says. Raises BadForm."""
    texts, problems = texts_in(said, ("title", "about"))
    if not texts["title"]:
        problems["title"] = NEEDED
    audience = said.text("audience")
    if audience not in {option.value for option in audiences(channels)}:
        problems["audience"] = PICK
    days = said.answers.get("days")
    if isinstance(days, bool) or not isinstance(days, int) or not LEAST_DAYS <= days <= MOST_DAYS:
        problems["days"] = f"Please give a number from {LEAST_DAYS} to {MOST_DAYS}."
    if problems:
        raise BadForm(**problems)
    kind, _, channel = audience.partition(":")
    where = {"audience": kind, "channel": int(channel) if channel else None}
    return {**texts, **where, "days": days, "repeats": said.answers.get("repeats") is True}


def question(kind: Kind, value: str, before: Question | None = None) -> Form:
    """A question of one kind, as it is or still to be written."""
    was = before or Question("", kind, "")
    fields: list[Field] = [
        TextField("words", "Question", was.words, required=True, max_length=LONGEST["words"]),
    ]
    if kind == "scale":
        fields += [
            NumberField("points", "How many steps?", was.points, required=True, least=LEAST_POINTS, most=MOST_POINTS),
            TextField("low", "What is the lowest?", was.low, placeholder="Not at all", max_length=LONGEST["low"]),
            TextField("high", "What is the highest?", was.high, placeholder="Fully", max_length=LONGEST["high"]),
        ]
    elif kind != "text":
        most = MOST_RANKED if kind == "ranking" else MOST_OPTIONS
        fields.append(
            TextField(
                "options",
                "Answers",
                "\n".join(was.options),
                hint=f"One in a line, {LEAST_OPTIONS} to {most}, each of at most {LONGEST_OPTION} characters.",
                required=True,
                multiline=True,
                max_length=LONGEST_OPTIONS,
            )
        )
    words = "A question that you change is not compared with what was answered before." if before else ""
    intro = (Text(f"{KINDS[kind]}. {words}".strip()),)
    return Form("surveys.keep_question", "A question", tuple(fields), intro=intro, value=value)


def read_question(said: Said, kind: Kind, key: str) -> Question:
    """What the form says. Raises BadForm."""
    texts, problems = texts_in(said, ("words", "low", "high"))
    if not texts["words"]:
        problems["words"] = NEEDED
    points = said.answers.get("points")
    options: tuple[str, ...] = ()
    if kind == "scale":
        if isinstance(points, bool) or not isinstance(points, int) or not LEAST_POINTS <= points <= MOST_POINTS:
            problems["points"] = f"Please give a number from {LEAST_POINTS} to {MOST_POINTS}."
    elif kind != "text":
        options = tuple(" ".join(each.split()) for each in clean(said.text("options")).split("\n") if each.strip())
        wrong = wrong_options(options, MOST_RANKED if kind == "ranking" else MOST_OPTIONS)
        problems |= {"options": wrong} if wrong else {}
    if problems:
        raise BadForm(**problems)
    if kind == "scale" and isinstance(points, int):
        return Question(key, kind, texts["words"], points=points, low=texts["low"], high=texts["high"])
    return Question(key, kind, texts["words"], options)


def wrong_options(options: Sequence[str], most: int) -> str:
    """What is wrong with the answers of a question, or nothing."""
    if not LEAST_OPTIONS <= len(options) <= most:
        return f"Please give {LEAST_OPTIONS} to {most} answers, one in a line."
    if max(map(len, options)) > LONGEST_OPTION:
        return f"Please keep each answer to {LONGEST_OPTION} characters."
    if len({option.casefold() for option in options}) < len(options):
        return "Two of the answers are the same."
    return ""


def texts_in(said: Said, names: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """What was typed, in one line but for what it is for, and words for what is too long."""
    texts = {name: clean(said.text(name)) for name in names}
    texts = {name: text if name == "about" else " ".join(text.split()) for name, text in texts.items()}
    problems = {
        name: f"This has {len(text):,} characters. Please keep it to {LONGEST[name]}."
        for name, text in texts.items()
        if len(text) > LONGEST[name]
    }
    return texts, problems


def extend(row: Stored) -> Form:
    """Until when an open pulse stays open; a day longer, unless another is picked."""
    # It closes when its last day ends, where the next begins.
    longer = day_at(row.closes_at, row.timezone) if row.closes_at is not None else None
    return Form(
        "surveys.prolong",
        "Keep it open longer",
        (DateField("last", "Open until", longer, hint="It closes at the end of this day.", required=True),),
        intro=(Text("Those who were asked get no more reminders for it. The channels show the new day."),),
        value=row.key,
    )


def read_last(said: Said, row: Stored, now: datetime) -> datetime:
    """When a pulse closes. Raises BadForm."""
    last = said.answers.get("last")
    if not isinstance(last, date):
        raise BadForm(last="Please pick the last day.")
    opened = day_at(row.opened_at or now, row.timezone)
    if (last - opened).days > MOST_DAYS:
        raise BadForm(last=f"A pulse is open for {MOST_DAYS} days at most. Please pick an earlier day.")
    closes_at = end_of(last, row.timezone)
    if row.closes_at is None or closes_at <= row.closes_at:
        raise BadForm(last="It is open until then already. Please pick a later day, or close it now instead.")
    return closes_at
