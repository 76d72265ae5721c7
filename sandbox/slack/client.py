"""What Slack's own client does for a person: finds the element, fills it in, delivers, and shows what came of it."""

import re
from dataclasses import dataclass
from typing import Any

from sandbox.refusals import CannotDo, Json
from sandbox.slack import interactions
from sandbox.slack.answers import accept, options_of
from sandbox.slack.conversations import Conversation, Message, message_object
from sandbox.slack.deliveries import Outcome
from sandbox.slack.elements import Placed, chosen, find, initial_state
from sandbox.slack.events import home_opened, membership_changed, message_deleted, message_posted
from sandbox.slack.people import SLACKBOT, User
from sandbox.slack.refusals import SlackError
from sandbox.slack.slack import Slack
from sandbox.slack.views import View

_ESCAPED = re.compile(r"<(?:@[UW]\w+|#C\w+\|?[^<>]*|https?:[^<>]*)>|[&<>]")
_NAMES = re.compile(r"([@#])([\w.-]+)")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
FEWEST_TYPED = 3
"""What `min_query_length` is unless the element says otherwise."""


@dataclass
class Place:
    """Where an element stands: in a view, or in a message of a conversation."""

    view: View | None = None
    conversation: Conversation | None = None
    message: Message | None = None

    @property
    def key(self) -> str:
        """The view's id or the message's ts."""
        if self.view is not None:
            return self.view.id
        return self.message.ts if self.message is not None else ""


def escaped(text: str) -> str:
    """Typed text as Slack's client sends it: mentions and links kept, the rest escaped."""
    return _ESCAPED.sub(lambda found: _ENTITIES.get(found[0], found[0]), text)


class Client:
    """Everything a person does, by their user id."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._workspace = slack.workspace

    def acting(self, user_id: str) -> User:
        """The person, if they can act; an earlier notice of theirs is taken away."""
        user = self._workspace.user(user_id)
        if user.deleted:
            raise CannotDo("account_inactive", f"{user.real_name} has been deactivated.", status=403)
        if self._workspace.notices.pop(user_id, None):
            self._workspace.touch([user_id])
        return user

    def conversation(self, user: User, channel: str) -> Conversation:
        """A conversation that the person is in."""
        found = self._workspace.conversations.get(channel)
        if found is None or not self._workspace.visible(found, user):
            raise CannotDo("channel_not_found", f"{user.real_name} sees no conversation {channel!r}.", status=404)
        return found

    def _own(self, user: User, channel: str) -> Conversation:
        found = self.conversation(user, channel)
        if user.id not in found.members:
            raise CannotDo("not_in_channel", f"{user.real_name} is not in #{found.name}.", status=403)
        if found.archived:
            raise CannotDo("is_archived", f"#{found.name} is archived.", status=403)
        return found

    async def say(self, user_id: str, channel: str, text: str, thread_ts: str | None = None) -> str:
        """Send a message and return its ts."""
        user = self.acting(user_id)
        conversation = self._own(user, channel)
        manifest = self._workspace.manifest
        if conversation.kind == "im" and (not manifest.messages_tab or manifest.messages_tab_read_only):
            raise CannotDo("messages_tab_disabled", "Sending messages to this app has been turned off.", status=403)
        if not text.strip():
            raise CannotDo("no_text", "There is nothing to send.")
        if thread_ts is not None and thread_ts not in conversation.messages:
            raise CannotDo("thread_not_found", "There is no such thread here.", status=404)
        message = Message(self._workspace.next_ts(), conversation.id, user.id, escaped(text), thread_ts=thread_ts)
        self._slack.post(conversation, message)
        conversation.read[user.id] = message.ts
        message_posted(self._slack, conversation, message)
        return message.ts

    async def command(self, user_id: str, channel: str, command: str, text: str) -> Outcome:
        """Use a slash command, and wait for its acknowledgement."""
        user = self.acting(user_id)
        conversation = self._own(user, channel)
        known = self._workspace.manifest.command(command)
        if known is None or "commands" not in self._workspace.scopes or user.external:
            self._slackbot(user, conversation, f"{command} is not a valid command.")
            raise CannotDo("dispatch_unknown_command", f"{command} is not a valid command.", status=404)
        sent = self._with_mentions(text) if known.should_escape else text
        payload = interactions.slash(self._workspace, user, conversation, command, sent.strip())
        outcome = await self._slack.deliveries.command(payload)
        if not outcome.acknowledged:
            why = "operation_timeout" if outcome.error == "http_timeout" else "dispatch_failed"
            words = f'{command} failed with the error "{why}"'
            self._slackbot(user, conversation, words)
            self._workspace.notice(user.id, words)
        elif outcome.body:
            self._accept_ack(outcome.body, payload)
        return outcome

    def _accept_ack(self, body: Any, payload: Json) -> None:
        ticket = self._workspace.tickets.peek(str(payload["response_url"]).rpartition("/")[2])
        if isinstance(body, dict) and not {"text", "blocks", "attachments"} & set(body):
            return
        try:
            accept(self._slack, body, ticket)
        except SlackError as error:
            self._workspace.notice(ticket.user, f'{payload["command"]} failed with the error "{error.error}"')

    def _slackbot(self, user: User, conversation: Conversation, words: str) -> None:
        ts = self._workspace.next_ts()
        self._slack.post(conversation, Message(ts, conversation.id, SLACKBOT, words, ephemeral_to=user.id))

    def _with_mentions(self, text: str) -> str:
        """`should_escape`: @names and #channels become ids, and the rest is escaped."""

        def linked(found: re.Match[str]) -> str:
            sign, name = found[1], found[2]
            if sign == "#":
                channel = self._workspace.channel_named(name)
                return f"<#{channel.id}|{channel.name}>" if channel else found[0]
            user = next((each for each in self._workspace.users.values() if each.name == name), None)
            return f"<@{user.id}|{user.name}>" if user else found[0]

        return _NAMES.sub(linked, escaped(text))

    def place(self, user: User, given: Json) -> Place:
        """Where the person acts: `view`, or `channel` and `ts`."""
        if given.get("view"):
            return Place(view=self._view(user, str(given["view"])))
        conversation = self.conversation(user, str(given.get("channel") or ""))
        message = conversation.messages.get(str(given.get("ts") or ""))
        if message is None or not message.seen_by(user.id):
            raise CannotDo("message_not_found", "There is no such message here.", status=404)
        return Place(conversation=conversation, message=message)

    def _view(self, user: User, view_id: str) -> View:
        home = self._workspace.homes.get(user.id)
        if home is not None and home.id == view_id:
            return home
        for view in self._workspace.modals[user.id]:
            if view.id == view_id:
                return view
        raise CannotDo("view_not_found", f"{user.real_name} has no view {view_id!r} open.", status=404)

    def _blocks(self, place: Place) -> list[Json]:
        if place.view is not None:
            return place.view.blocks
        return place.message.blocks if place.message is not None else []

    def _state(self, user: User, place: Place) -> Json:
        if place.view is not None:
            return place.view.state
        kept = self._workspace.filled.get((user.id, place.key))
        state = initial_state(self._blocks(place), kept)
        self._workspace.fill((user.id, place.key), state)
        return state

    def _use(self, user: User, place: Place, given: Json) -> tuple[Placed, Json]:
        placed = find(self._blocks(place), str(given.get("block_id")), str(given.get("action_id")))
        offered = self._workspace.offered.get((user.id, place.key, placed.block_id, placed.action_id), [])
        return placed, chosen(placed.element, given, offered)

    async def fill(self, user_id: str, given: Json) -> None:
        """Fill in an element without telling the app."""
        user = self.acting(user_id)
        place = self.place(user, given)
        placed, held = self._use(user, place, given)
        self._hold(user, place, placed, held)

    def _hold(self, user: User, place: Place, placed: Placed, held: Json) -> None:
        if placed.kind in {"button", "overflow"}:
            return
        self._state(user, place).setdefault(placed.block_id, {})[placed.action_id] = held
        if place.view is not None:
            place.view.errors.pop(placed.block_id, None)
        self._workspace.touch([user.id])

    async def click(self, user_id: str, given: Json) -> Outcome:
        """Use an element that tells the app at once."""
        user = self.acting(user_id)
        place = self.place(user, given)
        placed, held = self._use(user, place, given)
        if not placed.dispatches:
            raise CannotDo("does_not_dispatch", "This input is sent with its form only; use /fill.")
        self._hold(user, place, placed, held)
        if not self._workspace.manifest.interactive:
            self._workspace.notice(user.id, "This app is not configured to handle interactive responses.")
            raise CannotDo("not_interactive", "The manifest does not switch interactivity on.", status=409)
        payload = self._block_actions(user, place, placed, held)
        outcome = await self._slack.deliveries.interaction("block_actions", payload)
        self._tell_failure(user, outcome)
        return outcome

    def _block_actions(self, user: User, place: Place, placed: Placed, held: Json) -> Json:
        if place.view is not None:
            return interactions.block_actions_in_view(self._workspace, user, place.view, placed, held)
        if place.conversation is None or place.message is None:
            raise CannotDo("message_not_found", "There is no such message here.", status=404)
        state = self._state(user, place)
        return interactions.block_actions_in_message(
            self._workspace, user, (place.conversation, place.message), placed, (held, state)
        )

    def _tell_failure(self, user: User, outcome: Outcome) -> None:
        if outcome.acknowledged:
            return
        name = self._workspace.app["name"]
        if outcome.error == "http_timeout":
            self._workspace.notice(user.id, f"{name} did not answer in time: operation_timeout")
        else:
            self._workspace.notice(user.id, f"{name} could not be reached: dispatch_failed")

    async def suggest(self, user_id: str, given: Json) -> Json:
        """Type into an external select, and see what the app offers."""
        user = self.acting(user_id)
        place = self.place(user, given)
        placed = find(self._blocks(place), str(given.get("block_id")), str(given.get("action_id")))
        if placed.kind not in {"external_select", "multi_external_select"}:
            raise CannotDo("no_suggestions", "Only external selects ask the app for options.")
        value = str(given.get("value") or "")
        if len(value) < int(placed.element.get("min_query_length", FEWEST_TYPED)):
            return {"options": []}
        if place.view is not None:
            where = interactions.in_view(self._workspace, place.view)
        elif place.conversation is not None and place.message is not None:
            where = interactions.in_message(self._workspace, place.conversation, place.message)
        payload = interactions.suggestion(self._workspace, user, placed, value, where)
        outcome = await self._slack.deliveries.interaction("block_suggestion", payload)
        offered = options_of(outcome.body) if outcome.acknowledged else {"options": []}
        key = (user.id, place.key, placed.block_id, placed.action_id)
        groups = offered.get("option_groups", [])
        listed = [*offered["options"], *(each for group in groups for each in group["options"])]
        self._workspace.offer(key, listed)
        return offered

    async def shortcut(self, user_id: str, channel: str, ts: str, callback_id: str) -> Outcome:
        """Choose a message shortcut from the menu of a message."""
        user = self.acting(user_id)
        place = self.place(user, {"channel": channel, "ts": ts})
        if self._workspace.manifest.shortcut(callback_id) is None or user.external:
            raise CannotDo("no_such_shortcut", "The app has no such shortcut.", status=404)
        if place.conversation is None or place.message is None or place.message.ephemeral_to is not None:
            raise CannotDo("message_not_found", "There is no such message here.", status=404)
        where = (place.conversation, place.message)
        payload = interactions.message_action(self._workspace, user, where, callback_id)
        outcome = await self._slack.deliveries.interaction("message_action", payload)
        self._tell_failure(user, outcome)
        return outcome

    async def delete(self, user_id: str, channel: str, ts: str) -> None:
        """Delete one's own message, or as an owner anybody's."""
        user = self.acting(user_id)
        conversation = self.conversation(user, channel)
        message = conversation.messages.get(ts)
        if message is None or message.ephemeral_to is not None:
            raise CannotDo("message_not_found", "There is no such message here.", status=404)
        if user.id != message.user and user.kind != "owner":
            raise CannotDo("cant_delete_message", "Only owners delete what others wrote.", status=403)
        workspace = self._workspace
        before = message_object(conversation, message, app=workspace.app, team_id=workspace.team["id"])
        self._slack.changed(conversation, message)
        conversation.remove(ts)
        message_deleted(self._slack, conversation, message, before)

    async def home(self, user_id: str, *, tab: str) -> None:
        """Open the app's Home or its messages."""
        user = self.acting(user_id)
        if user.external:
            raise CannotDo("app_not_found", "The app is not installed in this person's workspace.", status=403)
        manifest = self._workspace.manifest
        if not (manifest.home_tab if tab == "home" else manifest.messages_tab):
            raise CannotDo("tab_disabled", f"The app's {tab} tab is switched off in its manifest.", status=409)
        channel = self._workspace.direct([user.id, self._workspace.bot.id])
        home_opened(self._slack, user, channel=channel.id, tab=tab, home=self._workspace.homes.get(user.id))

    async def join(self, user_id: str, channel: str) -> None:
        """Join a public channel."""
        user = self.acting(user_id)
        conversation = self.conversation(user, channel)
        if conversation.kind != "channel" or conversation.archived:
            raise CannotDo("cannot_join", "That cannot be joined.")
        self._add(conversation, user)

    async def invite(self, user_id: str, channel: str, invited: str) -> None:
        """Bring the app or a person into a channel one is in."""
        user = self.acting(user_id)
        conversation = self._own(user, channel)
        if conversation.kind != "channel":
            raise CannotDo("cannot_invite", "Only channels take new members.")
        self._add(conversation, self._workspace.user(invited))

    def _add(self, conversation: Conversation, user: User) -> None:
        if user.deleted:
            raise CannotDo("user_disabled", f"{user.real_name} has been deactivated.")
        if user.id in conversation.members:
            return
        conversation.members.append(user.id)
        self._workspace.touch(conversation.members)
        membership_changed(self._slack, conversation, user.id, joined=True)

    async def leave(self, user_id: str, channel: str) -> None:
        """Leave a channel."""
        user = self.acting(user_id)
        conversation = self._own(user, channel)
        if conversation.kind != "channel":
            raise CannotDo("cannot_leave", "Only channels can be left.")
        self._workspace.touch(conversation.members)
        conversation.members.remove(user.id)
        membership_changed(self._slack, conversation, user.id, joined=False)
