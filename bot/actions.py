"""The table of everything a member can say, press or submit."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot import (
    blocks,
    call_interest,
    call_list,
    call_outcomes,
    call_questions,
    call_screening,
    calls,
    channels,
    checkins,
    collaborators,
    digests,
    facilitators,
    home,
    introduction_ends,
    introductions,
    linking,
    open_calls,
    outcomes,
    partnerships,
    profiles,
    records,
    relays,
    round_meetings,
    rounds,
    saved_searches,
    undelivered,
    welcome,
)
from bot.cards import Shown
from bot.directory import Address
from bot.members import Me
from bot.network import Network, Work
from bot.registers import Number
from bot.said import Said

Run = Callable[[Work, Me, Said], Awaitable[Shown]]


@dataclass(frozen=True, slots=True)
class Action:
    """Something a member can do.

    `writes` is false for what only reads; `facilitators` keeps it to them; `secret` says that its answer is kept
    nowhere, not even for a repeat; `moves` that it moves accounts from one member to another; `located` that its
    platform is asked about the channel where it is said. `wants` tells what has to be looked up outside before it
    begins, where that is needed; `prepares` works out what it needs, for whoever has this account, in transactions of
    its own.
    """

    run: Run
    writes: bool = True
    facilitators: bool = False
    secret: bool = False
    moves: bool = False
    located: bool = False
    prepares: Callable[[Network, Address], Awaitable[object]] | None = None
    wants: Callable[[Said], Number] | None = None


ACTIONS: Mapping[str, Action] = {
    "blocks.block": Action(blocks.block),
    "blocks.undo": Action(blocks.undo),
    "blocks.list": Action(blocks.listing, writes=False),
    "blocks.report": Action(blocks.report, writes=False),
    "blocks.tell": Action(blocks.tell),
    "calls.write": Action(calls.write, writes=False),
    "calls.edit": Action(calls.edit, writes=False),
    "calls.keep": Action(calls.keep, secret=True),
    "calls.terms": Action(calls.terms, writes=False),
    "calls.keep_terms": Action(calls.keep_terms, secret=True),
    "calls.preview": Action(calls.preview, writes=False),
    "calls.post": Action(calls.post, secret=True),
    "calls.hold": Action(calls.hold, writes=False),
    "calls.discard": Action(calls.discard),
    "calls.reuse": Action(calls.reuse, writes=False),
    "calls.show": Action(calls.show, writes=False),
    "calls.mine": Action(call_list.mine, writes=False),
    "calls.find": Action(open_calls.find, writes=False),
    "calls.look": Action(open_calls.look, writes=False),
    "calls.interest": Action(call_interest.interest, secret=True),
    "calls.line": Action(call_interest.line, writes=False),
    "calls.add_line": Action(call_interest.add_line, secret=True),
    "calls.withdraw": Action(call_interest.withdraw, secret=True),
    "calls.save": Action(call_interest.save, secret=True),
    "calls.unsave": Action(call_interest.unsave),
    "calls.interested": Action(call_interest.interested, writes=False),
    "calls.introduce": Action(call_interest.introduce, secret=True),
    "calls.inquire": Action(call_questions.inquire, writes=False),
    "calls.ask": Action(call_questions.ask, secret=True),
    "calls.questions": Action(call_questions.listing, writes=False),
    "calls.reply": Action(call_questions.reply, writes=False),
    "calls.answer": Action(call_questions.answer, secret=True),
    "calls.extend": Action(call_outcomes.extend, writes=False),
    "calls.prolong": Action(call_outcomes.prolong, secret=True),
    "calls.finish": Action(call_outcomes.finish, writes=False),
    "calls.close": Action(call_outcomes.close, secret=True),
    "calls.recall": Action(call_screening.recall),
    "calls.screening": Action(call_screening.show, writes=False, facilitators=True),
    "calls.screen": Action(call_screening.choose, secret=True, facilitators=True),
    "calls.review": Action(call_screening.review, writes=False, facilitators=True),
    "calls.approve": Action(call_screening.approve, secret=True, facilitators=True),
    "calls.return": Action(call_screening.return_form, writes=False, facilitators=True),
    "calls.send_back": Action(call_screening.send_back, secret=True, facilitators=True),
    "calls.refuse": Action(call_screening.refuse_form, writes=False, facilitators=True),
    "calls.decline": Action(call_screening.decline, secret=True, facilitators=True),
    "channels.announce": Action(channels.announce, facilitators=True, located=True),
    "channels.list": Action(channels.show, writes=False, facilitators=True),
    "channels.remove": Action(channels.remove, facilitators=True),
    "channels.again": Action(channels.again, facilitators=True),
    "checkins.ask": Action(checkins.ask, writes=False),
    "checkins.answer": Action(checkins.answer, secret=True),
    "checkins.figures": Action(checkins.figures, writes=False, facilitators=True),
    "collaborators.find": Action(collaborators.find, writes=False),
    "collaborators.ask": Action(collaborators.ask, writes=False),
    "collaborators.pick": Action(collaborators.pick, writes=False),
    "searches.keep": Action(saved_searches.keep),
    "searches.mine": Action(saved_searches.mine, writes=False),
    "searches.stop": Action(saved_searches.stop),
    "digests.show": Action(digests.show, writes=False),
    "digests.edit": Action(digests.edit, writes=False),
    "digests.save": Action(digests.save, secret=True),
    "digests.begin": Action(digests.begin, secret=True),
    "digests.stop": Action(digests.stop),
    "digests.snooze": Action(digests.snooze, secret=True),
    "digests.wake": Action(digests.wake, secret=True),
    "digests.now": Action(digests.now, secret=True, prepares=digests.make),
    "facilitators.list": Action(facilitators.show, writes=False),
    "facilitators.choose": Action(facilitators.choose, writes=False, facilitators=True),
    "facilitators.name": Action(facilitators.name, facilitators=True),
    "facilitators.remove": Action(facilitators.remove, facilitators=True),
    "facilitators.undelivered": Action(undelivered.show, writes=False, facilitators=True),
    "facilitators.resend": Action(undelivered.resend, facilitators=True),
    "home.show": Action(home.show, writes=False),
    "introductions.ask": Action(introductions.ask, writes=False),
    "introductions.send": Action(introductions.send, secret=True),
    "introductions.show": Action(introductions.show, writes=False),
    "introductions.accept": Action(introductions.accept, secret=True),
    "introductions.later": Action(introductions.later, secret=True),
    "introductions.decline": Action(introductions.decline, secret=True),
    "introductions.inquire": Action(introductions.inquire, writes=False),
    "introductions.question": Action(introductions.question),
    "introductions.reply": Action(introductions.reply, writes=False),
    "introductions.answer": Action(introductions.answer),
    "introductions.withdraw": Action(introduction_ends.withdraw),
    "linking.link": Action(linking.link, secret=True),
    "linking.choose": Action(linking.choose, writes=False),
    "linking.join": Action(linking.join, secret=True, moves=True),
    "linking.stop": Action(linking.stop),
    "linking.accounts": Action(linking.accounts, writes=False),
    "linking.separate": Action(linking.separate, moves=True),
    "outcomes.ask": Action(outcomes.ask, writes=False),
    "outcomes.tell": Action(outcomes.tell, secret=True),
    "outcomes.note": Action(outcomes.note, writes=False),
    "outcomes.pass_on": Action(outcomes.pass_on, secret=True),
    "partnerships.list": Action(partnerships.listing, writes=False),
    "partnerships.open": Action(partnerships.open_form, writes=False),
    "partnerships.begin": Action(partnerships.begin, secret=True),
    "partnerships.show": Action(partnerships.show, writes=False),
    "partnerships.correct": Action(partnerships.correct, writes=False),
    "partnerships.save": Action(partnerships.save, secret=True),
    "partnerships.pause": Action(partnerships.pause, secret=True),
    "partnerships.resume": Action(partnerships.resume, secret=True),
    "partnerships.end": Action(partnerships.end, secret=True),
    "profiles.see": Action(profiles.see, writes=False),
    "profiles.edit": Action(profiles.edit, writes=False),
    "profiles.save": Action(profiles.save),
    "profiles.topics": Action(profiles.suggest_topics, writes=False),
    "profiles.pause": Action(profiles.pause),
    "profiles.resume": Action(profiles.resume),
    "profiles.agree": Action(profiles.agree),
    "profiles.delete": Action(profiles.delete),
    "records.ask": Action(records.ask, writes=False),
    "records.fill": Action(records.fill, writes=False, wants=records.wanted),
    "relays.write": Action(relays.write, writes=False),
    "relays.send": Action(relays.send, secret=True),
    "relays.share": Action(relays.share, writes=False),
    "relays.give": Action(relays.give, secret=True),
    "relays.keep": Action(relays.keep),
    "relays.stop": Action(relays.stop),
    "rounds.show": Action(rounds.show, writes=False),
    "rounds.choose": Action(rounds.choose, writes=False),
    "rounds.take_part": Action(rounds.take_part),
    "rounds.stop": Action(rounds.stop),
    "rounds.resume": Action(rounds.resume),
    "rounds.join": Action(rounds.join),
    "rounds.skip": Action(rounds.skip),
    "rounds.meeting": Action(round_meetings.show, writes=False),
    "rounds.accept": Action(round_meetings.accept, secret=True),
    "rounds.later": Action(round_meetings.later, secret=True),
    "rounds.figures": Action(rounds.figures, writes=False, facilitators=True),
    "roundtable.help": Action(welcome.explain, writes=False),
    "roundtable.welcome": Action(welcome.greet, writes=False),
}
