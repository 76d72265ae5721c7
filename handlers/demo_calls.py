"""The calls with which the demo begins: invented, from both sides and both platforms, and honest about pay."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from bot.cards import Answer
from bot.desk import say
from bot.directory import Identity, Room
from handlers.build import House
from handlers.demo_acting import buttons_of, do, form_of

CHANNEL = "research-exchange"
FACILITATOR = "marian.oakley@people.example"


class Call(NamedTuple):
    """Whose call it is, for how many days it is open, and what they fill in in the two forms."""

    email: str
    days: int
    asked: Mapping[str, Answer]
    terms: Mapping[str, Answer]


PAID: Mapping[str, Answer] = {"pay": "paid", "unit": "hour", "pay_to": "either", "pay_by": "14", "expenses": "advance"}
NOTHING: Mapping[str, Answer] = {"amount": "", "unit": "", "pay_to": "", "pay_by": "", "pay_note": "", "share": None}

CALLS: Sequence[Call] = (
    Call(
        "ade.bankole@people.example",
        40,
        {
            "title": "How much of our sector runs on unpaid hours?",
            "about": "Thirty small charities would like to count the hours that nobody pays for, and say what they are "
            "worth. We have the diaries and the contacts, and nobody who knows how to count. The question is ours; how "
            "to answer it we would decide with you.",
            "side": "research",
            "roles": "Somebody who is at home in surveys or in economics",
            "experience": "",
            "topics": ("funding", "policy"),
            "stage": "question",
            "early": "partly",
            "hours": "Two afternoons to begin with",
            "dates": "Before the spring",
            "place": "online",
            "region": "england",
        },
        {
            "pay": "unfunded",
            "pay_note": "None of us has money for this yet. What we find out would be our case for some.",
            "expenses": "",
            "access": "",
            "support": "Our members answer quickly, and one of us keeps the minutes.",
            "contact": "",
        },
    ),
    Call(
        "bethan.llewellyn@people.example",
        20,
        {
            "title": "Carers who would read a survey before it is sent",
            "about": "A short survey about respite days comes to carers in the valleys in the new year. We would like "
            "five carers to say first which questions are tiring, which are missing, and which nobody should ask.",
            "side": "community",
            "roles": "Readers",
            "experience": "You look after somebody, or did.",
            "topics": ("carers", "rural communities"),
            "stage": "designing",
            "early": "open",
            "hours": "An hour and a half, once",
            "dates": "An evening in January",
            "place": "both",
            "region": "wales",
        },
        {
            "pay": "expenses",
            "pay_note": "Travel, and somebody to sit with the person you care for.",
            "expenses": "advance",
            "access": "In Welsh or in English. The survey comes a week before.",
            "support": "Tea, and a lift home.",
            "contact": "",
        },
    ),
    Call(
        "tom.ashworth@people.example",
        12,
        {
            "title": "Two crisis cafés to plan an evaluation with",
            "about": "We would like to plan, with two cafés that are open at night, what would show whether they make "
            "a difference to the people who come, and not only to the wards that they do not go to.",
            "side": "community",
            "roles": "Staff and volunteers of a café, and people who go there",
            "experience": "",
            "topics": ("crisis care", "evaluation"),
            "stage": "designing",
            "early": "partly",
            "hours": "Four half days",
            "dates": "January to March",
            "place": "person",
            "region": "north-west",
        },
        {
            **PAID,
            "amount": "75",
            "unit": "half-day",
            "pay_to": "organisation",
            "pay_by": "30",
            "share": 80,
            "pay_note": "The university's rate; we have asked for more.",
            "access": "Step-free rooms, breaks, and a quiet one next door.",
            "support": "",
            "contact": "",
        },
    ),
    Call(
        "priya.raman@people.example",
        25,
        {
            "title": "Draw what an interview cannot say",
            "about": "I would like to plan a study with people who hear voices, in which they draw comics or make "
            "sound instead of answering questions. What it asks is open: we would find that out together, in four "
            "meetings.",
            "side": "community",
            "roles": "Co-researchers",
            "experience": "You hear voices, or run a group with people who do.",
            "topics": ("hearing voices", "creative methods"),
            "stage": "question",
            "early": "open",
            "hours": "Four meetings of two hours",
            "dates": "From January, in the afternoon",
            "place": "both",
            "region": "north-east",
        },
        {
            **PAID,
            "amount": "27.50",
            "pay_note": "",
            "share": None,
            "access": "Captions, breaks, and nobody has to speak.",
            "support": "Somebody who hears voices is there to talk to, before and after.",
            "contact": "",
        },
    ),
)


async def post_calls(house: House, everybody: Mapping[str, Identity], channel: str) -> None:
    """Have a facilitator choose a channel of Slack for announcements, and post the calls, of people by their e-mail."""
    marian = everybody[FACILITATOR].address
    await say(house.desk, marian, "announce", room=Room(marian.platform, marian.workspace, channel))
    for call in CALLS:
        owner = everybody[call.email]
        deadline = house.network.clock().date() + timedelta(days=call.days)
        second = await do(house, owner, "calls.keep", "new", {**call.asked, "deadline": deadline})
        preview = await do(house, owner, "calls.keep_terms", form_of(second).value, {**NOTHING, **call.terms})
        [posting] = buttons_of(preview, "calls.post")
        await do(house, owner, posting.action, posting.value)
