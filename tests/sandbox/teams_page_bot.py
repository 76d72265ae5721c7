"""A small bot for Teams with one of everything, for the sandbox's page to show; it speaks plain HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.sandbox.page_bot import TOWNS

Json = dict[str, Any]
Answering = Callable[[Json], Awaitable[Json]]

CLIENT, SECRET, TENANT = "0b07d1a2-6a0c-4c2e-9c51-54f0d2a40001", "a-secret", "6f3c1f6e-2c6b-4a3e-8a55-9d0c5b7a0002"
TOM, UMA, VIV = (f"9d2f3c00-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))

PEOPLE: list[Json] = [
    {"id": TOM, "real_name": "Tom Adeyemi", "title": "Lecturer, Northfield", "pronouns": "he/him"},
    {"id": UMA, "real_name": "Uma Petrov", "title": "Professor of listening", "kind": "owner"},
    {"id": VIV, "real_name": "Viv Stone", "title": "Visiting", "kind": "guest", "installed": False},
]
MANIFEST: Json = {
    "name": {"short": "Roundtable"},
    "bots": [
        {
            "scopes": ["personal", "team", "groupChat"],
            "commandLists": [
                {
                    "scopes": ["personal", "team", "groupChat"],
                    "commands": [
                        {"title": "find", "description": "Find a collaborator"},
                        {"title": "form", "description": "One of every input"},
                        {"title": "help", "description": "What I can do"},
                    ],
                }
            ],
        }
    ],
    "composeExtensions": [
        {
            "commands": [
                {
                    "id": "find",
                    "title": "Find a collaborator",
                    "description": "Find people who fit a topic",
                    "initialRun": True,
                    "parameters": [
                        {"name": "topic", "title": "Topic", "description": "What you would like to work on"}
                    ],
                },
                {
                    "id": "make",
                    "type": "action",
                    "context": ["message"],
                    "title": "Make this a form",
                    "fetchTask": True,
                },
            ]
        }
    ],
}
ADAPTIVE, THUMBNAIL = "application/vnd.microsoft.card.adaptive", "application/vnd.microsoft.card.thumbnail"
GUIDE = ["Be Tom Adeyemi and look for someone: `find creative methods`"]


def text(words: str, **more: Any) -> Json:
    """A paragraph."""
    return {"type": "TextBlock", "text": words, "wrap": True, **more}


def execute(title: str, verb: str, **more: Any) -> Json:
    """A button that the bot hears."""
    return {"type": "Action.Execute", "title": title, "verb": verb, "data": {"action": verb}, **more}


def card(*body: Json, actions: list[Json] | None = None, **more: Any) -> Json:
    """An Adaptive Card."""
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), "actions": actions or [], **more}


PROFILE = card(text("Ben's profile", style="heading", weight="bolder", size="large"), text("Listens to voices."))

ANSWER = card(
    text("Two people fit", style="heading", weight="bolder", size="large"),
    text(
        "**Ben Okafor** (he/him) · _Listening North_, see [the guide](https://example.org/guide)\n\n- hears\n- listens"
    ),
    text("\\*not bold\\* # not a heading `not code` <b>not html</b> [no](javascript:alert(1))"),
    text("This will not wrap however long it becomes, since wrapping was not asked for. " * 3, wrap=False),
    {
        "type": "RichTextBlock",
        "inlines": [
            "We work with ",
            {"type": "TextRun", "text": "people who hear voices", "weight": "bolder", "highlight": True},
            {"type": "TextRun", "text": " *as typed*", "italic": True, "isSubtle": True},
        ],
    },
    {"type": "FactSet", "facts": [{"title": "Role", "value": "Charity"}, {"title": "Place", "value": "Durham"}]},
    {
        "type": "Container",
        "style": "emphasis",
        "items": [
            {
                "type": "ColumnSet",
                "columns": [
                    {"type": "Column", "width": "stretch", "items": [text("Ben Okafor", weight="bolder")]},
                    {"type": "Column", "width": "auto", "items": [text("94 %", color="good")]},
                ],
            },
            {"type": "ActionSet", "actions": [execute("See profile", "profile", style="positive")]},
        ],
        "spacing": "medium",
    },
    text("He answers within a week.", id="detail", isVisible=False, isSubtle=True),
    actions=[
        execute("Wave", "wave", tooltip="Say hello without words"),
        {"type": "Action.ToggleVisibility", "title": "Details", "targetElements": ["detail"]},
        {
            "type": "Action.ShowCard",
            "title": "Write to Ben",
            "card": card(
                {
                    "type": "Input.Text",
                    "id": "note",
                    "label": "Your words",
                    "isRequired": True,
                    "errorMessage": "Write something first.",
                },
                actions=[execute("Send it", "note", style="positive")],
            ),
        },
        execute("Break", "break", style="destructive"),
        execute("Say nothing", "nothing"),
        {"type": "Action.OpenUrl", "title": "Guidance", "url": "https://example.org/guide"},
        execute("Later", "wave", mode="secondary"),
    ],
)


def choices(*titles: str) -> list[Json]:
    """Choices whose values are their first letters."""
    return [{"title": title, "value": title[0].lower()} for title in titles]


def asked(kind: str, name: str, label: str, **more: Any) -> Json:
    """An input."""
    return {"type": f"Input.{kind}", "id": name, "label": label, **more}


def required(words: str) -> Json:
    """What makes an input required, and says so."""
    return {"isRequired": True, "errorMessage": words}


def form_card(values: Json | None = None, wrong: str = "") -> Json:
    """The form with one of every input, with what was typed, and what is wrong with the name."""
    typed = values or {}

    def held(name: str, otherwise: Any = "") -> Json:
        value = typed.get(name, otherwise)
        return {"value": value} if value not in ("", None) else {}

    amiss = [text(wrong, color="attention", id="wrong")] if wrong else []
    several = {"isMultiSelect": True}
    return card(
        text("Everything", style="heading", weight="bolder", size="medium"),
        asked(
            "Text", "about", "About you", isMultiline=True, maxLength=60, **required("Say a little."), **held("about")
        ),
        *amiss,
        asked("Text", "name", "Short name", **held("name", "Tom")),
        asked("Number", "hours", "Hours", min=1, max=40, errorMessage="From 1 to 40.", **_number(typed)),
        asked(
            "ChoiceSet", "side", "Side", choices=choices("Research", "Community"), **required("Choose."), **held("side")
        ),
        asked(
            "ChoiceSet",
            "town",
            "Town",
            choices=[],
            placeholder="Begin to type",
            **{"choices.data": {"type": "Data.Query", "dataset": "towns"}},
            **held("town"),
        ),
        asked(
            "ChoiceSet",
            "topics",
            "Topics",
            style="filtered",
            choices=choices("Arts", "Voices", "Pay"),
            **several,
            **held("topics"),
        ),
        asked("Date", "day", "Pause until", **held("day")),
        asked(
            "ChoiceSet",
            "ways",
            "Ways",
            style="expanded",
            choices=choices("Online", "In person"),
            **several,
            **held("ways"),
        ),
        asked("ChoiceSet", "paid", "Paid", style="expanded", choices=choices("By the hour", "Daily"), **held("paid")),
        {"type": "Input.Toggle", "id": "agree", "title": "Others may find me", "value": typed.get("agree", "false")},
        actions=[execute("Save", "save", style="positive"), execute("Not now", "cancel", associatedInputs="none")],
    )


def _number(typed: Json) -> Json:
    return {"value": int(typed["hours"])} if typed.get("hours") else {}


HELP: Json = {
    "contentType": THUMBNAIL,
    "content": {
        "title": "What I can do",
        "subtitle": "In a word",
        "text": "Find people.",
        "buttons": [{"type": "imBack", "title": "Find someone", "value": "find voices"}],
    },
}


def person_card(name: str) -> Json:
    """A person's public card, with its preview, as the message extension finds it."""
    content = card(text(name, weight="bolder"), text("Works on creative methods."))
    preview = {"title": name, "subtitle": "Listening North", "text": "creative methods"}
    return {
        "contentType": ADAPTIVE,
        "content": content,
        "preview": {"contentType": THUMBNAIL, "content": preview},
    }


class TeamsPageBot:
    """The bot's endpoint, and what it has heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []
        self.news = asyncio.Event()
        self.cloud = ""
        self.answers = asyncio.Event()
        self.answers.set()
        self.http = httpx.AsyncClient()
        self.app = Starlette(routes=[Route("/teams/messages", self.receive, methods=["POST"])])
        self.verbs: dict[str, Answering] = {
            "profile": self.profile,
            "wave": self.wave,
            "note": self.note,
            "break": self.broken,
            "nothing": self.nothing,
            "save": self.save,
            "cancel": self.cancel,
            "again": self.again,
        }

    def hear(self, what: str, value: Any) -> None:
        """Remember what arrived."""
        self.heard.append((what, value))
        self.news.set()

    async def send(self, activity: Json, **message: Any) -> str:
        """Say something in the conversation of an activity, with a token of the sandbox; the id of what was said."""
        grant = {
            "grant_type": "client_credentials",
            "client_id": CLIENT,
            "client_secret": SECRET,
            "scope": "https://api.botframework.com/.default",
        }
        token = (await self.http.post(f"{self.cloud}/{TENANT}/oauth2/v2.0/token", data=grant)).json()["access_token"]
        url = f"{activity['serviceUrl']}v3/conversations/{activity['conversation']['id']}/activities"
        body = {"type": "message", **message}
        answer = await self.http.post(url, json=body, headers={"Authorization": f"Bearer {token}"})
        answer.raise_for_status()
        return str(answer.json()["id"])

    async def show(self, activity: Json, content: Json) -> str:
        """Say it with a card."""
        return await self.send(activity, attachments=[{"contentType": ADAPTIVE, "content": content}])

    async def receive(self, request: Request) -> Response:
        """Serve the messaging endpoint."""
        assert request.headers["authorization"].startswith("Bearer ")
        activity = await request.json()
        if activity["type"] == "invoke":
            answer = await self.asked(activity)
            return Response(status_code=200) if answer is None else JSONResponse(answer)
        if activity["type"] == "message":
            await self.message(activity)
        elif activity["type"] == "installationUpdate":
            self.hear("installation", activity["action"])
        return Response(status_code=200)

    async def message(self, activity: Json) -> None:
        """Answer commands with cards, and everything else with an echo."""
        words = activity["text"].replace("<at>Roundtable</at>", "").strip()
        self.hear("message", words)
        command = words.split(" ")[0]
        if command == "find":
            await self.show(activity, ANSWER)
        elif command == "form":
            await self.show(activity, form_card())
        elif command == "help":
            await self.send(activity, attachments=[HELP])
        else:
            await self.send(activity, text=f"You wrote: **{words}**")

    async def asked(self, activity: Json) -> Json | None:
        """Answer an invoke."""
        value = activity["value"]
        if activity["name"] == "adaptiveCard/action":
            self.hear("pressed", value["action"]["verb"])
            await self.answers.wait()
            answer = await self.verbs[value["action"]["verb"]](value["action"]["data"])
            return answer or None
        if activity["name"] == "application/search":
            fits = [town for town in TOWNS if town.lower().startswith(value["queryText"].lower())]
            results = [{"title": town, "value": town.lower()} for town in fits]
            kind = "application/vnd.microsoft.search.searchResponse"
            return {"statusCode": 200, "type": kind, "value": {"results": results}}
        if activity["name"] == "composeExtension/fetchTask":
            self.hear("make", value["messagePayload"]["body"]["content"])
            return {"task": {"type": "message", "value": "You find it in our own chat."}}
        topic = value["parameters"][0]
        if topic["name"] == "initialRun":
            return {"composeExtension": {"type": "message", "text": "Type what you would like to work on."}}
        self.hear("search", topic["value"])
        found = [] if topic["value"] == "nothing" else [person_card("Ben Okafor"), person_card("Cydney Price")]
        return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": found}}

    async def profile(self, _data: Json) -> Json:
        """Replace the card by a profile."""
        self.hear("profile", None)
        return {"statusCode": 200, "type": ADAPTIVE, "value": PROFILE}

    async def wave(self, _data: Json) -> Json:
        """Say a word in passing."""
        return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Ben sees your wave."}

    async def note(self, data: Json) -> Json:
        """Take what was written in the card that was shown."""
        self.hear("note", data["note"])
        return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "It is on its way."}

    async def broken(self, _data: Json) -> Json:
        """Refuse in words."""
        value = {"code": "Unavailable", "message": "This is broken. Nothing was lost."}
        return {"statusCode": 500, "type": "application/vnd.microsoft.error", "value": value}

    async def nothing(self, _data: Json) -> Json:
        """Answer with nothing at all, which Teams takes badly."""
        return {}

    async def save(self, data: Json) -> Json:
        """Refuse one name, take any other."""
        values = {name: value for name, value in data.items() if name != "action"}
        if values["name"] == "Nobody":
            return {
                "statusCode": 200,
                "type": ADAPTIVE,
                "value": form_card(values, "Somebody has to be called something."),
            }
        self.hear("form", values)
        return {"statusCode": 200, "type": ADAPTIVE, "value": card(text("Saved", style="heading", weight="bolder"))}

    async def cancel(self, data: Json) -> Json:
        """Take the form away."""
        self.hear("cancel", data)
        again = card(text("Nothing was changed."), actions=[execute("Try again", "again")])
        return {"statusCode": 200, "type": ADAPTIVE, "value": again}

    async def again(self, _data: Json) -> Json:
        """Show the form as it was at first."""
        return {"statusCode": 200, "type": ADAPTIVE, "value": form_card()}
