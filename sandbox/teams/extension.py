"""The message extension: searching from the compose box, and posting what was found."""

from typing import Any

from sandbox.refusals import CannotDo, Json
from sandbox.teams import activities
from sandbox.teams.chats import Message, Version
from sandbox.teams.client import Client
from sandbox.teams.deliveries import Outcome
from sandbox.teams.outgoing import check_attachment
from sandbox.teams.refusals import ConnectorError
from sandbox.teams.rich_cards import HERO, THUMBNAIL
from sandbox.teams.teams import Teams

MOST_RESULTS = 25
FAILED = "Unable to reach app. Please try again."


class Extension:
    """What people do with the message extension."""

    def __init__(self, teams: Teams, client: Client) -> None:
        self._teams = teams
        self._team = teams.team
        self._client = client

    async def search(self, person_id: str, given: Json) -> Json:
        """Ask the bot, and remember what it found so that it can be shared."""
        person = self._client.acting(person_id)
        chat = self._client.chat(person, str(given.get("channel") or ""))
        if not (person.installed or chat.with_bot):
            raise CannotDo("not_installed", f"Add {self._team.manifest.name} first.", status=403)
        command = self._team.manifest.extension(str(given.get("command") or ""))
        if command is None:
            raise CannotDo("no_such_command", "The app has no such message extension.", status=404)
        value = {
            "commandId": command["id"],
            "parameters": self._parameters(command, given),
            "queryOptions": {"skip": 0, "count": MOST_RESULTS},
        }
        invoke = activities.invoke(self._team, "composeExtension/query", person, chat, value)
        outcome = await self._teams.deliveries.ask(invoke)
        read = _read(outcome)
        self._team.found[person.id] = read["results"]
        if read["error"]:
            self._team.notice(person.id, FAILED)
        return read

    @staticmethod
    def _parameters(command: Json, given: Json) -> list[Json]:
        text = str(given.get("text") or "")
        if not text and command["initial_run"]:
            return [{"name": "initialRun", "value": "true"}]
        names = [each["name"] for each in command["parameters"]]
        name = given.get("parameter") or (names[0] if names else "")
        if name not in names:
            raise CannotDo("no_such_parameter", f"This search has no parameter {name!r}.", status=404)
        return [{"name": name, "value": text}]

    async def shortcut(self, person_id: str, given: Json) -> Json:
        """Choose something from the menu of a message; what the bot says about it is shown in a dialog."""
        person = self._client.acting(person_id)
        chat = self._client.chat(person, str(given.get("channel") or ""))
        message = self._client.message(chat, str(given.get("ts") or ""))
        if not (person.installed or chat.with_bot):
            raise CannotDo("not_installed", f"Add {self._team.manifest.name} first.", status=403)
        command = self._team.manifest.shortcut(str(given.get("shortcut") or ""))
        if command is None:
            raise CannotDo("no_such_shortcut", "The app has no such shortcut.", status=404)
        value = {
            "commandId": command["id"],
            "commandContext": "message",
            "context": {"theme": "default"},
            "messagePayload": activities.payload(self._team, chat, message),
        }
        invoke = activities.invoke(self._team, "composeExtension/fetchTask", person, chat, value)
        outcome = await self._teams.deliveries.ask(invoke)
        words = _told(outcome)
        if words is None:
            self._team.notice(person.id, FAILED)
        return {**outcome.shown(), "text": words}

    async def share(self, person_id: str, given: Json) -> str:
        """Post one of the results of the last search as one's own message."""
        person = self._client.acting(person_id)
        chat = self._client.chat(person, str(given.get("channel") or ""))
        results = self._team.found.get(person.id, [])
        index = given.get("index")
        if not isinstance(index, int) or not 0 <= index < len(results):
            raise CannotDo("no_such_result", "There is no such result.", status=404)
        attachment = {name: results[index]["attachment"][name] for name in ("contentType", "content")}
        words = str(given.get("text") or "")
        root = given.get("thread_ts") or None
        if root is not None:
            self._client.message(chat, str(root))
        version = Version(self._team.clock(), words, [attachment])
        message = Message(self._team.next_id(), person.id, [version], root=root)
        message.details["shared_from"] = {"app": self._team.manifest.name}
        self._team.post(chat, message)
        chat.read[person.id] = message.id
        if chat.kind == "im" and chat.with_bot:
            self._teams.deliveries.send(activities.message(self._team, person, chat, message))
        return message.id


def _told(outcome: Outcome) -> str | None:
    """The words that Teams would show in a dialog; of all that a bot may answer, the sandbox knows only these."""
    body = outcome.body if outcome.acknowledged and isinstance(outcome.body, dict) else {}
    task = body.get("task")
    if not isinstance(task, dict) or task.get("type") != "message" or not isinstance(task.get("value"), str):
        return None
    return str(task["value"])


def _read(outcome: Outcome) -> Json:
    """The results that Teams would list; results it would not show make the whole answer a wrong one."""
    answer: Json = {"results": [], "layout": "list", "text": None, **outcome.shown()}
    body = outcome.body if isinstance(outcome.body, dict) else {}
    found = body.get("composeExtension")
    if not outcome.acknowledged:
        return answer
    if isinstance(found, dict) and found.get("type") == "message" and isinstance(found.get("text"), str):
        return {**answer, "text": found["text"]}
    if not isinstance(found, dict) or found.get("type") != "result":
        return _wrong(answer, "the answer is neither a result nor a message")
    attachments = found.get("attachments") or []
    layout = found.get("attachmentLayout") or "list"
    if layout not in {"list", "grid"}:
        return _wrong(answer, "the layout is list or grid")
    results = []
    for place, each in enumerate(attachments[:MOST_RESULTS]):
        problem = _problem(each, place)
        if problem is not None:
            return _wrong(answer, problem)
        preview = each.get("preview") or {"contentType": each["contentType"], "content": each["content"]}
        results.append({"index": place, "preview": preview, "attachment": each})
    return {**answer, "results": results, "layout": layout}


def _wrong(answer: Json, why: str) -> Json:
    return {**answer, "acknowledged": False, "error": "bad_answer", "why": why}


def _problem(attachment: Any, place: int) -> str | None:
    """Why a result cannot be shown: only hero and thumbnail cards can be listed, so others need such a preview."""
    if not isinstance(attachment, dict):
        return f"result {place} is no attachment"
    preview = attachment.get("preview") or attachment
    if preview.get("contentType") not in {HERO, THUMBNAIL}:
        return f"result {place} has no hero or thumbnail card as its preview"
    try:
        check_attachment(preview, f"/attachments/{place}/preview")
        check_attachment(attachment, f"/attachments/{place}")
    except ConnectorError as error:
        return error.message
    return None
