"""An example of every card and form, for golden tests and for looking at them all."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache

from bot import (
    call_gallery,
    channel_gallery,
    chart_gallery,
    collaborators,
    digest_ends,
    digest_gallery,
    digest_item_gallery,
    errors,
    facilitators,
    home,
    imports,
    introduction_gallery,
    linking_cards,
    mail_gallery,
    partnership_gallery,
    poll_gallery,
    profile_form,
    profiles,
    records,
    round_gallery,
    survey_gallery,
    survey_result_gallery,
    undelivered,
    welcome,
)
from bot.cards import Card, Form, Invalid, Marked, Person
from bot.collaborators import Search
from bot.directory import Address
from bot.gallery_people import ROSA
from bot.linking import TooLate
from bot.members import Me
from bot.merging import Side
from bot.registers import Found, Missing, Number
from storage.outbox import Failed

ME = Me(7, "Rosa Okafor", "she/her", "Europe/London", "en-GB", facilitator=True, address=Address("slack", "T1", "U7"))
TOPICS = ["hearing voices", "peer support", "creative methods"]
SEARCH = Search("creative methods with people who hear voices", "community", "north-east", page=1, turn=3)
FOUND = (
    Person(
        "Rosa Okafor",
        "she/her",
        ("Peer support lead, Harbour Voices", "North East"),
        "Topics that fit: hearing voices, creative methods",
        Marked("We run weekly groups for people who hear voices.", ((36, 40), (41, 47))),
        "Open to introductions now. They are on Slack and Microsoft Teams",
        collaborators.found_buttons(7, may_ask=True),
    ),
    Person(
        "Sam Whitlock",
        about=("Poet",),
        status="Not taking introductions at the moment. They are on Slack",
        buttons=collaborators.found_buttons(8, may_ask=False),
    ),
)


ACCOUNTS = [(ME.address, "Rosa Okafor on Slack"), (Address("teams", "T2", "U9"), "Rosa on Microsoft Teams")]
WHERE = [called for _, called in ACCOUNTS]
LINK = "0123456789abcdef"
SIDES = (
    Side(ROSA, TOPICS, "Slack", open=True, paused=False),
    Side(
        ROSA._replace(
            part="lived", role="Trustee", about="I am a trustee of two charities. " * 40, pay="", private="I am deaf."
        ),
        [f"topic {number}" for number in range(9)],
        "Microsoft Teams",
        open=True,
        paused=True,
    ),
)

LOST_AT = datetime(2026, 11, 20, 16, 5, tzinfo=UTC)
LOST = (
    Failed(4, "member:9", LOST_AT, "account_gone", "account_gone: the account was deactivated: nothing to do"),
    Failed(3, "group:7,9", LOST_AT, "missing_scope", "missing_scope: the app lacks a scope: install it again"),
    Failed(2, "member:7", LOST_AT, "account_gone", "account_gone: the account was deactivated: nothing to do"),
)

RECORD = Found(
    Number("orcid", "0000-0002-1825-0097"),
    datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
    "Professor of community health",
    "University of the Northern Coast",
    "I study how peer groups last.\n\nSome of what I have published: What groups live on; Drawing together.",
    ("peer support", "ethnography"),
)
MISSED = (
    Missing(Number("england-and-wales", "1095654", 2), "unknown"),
    Missing(Number("scotland", "SC012345"), "elsewhere"),
)


@cache
def examples() -> Mapping[str, Card | Form | Invalid]:
    """Every card and form by a name of its own, with values that a member might see; made once."""
    draft = ROSA._replace(consented_at=None, imported=True)
    paused = ROSA._replace(paused=True, paused_until=date(2027, 1, 5))
    refusals = (
        errors.OutOfDate(),
        errors.NotYours(),
        errors.NoBots(),
        errors.NoProfile(),
        errors.FacilitatorsOnly(),
        errors.Busy(),
        errors.Broken("1a2b3c4d"),
        TooLate(),
        errors.BadForm(about="Please write a sentence or two, so that people can find you."),
    )
    rows = [(7, "Rosa Okafor", False), (9, "Idris Bell", True)]
    waiting, under_way = introduction_gallery.at_home()
    to_tell, partnerships = partnership_gallery.at_home()
    to_answer, of_rounds = round_gallery.at_home()
    call_waiting, call_under_way = call_gallery.at_home()
    return {
        **call_gallery.examples(),
        **chart_gallery.examples(),
        **introduction_gallery.examples(),
        **mail_gallery.examples(),
        **partnership_gallery.examples(),
        **round_gallery.examples(),
        **channel_gallery.examples(),
        **digest_gallery.examples(),
        **digest_item_gallery.examples(),
        **poll_gallery.examples(),
        **survey_result_gallery.examples(),
        **survey_gallery.examples(),
        "collaborators.results": collaborators.results(SEARCH, FOUND, 7, has_profile=False),
        "collaborators.nobody": collaborators.nobody(SEARCH, ["peer support"], has_profile=True),
        "collaborators.topic": collaborators.which_topic(["hearing voices", "housing and debt"]),
        "collaborators.public": collaborators.public(ROSA, TOPICS, "Slack and Microsoft Teams"),
        "collaborators.form": collaborators.form(SEARCH, "community"),
        "facilitators.list": facilitators.card(rows, "Facilitators of this network", may_change=True),
        "facilitators.form": facilitators.FORM,
        "facilitators.named": facilitators.named_by("Rosa Okafor"),
        "facilitators.undelivered": undelivered.card(
            LOST,
            {"account_gone": 2, "missing_scope": 41},
            {7: "Rosa Okafor", 9: "Idris Bell"},
            "Europe/London",
            undelivered.TITLE,
        ),
        "home.new": home.card(ME, None, [], "", paused=False),
        "home.draft": home.card(ME, draft, TOPICS, "Slack", paused=False),
        "home.profile": home.card(ME, ROSA, TOPICS, "Slack and Microsoft Teams", paused=False),
        "home.facilitator": home.card(ME, None, [], "", paused=False, lost=43),
        "home.busy": home.card(ME, ROSA, TOPICS, "Slack", paused=False, waiting=waiting, under_way=under_way),
        "home.mail": home.card(ME, ROSA, TOPICS, "Slack", paused=False, mails=True),
        "home.partnerships": home.card(
            ME, ROSA, TOPICS, "Slack", paused=False, waiting=to_tell, under_way=partnerships
        ),
        "home.rounds": home.card(ME, ROSA, TOPICS, "Slack", paused=False, waiting=to_answer, under_way=of_rounds),
        "home.rounds.none": home.card(ME, ROSA, TOPICS, "Slack", paused=False, under_way=round_gallery.not_taking()),
        "home.calls": home.card(
            ME, ROSA, TOPICS, "Slack", paused=False, waiting=call_waiting, under_way=call_under_way, to_review=2
        ),
        "home.digest": home.card(ME, ROSA, TOPICS, "Slack", paused=False, under_way=digest_gallery.at_home()),
        "home.digest.none": home.card(ME, ROSA, TOPICS, "Slack", paused=False, under_way=digest_ends.offer()),
        "home.promises": home.card(ME, ROSA, TOPICS, "Slack", paused=False, under_way=survey_result_gallery.at_home()),
        "home.polls": home.card(ME, ROSA, TOPICS, "Slack", paused=False, under_way=poll_gallery.at_home()),
        "home.pulse": home.card(ME, ROSA, TOPICS, "Slack", paused=False, waiting=survey_gallery.at_home()),
        "home.paused": home.card(ME, paused, TOPICS, "Microsoft Teams", paused=True),
        "imports.invitation": imports.invitation(draft, TOPICS, "Slack"),
        "linking.code": linking_cards.code("7K2M9QXD"),
        "linking.wrong": linking_cards.wrong(1),
        "linking.many": linking_cards.too_many(timedelta(minutes=41)),
        "linking.mistyped": linking_cards.MISTYPED,
        "linking.expired": linking_cards.EXPIRED,
        "linking.used": linking_cards.USED,
        "linking.own": linking_cards.OWN,
        "linking.ask": linking_cards.ask(LINK, "Rosa", WHERE[1:], "Neither account has a profile yet.", choose=False),
        "linking.ask.both": linking_cards.ask(LINK, "Rosa", WHERE[1:], "Both accounts have a profile.", choose=True),
        "linking.choose": linking_cards.choose(LINK, *SIDES),
        "linking.claimed": linking_cards.claimed(LINK, WHERE[1]),
        "linking.linked": linking_cards.linked(WHERE),
        "linking.stopped": linking_cards.STOPPED,
        "linking.accounts": linking_cards.listing(ACCOUNTS, ME.address),
        "linking.account": linking_cards.listing(ACCOUNTS[:1], ME.address),
        "linking.separated": linking_cards.separated(WHERE[1], mine=False),
        "linking.parted": linking_cards.parted(WHERE[0]),
        "linking.last": linking_cards.LAST,
        "records.form": records.FORM,
        "records.filled": records.filled(profile_form.form(None, []), RECORD, "read today"),
        "records.added": records.filled(profile_form.form(ROSA, TOPICS), RECORD, "read on 22 November 2026"),
        **{
            f"records.{missing.reason}": records.unfilled(profile_form.form(ROSA, TOPICS), missing)
            for missing in MISSED
        },
        "profiles.form.first": profile_form.form(None, []),
        "profiles.form": profile_form.form(paused, TOPICS),
        "profiles.seen": profiles.seen(ROSA, TOPICS, "Slack", profiles.what_to_do(ROSA, None, blocked=False)),
        "profiles.seen.full": profiles.seen(ROSA, TOPICS, "Slack", (), date(2026, 12, 1)),
        "profiles.saved": profiles.saved(7, paused=False, until=None),
        "profiles.saved.offer": profiles.saved(7, paused=False, until=None, offers=True),
        "profiles.paused": profiles.PAUSED,
        "profiles.resumed": profiles.RESUMED,
        "profiles.agreed": profiles.AGREED,
        "profiles.deleted": profiles.DELETED,
        "roundtable.help": welcome.card(has_profile=False),
        "roundtable.welcome": welcome.greeting("Rosa Okafor", has_profile=False),
        **{f"refused.{type(refusal).__name__}": refusal.shown for refusal in refusals},
    }
