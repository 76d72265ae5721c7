"""What Teams' own client does for a person: says, presses, installs, and shows what came of it."""

import re

from sandbox.refusals import CannotDo, Json
from sandbox.teams import activities, cards, values
from sandbox.teams.accounts import Person, change
from sandbox.teams.adaptive import ADAPTIVE
from sandbox.teams.answers import Pressed, apply
from sandbox.teams.chats import Chat, Message, Version
from sandbox.teams.deliveries import Outcome
from sandbox.teams.members import Members
from sandbox.teams.rich_cards import HERO, THUMBNAIL
from sandbox.teams.teams import Teams

MOST_CHOICES = 15
MOST_OFFERED = 2_000
"""How many cards remember what was offered to those who searched on them."""

CLIENT_SIDE = ("Action.OpenUrl", "Action.ShowCard", "Action.ToggleVisibility", "Action.ResetInputs")


class Client:
    """Everything a person does, by their id."""

    def __init__(self, teams: Teams) -> None:
        self._teams = teams
        self._team = teams.team
        self._members = Members(teams)
        self._offered: dict[tuple[str, str, int], dict[str, set[str]]] = {}

    def acting(self, person_id: str) -> Person:
        """The person, if they can act; what an earlier act of theirs brought is taken away."""
        person = self._team.person(person_id)
        if person.left:
            raise CannotDo("account_inactive", f"{person.real_name} has left the organisation.", status=403)
        self._team.forget_notices(person.id)
        return person

    def chat(self, person: Person, chat_id: str) -> Chat:
        """A chat or channel that the person is in."""
        found = self._team.chats.get(chat_id)
        if found is None or person.id not in found.members:
            raise CannotDo("channel_not_found", f"{person.real_name} sees no conversation {chat_id!r}.", status=404)
        return found

    def message(self, chat: Chat, message_id: str) -> Message:
        """A message of that chat."""
        found = chat.messages.get(message_id)
        if found is None:
            raise CannotDo("message_not_found", "There is no such message here.", status=404)
        return found

    def drafted(self, person: Person, chat: Chat, text: str, thread_ts: str | None = None) -> Message:
        """What a person typed, ready to be sent: @names of those who are here become mentions."""
        if not text.strip():
            raise CannotDo("no_text", "There is nothing to send.")
        if chat.kind == "im" and not chat.with_bot:
            raise CannotDo("not_installed", f"Add {self._team.manifest.name} first.", status=403)
        root = None
        if thread_ts is not None:
            post = self.message(chat, thread_ts)
            root = (post.root or post.id) if chat.kind == "channel" else None
        written, entities = self._mentions(chat, text)
        version = Version(self._team.clock(), written, [])
        return Message(self._team.next_id(), person.id, [version], root=root, entities=entities)

    def _mentions(self, chat: Chat, text: str) -> tuple[str, list[Json]]:
        here = {self._team.people[each].real_name: self._team.people[each] for each in chat.members}
        bot = self._team.manifest.name
        names = sorted({*here, *({bot} if chat.with_bot else ())}, key=len, reverse=True)
        entities: list[Json] = []

        def mention(found: re.Match[str]) -> str:
            name = found[1]
            account = activities.person_account(here[name]) if name in here else activities.bot_account(self._team)
            entities.append({"type": "mention", "mentioned": account, "text": f"<at>{name}</at>"})
            return f"<at>{name}</at>"

        pattern = "|".join(re.escape(name) for name in names)
        return re.sub(rf"@({pattern})(?!\w)", mention, text) if names else text, entities

    def _heard(self, chat: Chat, message: Message) -> bool:
        """Whether the bot is told of a message: in a channel or group chat only when it is mentioned."""
        if not chat.with_bot or chat.kind == "im":
            return chat.with_bot
        mentioned = [each["mentioned"]["id"] for each in message.entities if each["type"] == "mention"]
        return self._team.account in mentioned

    def _post(self, person: Person, chat: Chat, message: Message) -> str:
        self._team.post(chat, message)
        chat.read[person.id] = message.id
        if self._heard(chat, message):
            self._teams.deliveries.send(activities.message(self._team, person, chat, message))
        return message.id

    async def say(self, person_id: str, chat_id: str, text: str, thread_ts: str | None = None) -> str:
        """Send a message and return its id."""
        person = self.acting(person_id)
        chat = self.chat(person, chat_id)
        return self._post(person, chat, self.drafted(person, chat, text, thread_ts))

    async def edit(self, person_id: str, chat_id: str, message_id: str, text: str) -> None:
        """Change one's own message."""
        person, chat, message = self._own(person_id, chat_id, message_id)
        written, message.entities = self._mentions(chat, text)
        message.change(Version(self._team.clock(), written, message.attachments))
        self._team.touch(chat.members)
        if self._heard(chat, message):
            told = activities.changed(self._team, "editMessage", person, chat, message)
            self._teams.deliveries.send(told)

    async def delete(self, person_id: str, chat_id: str, message_id: str) -> None:
        """Delete one's own message, or as an owner anybody's; a bot is not told of the end of its own."""
        person, chat, message = self._own(person_id, chat_id, message_id, owners=True)
        del chat.messages[message.id]
        self._team.touch(chat.members)
        if message.sender == person.id and self._heard(chat, message):
            told = activities.changed(self._team, "softDeleteMessage", person, chat, message)
            self._teams.deliveries.send(told)

    def _own(
        self, person_id: str, chat_id: str, message_id: str, *, owners: bool = False
    ) -> tuple[Person, Chat, Message]:
        person = self.acting(person_id)
        chat = self.chat(person, chat_id)
        message = self.message(chat, message_id)
        if message.sender != person.id and not (owners and person.kind == "owner" and chat.kind == "channel"):
            raise CannotDo("not_yours", "Only one's own messages can be changed.", status=403)
        return person, chat, message

    def _card(self, person_id: str, given: Json) -> tuple[Person, Chat, Message, int, Json]:
        person = self.acting(person_id)
        chat = self.chat(person, str(given.get("channel") or ""))
        message = self.message(chat, str(given.get("ts") or ""))
        seen = message.seen_by(person.id)
        place = int(given.get("card") or 0)
        if place >= len(seen):
            raise CannotDo("card_not_found", "The message has no such card.", status=404)
        return person, chat, message, place, seen[place]

    async def click(self, person_id: str, given: Json) -> Json:
        """Press a button of a card, with what its inputs hold."""
        person, chat, message, place, attachment = self._card(person_id, given)
        if attachment.get("contentType") in {HERO, THUMBNAIL}:
            return await self._button(person, chat, message, attachment["content"], given)
        if attachment.get("contentType") != ADAPTIVE:
            raise CannotDo("card_not_found", "That is no card.", status=404)
        card = attachment["content"]
        action = cards.action(card, given)
        if action.kind in CLIENT_SIDE:
            raise CannotDo("client_side", f"{action.kind} does not reach the bot.")
        if action.node.get("isEnabled") is False:
            raise CannotDo("disabled", "This button is switched off.")
        everything = [] if action.node.get("associatedInputs") == "none" else cards.inputs(card, action)
        held = values.held(everything, given.get("inputs") or {})
        offered = self._offered.get((person.id, message.id, place), {})
        errors = values.refused(everything, held, offered)
        if errors:
            return {**Outcome(0, "invalid").shown(), "answer": "invalid", "text": "", "errors": errors}
        if not chat.with_bot:
            raise CannotDo("not_installed", f"{self._team.manifest.name} is not here any more.", status=403)
        data = {**(action.node.get("data") or {}), **values.sent(everything, held)}
        if action.kind == "Action.Submit":
            return await self._submit(person, chat, message, data)
        return await self._execute(person, chat, Pressed(message, place, action.node), data)

    async def _execute(self, person: Person, chat: Chat, pressed: Pressed, data: Json) -> Json:
        action = {"type": "Action.Execute", "title": pressed.action.get("title", ""), "data": data}
        action |= {name: pressed.action[name] for name in ("id", "verb") if name in pressed.action}
        value = {"action": action, "trigger": "manual"}

        async def ask() -> Outcome:
            invoke = activities.invoke(self._team, "adaptiveCard/action", person, chat, value, on=pressed.message)
            return await self._teams.deliveries.ask(invoke)

        return await apply(self._team, person, pressed, ask)

    async def _submit(self, person: Person, chat: Chat, message: Message, data: Json) -> Json:
        """Action.Submit: by itself a message that nobody sees; `msteams` in its data makes it another thing."""
        special = data.pop("msteams", None)
        kind = special.get("type") if isinstance(special, dict) else None
        if isinstance(special, dict) and kind in {"imBack", "messageBack"}:
            return await self._back(person, chat, message, {**special, "value": special.get("value", data)})
        if kind is not None:
            raise CannotDo("not_supported", f"The sandbox shows nothing for {kind!r}.")
        outcome = await self._teams.deliveries.ask(activities.submitted(self._team, person, chat, message, data))
        return self._tell(person, outcome)

    async def _button(self, person: Person, chat: Chat, message: Message, card: Json, given: Json) -> Json:
        for place, button in enumerate(card.get("buttons") or []):
            if given.get("action") == f"/buttons/{place}" or button.get("title") == given.get("title"):
                if button["type"] in {"imBack", "messageBack"}:
                    return await self._back(person, chat, message, button)
                raise CannotDo("client_side", f"{button['type']} does not reach the bot.")
        raise CannotDo("action_not_found", "There is no such button on this card.", status=404)

    async def _back(self, person: Person, chat: Chat, message: Message, button: Json) -> Json:
        """A button that says something for the person; with messageBack the bot hears other words."""
        loud = str(button.get("displayText", "") if button["type"] == "messageBack" else button["value"])
        version = Version(self._team.clock(), loud, [])
        said = Message(self._team.next_id(), person.id, [version], root=message.root)
        if loud:
            self._team.post(chat, said)
            chat.read[person.id] = said.id
        told = activities.message(self._team, person, chat, said)
        if button["type"] == "messageBack":
            told |= {"text": str(button.get("text", "")), "value": button.get("value"), "replyToId": message.id}
        return self._tell(person, await self._teams.deliveries.ask(told))

    def _tell(self, person: Person, outcome: Outcome) -> Json:
        if not outcome.acknowledged:
            self._team.notice(person.id, "Something went wrong. Please try again.")
        return {**outcome.shown(), "answer": "none", "text": "", "errors": {}}

    async def suggest(self, person_id: str, given: Json) -> Json:
        """Type into a choice set that searches, and see what the bot offers."""
        person, chat, message, place, attachment = self._card(person_id, given)
        card = attachment["content"]
        placed = cards.input_named(card, str(given.get("input")))
        query = placed.node.get("choices.data")
        if query is None:
            raise CannotDo("no_suggestions", "Only inputs with choices.data ask the bot.")
        value: Json = {
            "queryText": str(given.get("value") or ""),
            "queryOptions": {"skip": 0, "top": int(query.get("count") or 15)},
            "dataset": query["dataset"],
        }
        if query.get("associatedInputs") == "auto":
            everything = cards.inputs(card, placed)
            value["data"] = values.held(everything, given.get("inputs") or {})
        invoke = activities.invoke(self._team, "application/search", person, chat, value, on=message)
        outcome = await self._teams.deliveries.ask(invoke)
        choices = _choices(outcome)
        offered = self._offered.setdefault((person.id, message.id, place), {})
        offered.setdefault(str(given.get("input")), set()).update(str(each["value"]) for each in choices)
        if len(self._offered) > MOST_OFFERED:
            del self._offered[next(iter(self._offered))]
        return {**outcome.shown(), "choices": choices}

    async def change(self, person_id: str, given: Json) -> Person:
        """Change somebody's details, or take them out of the organisation."""
        person = self._team.person(person_id)
        change(person, given)
        if person.left:
            self._members.left_organisation(person)
        self._team.touch(self._team.people)
        return person


def _choices(outcome: Outcome) -> list[Json]:
    """What a search of a choice set brought; a wrong answer is an empty list."""
    body = outcome.body if outcome.acknowledged and isinstance(outcome.body, dict) else {}
    value = body.get("value") if body.get("type") == "application/vnd.microsoft.search.searchResponse" else None
    found = value.get("results") if isinstance(value, dict) else None
    listed = found if isinstance(found, list) else []
    good = [
        {"title": each["title"], "value": each["value"]}
        for each in listed
        if isinstance(each, dict) and isinstance(each.get("title"), str) and isinstance(each.get("value"), str)
    ]
    return good[:MOST_CHOICES]
