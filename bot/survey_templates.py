"""The pulses that come with Roundtable. A key that stands in several makes their answers comparable."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.survey_questions import Question


@dataclass(frozen=True, slots=True)
class Template:
    """A pulse to begin from; `does` tells facilitators what it is for, `about` tells members."""

    title: str
    does: str
    about: str
    questions: tuple[Question, ...]


VALUE = Question(
    "core.value",
    "scale",
    "How much do the arts, humanities and social sciences add to mental-health research, as you have seen it?",
    low="Nothing that I have seen",
    high="A great deal",
)
EQUAL = Question(
    "core.equal",
    "scale",
    "Does exchange between research and the community feel equal to you?",
    low="Not at all",
    high="Fully",
)
EARLY = Question(
    "core.early",
    "scale",
    "How often are community partners there when the question is formed?",
    low="Never",
    high="Always",
)
PAID = Question(
    "core.paid",
    "single",
    "Is the time you give to research exchange paid?",
    ("Yes, as agreed", "In part, or late", "No", "I have not given any yet"),
)
CHANGE = Question("core.change", "text", "Which one thing should change before we ask again?")

NEEDS = Template(
    "What would you need to take part?",
    "The first pulse: the three questions and the four themes that the network began with. 7 questions, about 3 "
    "minutes.",
    "This network began with a roundtable of community organisations and researchers. Its questions are still open, "
    "and your answers decide what we work on first.",
    (
        VALUE,
        EQUAL,
        PAID,
        Question(
            "needs.support",
            "multiple",
            "Which structures and support would make exchange work for you?",
            (
                "Being there when the question is formed",
                "Pay for our time, and on time",
                "One person to turn to",
                "Training, and support with what is hard",
                "A clear agreement on data, credit and decisions",
                "Meetings that are easy to get to and to follow",
            ),
        ),
        Question(
            "needs.themes",
            "ranking",
            "Which of these should the network work on first?",
            (
                "Topics that need more people's views",
                "What goes well and what is hard in joint research",
                "Ideas for research that engages people better",
                "What community organisations need to take part fully",
            ),
        ),
        Question("needs.topic", "text", "Which topic would gain most from wider input, and from whom?"),
        Question("needs.offer", "text", "What else would help, or what could you offer others?"),
    ),
)

CORE = Template(
    "How is research exchange going?",
    "A short one to repeat every quarter: its answers can be compared from one time to the next. 5 questions, about 2 "
    "minutes.",
    "The same few questions every quarter, so that we all see what changes and what does not.",
    (VALUE, EQUAL, EARLY, PAID, CHANGE),
)

FAIR = Template(
    "Does exchange feel equal?",
    "Who is heard, who decides and who gets the credit. 6 questions, about 3 minutes.",
    "Partners in research are meant to be equals. Please tell us how it is, not how it should be.",
    (
        EQUAL,
        EARLY,
        Question(
            "fair.heard",
            "scale",
            "When you say that something should be done differently, what happens?",
            low="Nothing",
            high="It is done",
        ),
        Question(
            "fair.decides",
            "single",
            "Who mostly decides in what you do together?",
            ("The research side", "The community side", "Both together", "I cannot tell"),
        ),
        Question(
            "fair.missing",
            "multiple",
            "What do you miss in what you do together?",
            (
                "A say in the question",
                "A say in how it is done",
                "A say in what is made of it",
                "My name on the results",
                "Hearing what came of it",
                "Nothing, it is good as it is",
            ),
        ),
        Question("fair.change", "text", "What would make it feel more equal?"),
    ),
)

MONEY = Template(
    "Is your time paid?",
    "What is paid, how late, and what it keeps people from. 6 questions, about 3 minutes.",
    "Community partners' time is worth as much as researchers' time. Please tell us how it is paid where you are.",
    (
        PAID,
        Question(
            "money.enough",
            "scale",
            "Does what is paid cover what it costs you or your organisation?",
            low="None of it",
            high="All of it",
        ),
        Question(
            "money.when",
            "single",
            "When did the last payment come?",
            ("Within two weeks", "Within a month", "Within three months", "Later", "Not yet", "None was agreed"),
        ),
        Question(
            "money.unpaid",
            "multiple",
            "Which of your time is not paid?",
            (
                "Forming the question and writing the bid",
                "Preparing and reading",
                "Travel",
                "Support for others who take part",
                "Sharing what was found",
                "All of it is paid",
            ),
        ),
        Question(
            "money.first",
            "ranking",
            "What should be put right first?",
            ("How much is paid", "How soon it is paid", "How simple it is", "Pay that does not touch benefits"),
        ),
        Question("money.change", "text", "Is there anything you could not do because it was not paid?"),
    ),
)

TEMPLATES: Mapping[str, Template] = {"needs": NEEDS, "core": CORE, "fair": FAIR, "money": MONEY}
