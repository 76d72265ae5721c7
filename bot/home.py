"""A member's home: their profile as others see it, what is waiting for them, and the buttons that matter."""

from collections.abc import Sequence

from bot import (
    call_list,
    call_screening_cards,
    channel_cards,
    channels,
    digests,
    introduction_list,
    partnership_list,
    poll_list,
    promises,
    rounds,
    survey_list,
    undelivered,
)
from bot import profiles as rules
from bot.call_cards import LOOK as OPEN_CALLS
from bot.call_cards import WRITE
from bot.cards import Button, Buttons, Card, Divider, Element, Heading, Text
from bot.checkins import FIGURES
from bot.collaborators import ASK
from bot.directory import Address
from bot.errors import HELP
from bot.linking_cards import ACCOUNTS
from bot.mail_cards import ADDRESS
from bot.members import Me, recognise
from bot.network import Work
from bot.round_cards import FIGURES as ROUND_FIGURES
from bot.said import Said
from bot.survey_cards import PULSES
from storage import calls, profiles, topics
from storage.profiles import Stored

AGREE = Button("Yes, show this profile", "profiles.agree", style="primary")
LOOK = Button("Change it first", "profiles.edit")
FACILITATORS = Button("Facilitators", "facilitators.list")
BLOCKED = Button("People you have blocked", "blocks.list")


async def show(work: Work, me: Me, said: Said) -> Card:
    """The home of whoever asks."""
    stored = (await profiles.read(work.session, [me.id])).get(me.id)
    labels = (await topics.of(work.session, [me.id]))[me.id]
    reach = await rules.reach_of(work, me.id) if stored is not None else ""
    waiting, under_way = await introduction_list.for_home(work, me.id, me.timezone)
    to_tell, partnerships = await partnership_list.for_home(work, me.id)
    to_answer, of_rounds = await rounds.for_home(work, me.id, me.timezone)
    call_waiting, call_under_way = await call_list.for_home(work, me.id)
    polls = await poll_list.for_home(work, me.id)
    pulses = await survey_list.for_home(work, me.id)
    promised = await promises.for_home(work)
    to_review = await calls.count_waiting(work.session) if me.facilitator else 0
    digest = await digests.for_home(work, me.id)
    paused = stored is not None and rules.is_paused(stored, work.now)
    lost = await undelivered.count(work) if me.facilitator else 0
    troubled = await channels.troubled(work) if me.facilitator else 0
    return card(
        me,
        stored,
        labels,
        reach,
        paused=paused,
        waiting=(*waiting, *to_answer, *to_tell, *call_waiting, *pulses),
        under_way=(*under_way, *partnerships, *of_rounds, *call_under_way, *polls, *promised, *digest),
        lost=lost,
        to_review=to_review,
        troubled=troubled,
        mails=work.mails,
    )


async def of(work: Work, member: int, address: Address) -> Card | None:
    """A member's home for one of their accounts; None when it is theirs no longer."""
    me = await recognise(work, address)
    return await show(work, me, Said()) if me is not None and me.id == member else None


def card(
    me: Me,
    stored: Stored | None,
    labels: list[str],
    reach: str,
    *,
    paused: bool,
    waiting: Sequence[Element] = (),
    under_way: Sequence[Element] = (),
    lost: int = 0,
    to_review: int = 0,
    troubled: int = 0,
    mails: bool = False,
) -> Card:
    """The home as it stands; `mails` says that e-mail is set up.

    For facilitators: how many messages were `lost`, how many calls wait for a look, how many channels do not work.
    """
    body: list[Element] = []
    if stored is None:
        body += [
            Text("Roundtable helps researchers, community organisations and people with lived experience meet."),
            Heading("Waiting for you"),
            Text("You have no profile yet. It takes about three minutes, and nothing is shown before you agree."),
            Buttons((rules.MAKE, rules.FILL_IN, ASK, OPEN_CALLS, HELP)),
        ]
    elif stored.consented_at is None:
        body += [
            Heading("Waiting for you"),
            Text("A facilitator prepared a profile for you. Nobody else can see it until you say yes."),
            Buttons((AGREE, LOOK, rules.DELETE)),
            Divider(),
            Heading("The profile they prepared"),
            *rules.shown(stored, labels, reach),
        ]
    else:
        body += [
            Heading("Find people and calls"),
            Buttons((ASK, OPEN_CALLS, WRITE, HELP)),
            Heading("Waiting for you"),
            *(waiting or (Text("Nothing at the moment."),)),
            *under_way,
        ]
        body += [
            Divider(),
            Heading("Your profile, as others see it"),
            Text(rules.findable(paused=paused, until=stored.paused_until)),
            Buttons((rules.RESUME if paused else rules.PAUSE, rules.EDIT, rules.FILL_IN)),
            *rules.shown(stored, labels, reach),
            Buttons((BLOCKED, rules.DELETE)),
        ]
    body += [
        Divider(),
        Heading("Your accounts"),
        Text("Do you have one on Slack and one on Microsoft Teams? Linked, they are one member with one profile."),
        Buttons((ACCOUNTS, ADDRESS) if mails else (ACCOUNTS,)),
    ]
    if me.facilitator:
        body += [Divider(), Heading("For facilitators")]
        screening, places = call_screening_cards.button(to_review), channel_cards.button(troubled)
        unsent = (undelivered.button(lost),) if lost else ()
        body.append(Buttons((FACILITATORS, places, screening, FIGURES, ROUND_FIGURES, PULSES, *unsent)))
    return Card(f"Welcome, {me.name}", tuple(body))
