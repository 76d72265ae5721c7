"""The words that people can type to the bot, and what can be done with a message that somebody wrote."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot import codes


@dataclass(frozen=True, slots=True)
class Command:
    """A word to the bot, and the slash command that says the same, where there is one.

    `takes` tells what may follow the word; with anything else it is the beginning of a sentence. `also` has words that
    may follow it and do something of their own. `listed` is false for a word that is also a button where one looks for
    it: Teams lists no more than twelve. `lines` says that it matters in which lines something was typed; of all else
    they become one.
    """

    word: str
    action: str
    description: str
    slash: str = ""
    hint: str = ""
    takes: Callable[[str], bool] = lambda _words: False
    also: Mapping[str, str] = field(default_factory=dict)
    listed: bool = True
    lines: bool = False

    def leads_to(self, words: str) -> tuple[str, str]:
        """The action, when this follows, and what is said with it."""
        other = self.also.get(words.strip(AROUND_WORDS).casefold(), "")
        return (other, "") if other else (self.action, words.strip())


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What can be done from the menu of a message that somebody wrote: the action's value is what the message says.

    The label has at most 24 characters, the description 128.
    """

    label: str
    action: str
    description: str = ""


AROUND_WORDS = " \t\n.,:;!?\u2026\"'`\u201c\u201d\u2018\u2019"
"""What may stand around a word without meaning anything."""

COMMANDS: tuple[Command, ...] = (
    Command(
        "find",
        "collaborators.find",
        "Find people to work with on a topic",
        slash="/find-collaborator",
        hint="what you would like to work on",
        takes=bool,
    ),
    Command("call", "calls.write", "Post a call for collaboration", slash="/post-call", hint="what it is about"),
    Command(
        "calls",
        "calls.find",
        "See open calls, those that fit you first",
        slash="/open-calls",
        hint="a topic, or nothing for what fits you",
        takes=bool,
    ),
    Command(
        "poll",
        "polls.ask",
        "Ask a channel a quick question",
        slash="/quick-poll",
        hint="“Question” “Answer” “Answer”",
        takes=bool,
        lines=True,
    ),
    Command("pulse", "surveys.show", "Answer the pulse that is open, or look after pulses", slash="/pulse"),
    Command("profile", "profiles.edit", "Make or change your profile", slash="/my-profile"),
    Command(
        "digest",
        "digests.show",
        "Get what is new for you, when you choose",
        slash="/my-digest",
        hint="now, off, or nothing to choose",
        also={"now": "digests.now", "off": "digests.stop", "stop": "digests.stop", "snooze": "digests.snooze"},
    ),
    Command("home", "home.show", "See your profile and what is waiting for you"),
    Command("partnerships", "partnerships.list", "See what you do with people you met here"),
    Command("rounds", "rounds.show", "Take part in match rounds, or stop"),
    Command("pause", "profiles.pause", "Stop being found for now", listed=False),
    Command("resume", "profiles.resume", "Be found again", listed=False),
    Command("link", "linking.link", "Link your accounts on Slack and Microsoft Teams", takes=codes.looks_like_one),
    Command("unlink", "linking.accounts", "See your accounts, and separate them", listed=False),
    Command("facilitators", "facilitators.list", "See who looks after this network", listed=False),
    Command(
        "announce",
        "channels.announce",
        "Have announcements posted in this channel",
        takes=lambda words: words.strip(AROUND_WORDS).casefold() == "stop",
        listed=False,
    ),
    Command(
        "share",
        "calls.share",
        "Show a call in this channel too",
        takes=lambda words: words.strip(AROUND_WORDS).isdecimal(),
        listed=False,
    ),
    Command(
        "help", "roundtable.help", "See what Roundtable can do", slash="/roundtable", hint="help, partnerships, rounds"
    ),
)
"""What members can type. Every word also follows /roundtable."""

SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut("Make this a call", "calls.write", "Begin a call for collaboration with what this message says"),
)
"""What members can do with a message that somebody wrote."""

OTHER_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("hi", "hello", "hey", "hello there", "start", "menu", "thanks", "thank you"), "roundtable.help"),
    **dict.fromkeys(("stop", "delete", "leave", "unsubscribe", "me"), "home.show"),
    "my calls": "calls.mine",
    "my digest": "digests.show",
    **dict.fromkeys(("promises", "you said we did", "you said, we did"), "promises.list"),
    "open calls": "calls.find",
    "my polls": "polls.mine",
    "profile please": "profiles.edit",
    "my profile": "profiles.edit",
    **dict.fromkeys(("email", "e-mail", "mail"), "mail.address"),
}
"""What people say who do not know the words; to leave, one chooses on the home between a pause and more."""


def spoken(words: str) -> tuple[str, str] | None:
    """The action of a command's word, and what is said with it; None for words that are no command.

    What people say beside the words there are is understood too: a greeting, a code alone, a slash command as words.
    """
    first, _, rest = " ".join(words.split(maxsplit=1)).partition(" ")
    for known in COMMANDS:
        if known.slash and first.casefold() == known.slash:
            return (spoken(rest) or (known.action, "")) if known.word == "help" else known.leads_to(rest)
    if codes.looks_like_one(words):
        return "linking.link", words.strip()
    plain = words.strip(AROUND_WORDS).casefold()
    for known in COMMANDS:
        if plain == known.word:
            return known.action, ""
        if first.rstrip(":").casefold() == known.word:
            action, more = known.leads_to(rest)
            if action != known.action or known.takes(rest):
                return action, more if known.lines else " ".join(more.split())
    return (OTHER_WORDS[plain], "") if plain in OTHER_WORDS else None
