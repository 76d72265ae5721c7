"""The form by which one member asks to meet another, what it takes, and how its terms read."""

from collections.abc import Iterator

from bot import parts, pay
from bot.cards import ChoiceField, Fact, Form, Note, Option, Text, TextField
from bot.errors import BadForm
from bot.said import Said
from bot.typed import clean, too_long
from storage.introductions import Terms

LONGEST = {"about": 800, "time": 150, "pay_note": 200}
"""The form's texts, with the characters that each may have."""

LONGEST_AMOUNT = 20

KINDS: tuple[Option, ...] = (
    Option("A question to talk through", "question"),
    Option("A piece of evidence", "evidence"),
    Option("A decision to shape now", "decision"),
    Option("A joint project", "project"),
    Option("Something they asked for", "asked-for"),
)

EARLY: tuple[Option, ...] = (
    Option("Open: we would form the question together", "open"),
    Option("Partly open: the question is set, how we work on it is not", "partly"),
    Option("Settled: the plan is made", "settled"),
)

REQUIRED = {"kind": KINDS, "early": EARLY, "pay": pay.WAYS}
IF_PAID = {"unit": pay.UNITS, "pay_by": pay.WHEN}

NEEDED = {
    "about": "Please say in a sentence or two what it is about, so that they can decide.",
    "time": "Please say how much of their time you ask for, so that they can decide.",
}
PICK = "Please pick one of these."
AMOUNT = "Please give an amount in pounds, such as 27.50."
NOT_PAID = "You gave an amount, so please pick “Paid” here, or empty the amount."


def form(asked: int, name: str, guide: str) -> Form:
    """The form, to be sent to this member."""
    return Form(
        "introductions.send",
        "Ask for an introduction",
        (
            TextField(
                "about",
                "What would you like to talk about?",
                hint="Two or three sentences are enough. They see this, your name and your profile.",
                required=True,
                multiline=True,
                max_length=LONGEST["about"],
            ),
            ChoiceField("kind", "What is it?", KINDS, required=True),
            ChoiceField(
                "early",
                "How early is it?",
                EARLY,
                hint="Is the question still open to change? Many say yes more gladly if it is.",
                required=True,
            ),
            TextField(
                "time",
                "How much of their time?",
                placeholder="One hour online, then we see",
                required=True,
                max_length=LONGEST["time"],
            ),
            ChoiceField(
                "pay",
                "How is their time paid?",
                pay.WAYS,
                hint=f"{guide} You may ask without pay; they see it plainly.",
                required=True,
            ),
            TextField("amount", "If it is paid: how much, in pounds?", placeholder="27.50", max_length=LONGEST_AMOUNT),
            ChoiceField("unit", "If it is paid: for how much time is that?", pay.UNITS),
            ChoiceField("pay_by", "If it is paid: by when?", pay.WHEN),
            TextField(
                "pay_note",
                "Anything to add about pay",
                hint="If it is in kind, say what they get.",
                max_length=LONGEST["pay_note"],
            ),
        ),
        intro=(
            Text(f"{name} is asked in private and decides freely. You hear from us when they say yes."),
            Note("They have 14 days. Nobody has to give a reason, and no answer is an answer too."),
        ),
        submit="Send request",
        value=str(asked),
    )


def read_terms(said: Said) -> Terms:
    """The terms of the form; raises BadForm with words for each field that cannot be taken."""
    texts = {name: clean(said.text(name)) for name in LONGEST}
    problems = dict(problems_in(said, texts))
    if problems:
        raise BadForm(**problems)
    paid = said.text("pay") == pay.PAID
    return Terms(
        about=texts["about"],
        kind=said.text("kind"),
        early=said.text("early"),
        time=" ".join(texts["time"].split()),
        pay=said.text("pay"),
        amount=pay.read_amount(said.text("amount")) if paid else None,
        unit=said.text("unit") if paid else "",
        pay_by=said.text("pay_by") if paid else "",
        pay_note=" ".join(texts["pay_note"].split()),
    )


def problems_in(said: Said, texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(field, words) for each field that cannot be taken."""
    for name, most in LONGEST.items():
        if not texts[name] and name in NEEDED:
            yield name, NEEDED[name]
        if len(texts[name]) > most:
            yield name, too_long(texts[name], most)
    for name, options in REQUIRED.items():
        if not parts.label(options, said.text(name)):
            yield name, PICK
    yield from problems_with_pay(said, texts["pay_note"])


def problems_with_pay(said: Said, note: str) -> Iterator[tuple[str, str]]:
    """The same of the fields that hang together with how the time is paid."""
    way = said.text("pay")
    if way == pay.PAID:
        if pay.read_amount(said.text("amount")) is None:
            yield "amount", AMOUNT
        for name, options in IF_PAID.items():
            if not parts.label(options, said.text(name)):
                yield name, PICK
    elif said.text("amount"):
        yield "pay", NOT_PAID
    if way == pay.IN_KIND and not note:
        yield "pay_note", "Please say what they get in return."


def facts(terms: Terms) -> tuple[Fact, ...]:
    """The terms as they read for both, pay last, where it stays in mind; those of a call say not what kind it is."""
    facts = (
        Fact("What it is", parts.label(KINDS, terms.kind)),
        Fact("How early", parts.label(EARLY, terms.early)),
        Fact("Time", terms.time),
        Fact("Pay", pay_words(terms)),
    )
    return tuple(fact for fact in facts if fact.value)


def pay_words(terms: Terms) -> str:
    """How the time is paid, plainly."""
    ways = {
        pay.EXPENSES: "Unpaid: expenses only",
        pay.IN_KIND: "Unpaid: something else in return",
        pay.UNFUNDED: "Unpaid: not funded yet",
        pay.NOT_APPLICABLE: "Does not apply",
        pay.UNSAID: "Not said yet",
    }
    words = ways.get(terms.pay, "")
    if terms.pay == pay.PAID and terms.amount is not None:
        unit, when = parts.label(pay.UNITS, terms.unit), parts.label(pay.WHEN, terms.pay_by)
        words = f"Paid: {pay.amount(terms.amount)} {unit}, {when}"
    return f"{words}. {terms.pay_note}" if terms.pay_note else words
