"""A small Bolt app with one of everything, for the sandbox's page to show."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]
Say = Callable[..., Awaitable[Any]]

TOWNS = ("Durham", "Darlington", "Dundee", "Derry", "Cardiff", "Leeds")

MANIFEST: Json = {
    "display_information": {"name": "Roundtable"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "bot_user": {"display_name": "Roundtable", "always_online": True},
        "slash_commands": [
            {"command": "/find", "description": "Find a collaborator", "usage_hint": "TOPIC"},
            {"command": "/form", "description": "One of every input"},
            {"command": "/silent", "description": "Never answers"},
        ],
        "shortcuts": [
            {
                "name": "Make this a form",
                "type": "message",
                "callback_id": "make",
                "description": "Open one of every input",
            }
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": ["commands", "chat:write", "im:write", "im:history", "app_mentions:read", "channels:history"],
        },
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["message.im", "app_mention", "app_home_opened"]},
        "interactivity": {"is_enabled": True},
    },
}

PEOPLE: list[Json] = [
    {"id": "UANA", "name": "ana", "real_name": "Ana Lindqvist", "title": "Researcher, Durham", "pronouns": "she/her"},
    {"id": "UBEN", "name": "ben", "real_name": "Ben Okafor", "title": "Runs a listening charity", "kind": "guest"},
    {"id": "UCYD", "name": "cydney", "real_name": "Cydney Price", "title": "Facilitator", "kind": "owner"},
    {"id": "UDEV", "name": "dev", "real_name": "Dev Shah", "title": "Creative practitioner", "kind": "connect"},
    {"id": "UEVA", "name": "eva", "real_name": "Eva Marsh", "title": "Moved on", "kind": "deactivated"},
]
GUIDE = [
    "Be Ana and look for someone: `/find creative methods`",
    "Open Home to see what waits for you.",
    "In a second tab, be Ben.",
]


def plain(text: str) -> Json:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def words(text: str) -> Json:
    """A section of mrkdwn."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def option(text: str, value: str) -> Json:
    """One option of a select."""
    return {"text": plain(text), "value": value}


def button(text: str, action: str, **more: Any) -> Json:
    """A button."""
    return {"type": "button", "text": plain(text), "action_id": action, "value": action, **more}


def actions(*elements: Json, block_id: str = "actions") -> Json:
    """A row of elements."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


ANSWER: list[Json] = [
    {"type": "header", "text": plain("Two people fit")},
    words("*Ben Okafor* (he/him) · _Listening North_\n> we work with people who hear voices\n`creative` ~old~ <@UBEN>"),
    {"type": "divider"},
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "Where?"},
        "accessory": {
            "type": "static_select",
            "action_id": "region",
            "placeholder": plain("Anywhere"),
            "options": [option("Wales", "wales"), option("Scotland", "scotland")],
        },
    },
    {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Role*\nCharity"}, plain("R&D <lead>")]},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "Only what people show is searched."}]},
    actions(
        button("See profile", "profile", style="primary"),
        button(
            "Forget this",
            "forget",
            style="danger",
            confirm={
                "title": plain("Forget?"),
                "text": plain("It goes."),
                "confirm": plain("Forget"),
                "deny": plain("Keep"),
            },
        ),
        button("Guidance", "guidance", url="https://example.org/guide"),
        {
            "type": "overflow",
            "action_id": "more",
            "options": [option("Show anyone", "anyone"), option("Start again", "again")],
        },
    ),
]


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    """An input block."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "value", **element},
        **more,
    }


FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Everything"),
    "submit": plain("Save"),
    "close": plain("Not now"),
    "blocks": [
        field(
            "about",
            "About you",
            {"type": "plain_text_input", "multiline": True, "max_length": 60},
            hint=plain("Short."),
        ),
        field("name", "Short name", {"type": "plain_text_input", "initial_value": "Ana"}),
        field("hours", "Hours", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}),
        field(
            "side", "Side", {"type": "static_select", "options": [option("Research", "r"), option("Community", "c")]}
        ),
        field("town", "Town", {"type": "external_select", "min_query_length": 1}),
        field(
            "topics",
            "Topics",
            {
                "type": "multi_static_select",
                "options": [option("Arts", "a"), option("Voices", "v"), option("Pay", "p")],
            },
        ),
        field("towns", "Other towns", {"type": "multi_external_select", "min_query_length": 1}, optional=True),
        field("who", "Contact", {"type": "users_select"}),
        field("whom", "Colleagues", {"type": "multi_users_select"}, optional=True),
        field("day", "Pause until", {"type": "datepicker"}),
        field("ways", "Ways", {"type": "checkboxes", "options": [option("Online", "o"), option("In person", "i")]}),
        field(
            "paid",
            "Paid",
            {"type": "radio_buttons", "options": [option("By the hour", "h"), option("By the day", "d")]},
        ),
        actions(button("Explain", "explain"), block_id="help"),
    ],
}

DEEPER: Json = {
    "type": "modal",
    "callback_id": "deeper",
    "title": plain("Explained"),
    "blocks": [words("Here is why.")],
}


def held(values: Json) -> Json:
    """What a form holds, by block, without Slack's wrapping."""
    found: Json = {}
    for block_id, elements in values.items():
        (element,) = elements.values()
        (value,) = (value for key, value in element.items() if key != "type")
        if isinstance(value, dict):
            value = value["value"]
        elif isinstance(value, list):
            value = [each["value"] if isinstance(each, dict) else each for each in value]
        found[block_id] = value
    return found


class PageBot:
    """The app's listeners and what they have heard."""

    def __init__(self, app: AsyncApp) -> None:
        self.heard: list[tuple[str, Any]] = []
        self.news = asyncio.Event()
        self.app = app
        self._listen()

    def hear(self, what: str, value: Any) -> None:
        """Remember what arrived."""
        self.heard.append((what, value))
        self.news.set()

    def _listen(self) -> None:
        listen = self.app
        listen.command("/find")(self.find)
        listen.command("/form")(self.form)
        listen.shortcut("make")(self.make)
        listen.event("app_home_opened")(self.home)
        listen.event("message")(self.message)
        listen.event("app_mention")(self.mention)
        listen.action("profile")(self.profile)
        listen.action("explain")(self.explain)
        listen.action("pause")(self.pause)
        for action in ("region", "more", "forget", "guidance", "mood"):
            listen.action(action)(self.note)
        listen.options("value")(self.towns)
        listen.view("form")(self.submitted)

    async def find(self, ack: Say, command: Json, respond: Say) -> None:
        """Answer with one of every block."""
        await ack()
        self.hear("find", command["text"])
        await respond(text="Two people fit", blocks=ANSWER)

    async def form(self, ack: Say, command: Json, client: AsyncWebClient) -> None:
        """Open the form."""
        await ack()
        await client.views_open(trigger_id=command["trigger_id"], view=FORM)

    async def make(self, ack: Say, shortcut: Json, client: AsyncWebClient) -> None:
        """Open the form for a message."""
        await ack()
        self.hear("make", shortcut["message"]["text"])
        await client.views_open(trigger_id=shortcut["trigger_id"], view=FORM)

    async def home(self, event: Json, client: AsyncWebClient) -> None:
        """Publish Home."""
        self.hear("home", event["tab"])
        if event["tab"] == "home":
            await client.views_publish(user_id=event["user"], view=home_of("open to introductions"))

    async def message(self, event: Json, say: Say) -> None:
        """Echo a direct message as it came."""
        if "bot_id" not in event:
            self.hear("message", event["text"])
            await say(f"You wrote: {event['text']}")

    async def mention(self, event: Json, client: AsyncWebClient) -> None:
        """Answer a mention so that only its author sees it."""
        await client.chat_postEphemeral(channel=event["channel"], user=event["user"], text="I heard you.")

    async def profile(self, ack: Say, respond: Say) -> None:
        """Replace the answer by a profile."""
        await ack()
        self.hear("profile", None)
        await respond(text="Ben's profile", blocks=[words("*Ben's profile*")], replace_original=True)

    async def explain(self, ack: Say, body: Json, client: AsyncWebClient) -> None:
        """Put a second modal on top."""
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=DEEPER)

    async def pause(self, ack: Say, body: Json, client: AsyncWebClient) -> None:
        """Change Home."""
        await ack()
        await client.views_publish(user_id=body["user"]["id"], view=home_of("paused"))

    async def note(self, ack: Say, action: Json) -> None:
        """Remember what was chosen."""
        await ack()
        chosen = action.get("selected_option") or {}
        self.hear(action["action_id"], chosen.get("value"))

    async def towns(self, ack: Say, payload: Json) -> None:
        """Offer the towns that begin with what was typed."""
        typed = payload["value"].lower()
        found = [town for town in TOWNS if town.lower().startswith(typed)]
        await ack(options=[option(town, town.lower()) for town in found])

    async def submitted(self, ack: Say, view: Json) -> None:
        """Refuse one name, take any other."""
        values = held(view["state"]["values"])
        if values["name"] == "Nobody":
            await ack(response_action="errors", errors={"name": "Somebody has to be called something."})
            return
        await ack()
        self.hear("form", values)


def home_of(state: str) -> Json:
    """A Home that says what state one is in."""
    mood = {
        "type": "static_select",
        "action_id": "mood",
        "placeholder": plain("Mood"),
        "options": [option("Calm", "calm"), option("Busy", "busy")],
    }
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("Your place at the table")},
            words(f"You are *{state}*."),
            actions(button("Pause", "pause"), mood),
        ],
    }
