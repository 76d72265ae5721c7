"""Profiles: what a member shows, what they allow, and how they change it."""

from datetime import date, datetime

from bot import (
    call_ends,
    digest_ends,
    introduction_ends,
    mail,
    partnership_ends,
    parts,
    poll_ends,
    promises,
    round_ends,
    surveys,
)
from bot.availability import Load, month_of
from bot.cards import (
    Button,
    Buttons,
    Card,
    Element,
    Fact,
    Facts,
    Form,
    Heading,
    Marked,
    Option,
    Quote,
    Suggestions,
    Text,
)
from bot.errors import BadForm, NoProfile, NotYours
from bot.members import Me
from bot.network import Work, take_in
from bot.platforms import named
from bot.profile_form import CHANGED, LONGEST_TOPIC, edition, form, read_form, read_topics, topic_key
from bot.said import Said
from bot.timezones import day, day_at
from bot.typed import clean
from storage import blocks, introductions, members, profiles, topics
from storage.profiles import Stored

MOST_SUGGESTIONS = 20
"""Topics offered for what was typed."""

EDIT = Button("Change my profile", "profiles.edit")
MAKE = Button("Make my profile", "profiles.edit", style="primary")
FILL_IN = Button("Fill in from a public record", "records.ask")
PAUSE = Button("Pause: stop being found", "profiles.pause")
RESUME = Button("Resume: be found again", "profiles.resume", style="primary")
DELETE = Button(
    "Delete my profile",
    "profiles.delete",
    style="danger",
    confirm="This removes your profile and everything in it for good. Nobody is told.",
)


def see_button(member: int) -> Button:
    """The button that shows somebody's profile."""
    return Button("See profile", "profiles.see", str(member))


def ask_button(member: int) -> Button:
    """The button that asks to meet somebody."""
    return Button("Ask for an introduction", "introductions.ask", str(member))


def block_button(member: int) -> Button:
    """The button that blocks somebody."""
    return Button("Block", "blocks.block", str(member))


def unblock_button(member: int, name: str = "") -> Button:
    """The button that takes a block back."""
    return Button(f"Unblock {name}".rstrip(), "blocks.undo", str(member))


def report_button(member: int) -> Button:
    """The button that tells facilitators of somebody."""
    return Button("Report", "blocks.report", str(member))


PAUSED = Card("You are paused", (Text("Nobody finds you now. Your profile is kept as it is."), Buttons((RESUME,))))
RESUMED = Card("You can be found again", (Text("People in this network can find you now."), Buttons((PAUSE,))))
AGREED = Card(
    "Thank you. Your profile is now shown",
    (
        Text("People in this network can find you. You can change, pause or delete it at any time."),
        Buttons((EDIT, PAUSE)),
    ),
)
DELETED = Card(
    "Your profile is deleted",
    (
        Text("Everything you wrote in it is gone, and nobody finds you. You can make a new one at any time."),
        Buttons((MAKE,)),
    ),
)


async def edit(work: Work, me: Me, said: Said) -> Form:
    """The form, with what is kept already."""
    stored = (await profiles.read(work.session, [me.id])).get(me.id)
    labels = (await topics.of(work.session, [me.id]))[me.id]
    return form(stored, labels)


async def save(work: Work, me: Me, said: Said) -> Card:
    """Take the form; raises BadForm with words for each field that cannot be taken."""
    before = await profiles.lock(work.session, me.id)
    today = me.today(work)
    values = read_form(said, before, today)
    consented_at = before.consented_at if before else None
    if consented_at is None:
        consented_at = work.now
    labels = read_topics(said)
    if before is not None:
        now = edition(before.columns(), (await topics.of(work.session, [me.id]))[me.id])
        # Who presses twice sends the same twice, which undoes nothing.
        if said.value not in {"", now} and edition(values, labels) != now:
            raise BadForm(form=CHANGED)
    revision = await profiles.bump(work.session, me.id)
    ids = await topics.ensure(work.session, {topic_key(label): label for label in labels})
    await profiles.save(
        work.session, me.id, {**values, "consented_at": consented_at, "texts_revision": revision, "imported": False}
    )
    await topics.assign(work.session, me.id, [ids[topic_key(label)] for label in labels])
    await topics.forget_unused(work.session)
    await work.refresh_home(me.id)
    work.afterwards(take_in, writes=False)
    sent = await digest_ends.is_sent(work, me.id)
    return saved(me.id, paused=values["paused"], until=values["paused_until"], offers=not sent)


def saved(member: int, *, paused: bool, until: date | None, offers: bool = False) -> Card:
    """What is said after saving; `offers` says that a digest is offered."""
    return Card(
        "Your profile is saved",
        (
            Text(findable(paused=paused, until=until)),
            Buttons((Button("See it as others do", "profiles.see", str(member)), EDIT, round_ends.ROUNDS)),
            *(digest_ends.offer() if offers else ()),
        ),
    )


def findable(*, paused: bool, until: date | None) -> str:
    """Whether somebody can be found, in words."""
    if not paused:
        return "People in this network can find you."
    if until is None:
        return "You are paused. Nobody finds you until you resume."
    return f"You are paused until {day(until)}. Nobody finds you before then."


async def suggest_topics(work: Work, me: Me, said: Said) -> Suggestions:
    """Topics in use that have the typed letters in them, most used first, and the typed words themselves."""
    typed = clean(" ".join(said.value.split()))[:LONGEST_TOPIC]
    await take_in(work)
    letters = topic_key(typed)
    labels = [label for label, _ in work.people.used.most_common() if letters in topic_key(label)][:MOST_SUGGESTIONS]
    options = [Option(label, label) for label in labels]
    if typed and topic_key(typed) not in {topic_key(label) for label in labels}:
        options.append(Option(f"Add “{typed}”", typed))
    return Suggestions(tuple(options))


async def pause(work: Work, me: Me, said: Said) -> Card:
    """Stop being found, until resumed; does nothing new when paused already."""
    return await set_pause(work, me, paused=True)


async def resume(work: Work, me: Me, said: Said) -> Card:
    """Be found again."""
    return await set_pause(work, me, paused=False)


async def set_pause(work: Work, me: Me, *, paused: bool) -> Card:
    """Pause or resume; raises NoProfile."""
    if not await profiles.set_pause(work.session, me.id, paused=paused):
        raise NoProfile
    await profiles.bump(work.session, me.id)
    await work.refresh_home(me.id)
    return PAUSED if paused else RESUMED


async def see(work: Work, me: Me, said: Said) -> Card:
    """A profile as others see it, and what they can do; raises NotYours for one that is not shown now."""
    member = said.number
    stored = (await profiles.read_listed(work.session, [member])).get(member)
    blocking = await blocks.by(work.session, me.id, member)
    if stored is None or (member != me.id and is_paused(stored, work.now)) or member in blocking:
        raise NotYours
    labels = (await topics.of(work.session, [member]))[member]
    month = month_of(day_at(work.now, stored.timezone))
    full_until = Load(
        stored.monthly_requests, await introductions.count_in(work.session, member, month), month
    ).full_until
    buttons = what_to_do(stored, full_until, blocked=me.id in blocking) if member != me.id else ()
    return seen(stored, labels, await reach_of(work, member), buttons, full_until)


def seen(
    stored: Stored, labels: list[str], reach: str, buttons: tuple[Button, ...], full_until: date | None = None
) -> Card:
    """A profile beside what somebody was looking at, with what they can do about its owner."""
    body = shown(stored, labels, reach, full_until)
    return Card(stored.name, (*body, Buttons(buttons)) if buttons else body, detail=True)


def what_to_do(stored: Stored, full_until: date | None, *, blocked: bool) -> tuple[Button, ...]:
    """What can be done about somebody whose profile is seen."""
    member = stored.member_id
    if blocked:
        return (unblock_button(member), report_button(member))
    asking = (ask_button(member),) if stored.monthly_requests and full_until is None else ()
    return (*asking, block_button(member), report_button(member))


async def reach_of(work: Work, member: int) -> str:
    """Where somebody can be reached, in words."""
    return named(platform for platform, _, _ in await members.accounts(work.session, member))


def shown(stored: Stored, labels: list[str], reach: str, full_until: date | None = None) -> tuple[Element, ...]:
    """What others see of a profile, its name aside; `full_until` is the day from which they can be asked again."""
    facts = [
        Fact("Pronouns", stored.pronouns),
        Fact("Role", stored.role),
        Fact("Organisation", stored.organisation),
        Fact("Takes part as", parts.label(parts.PARTS, stored.part)),
        Fact("Works in", parts.label(parts.REGIONS, stored.region)),
        Fact("How their time is paid", parts.label(parts.PAY, stored.pay)),
        Fact("Topics", ", ".join(labels)),
        Fact("Introductions", openness(stored.monthly_requests, full_until)),
        Fact("Can be reached on", reach),
    ]
    body: list[Element] = [Facts(tuple(fact for fact in facts if fact.value))]
    for title, text in (
        ("What I do and care about", stored.about),
        ("What I can offer", stored.offers),
        ("What I am looking for", stored.looking_for),
    ):
        if text:
            body += [Heading(title), Quote(Marked(text))]
    return tuple(body)


def about(stored: Stored) -> tuple[str, ...]:
    """Who somebody is, in a line or two: role and organisation, and where they work."""
    place = parts.label(parts.REGIONS, stored.region)
    return tuple(part for part in (", ".join(filter(None, (stored.role, stored.organisation))), place) if part)


def openness(monthly_requests: int, full_until: date | None = None) -> str:
    """Whether somebody is open to introductions now, or from which day on, in words."""
    if full_until is not None:
        return f"Open to introductions from {day(full_until)}"
    return "Open to introductions now" if monthly_requests else "Not taking introductions at the moment"


def standing(stored: Stored, reach: str) -> str:
    """Whether somebody is open to introductions, and where they are reached: Slack, or Microsoft Teams, or both."""
    return openness(stored.monthly_requests) + (f". They are on {reach}" if reach else "")


def is_paused(stored: Stored, now: datetime) -> bool:
    """Whether somebody is paused now; their pause ends when its day begins where they are."""
    return paused_at(stored.paused, stored.paused_until, stored.timezone, now)


def paused_at(paused: bool, until: date | None, timezone: str, now: datetime) -> bool:  # noqa: FBT001 - two columns that go together
    """The same of the columns alone."""
    return paused and (until is None or until > day_at(now, timezone))


async def agree(work: Work, me: Me, said: Said) -> Card:
    """Say yes to a profile that somebody else prepared; raises NoProfile when there is none."""
    stored = await profiles.lock(work.session, me.id)
    if stored is None:
        raise NoProfile
    if stored.consented_at is None:
        await profiles.save(work.session, me.id, {"consented_at": work.now, "imported": False})
        await profiles.bump(work.session, me.id)
        await work.refresh_home(me.id)
        work.afterwards(take_in, writes=False)
    return AGREED


async def delete(work: Work, me: Me, said: Said) -> Card:
    """Remove my profile for good, and end what is under way with others; the same answer when there is none."""
    await profiles.lock(work.session, me.id)
    await profiles.bump(work.session, me.id)
    await round_ends.leave(work, me.id)
    await introduction_ends.leave(work, me.id)
    await partnership_ends.leave(work, me.id)
    await call_ends.leave(work, me.id)
    await digest_ends.leave(work, me.id)
    await mail.leave(work, me.id)
    await poll_ends.leave(work, me.id)
    await surveys.leave(work, me.id)
    await promises.leave(work, me.id)
    await profiles.erase(work.session, me.id)
    await topics.forget_unused(work.session)
    await work.refresh_home(me.id)
    return DELETED
