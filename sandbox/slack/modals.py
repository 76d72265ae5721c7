"""Submitting and closing modals, and doing what the app's answer says."""

from typing import Any

from sandbox.refusals import CannotDo, Json
from sandbox.slack import interactions
from sandbox.slack.block_kit import view_body
from sandbox.slack.client import Client
from sandbox.slack.deliveries import Outcome
from sandbox.slack.elements import chosen, find
from sandbox.slack.form_checks import problems
from sandbox.slack.methods_views import push
from sandbox.slack.people import User
from sandbox.slack.refusals import SlackError
from sandbox.slack.slack import Slack
from sandbox.slack.views import View

TROUBLE = "We had some trouble connecting. Try again?"


class Modals:
    """What a person does with the modal on top of their stack."""

    def __init__(self, slack: Slack, client: Client) -> None:
        self._slack = slack
        self._workspace = slack.workspace
        self._client = client

    def _top(self, user: User, view_id: str) -> View:
        stack = self._workspace.modals[user.id]
        if not stack or stack[-1].id != view_id:
            raise CannotDo("view_not_found", f"{user.real_name} has no modal {view_id!r} in front.", status=404)
        return stack[-1]

    async def submit(self, user_id: str, view_id: str, fill: Json) -> Json:
        """Fill in, check as the client does, send, and follow the app's answer."""
        user = self._client.acting(user_id)
        view = self._top(user, view_id)
        if not view.body.get("submit"):
            raise CannotDo("no_submit", "This modal has nothing to submit.")
        self._fill(user, view, fill)
        found = problems(view.blocks, view.state)
        if found:
            view.errors = found
            self._workspace.touch([user.id])
            return {"errors": found, "sent": False}
        payload = interactions.view_submission(self._workspace, user, view)
        outcome = await self._slack.deliveries.interaction("view_submission", payload)
        try:
            return self._follow(user, view, outcome)
        except SlackError as error:
            self._workspace.notice(user.id, TROUBLE)
            return {"action": "errors", "errors": {}, "sent": True, "notice": TROUBLE, "error": error.error}

    def _fill(self, user: User, view: View, fill: Json) -> None:
        for block_id, actions in fill.items():
            for action_id, given in actions.items():
                placed = find(view.blocks, block_id, action_id)
                offered = self._workspace.offered.get((user.id, view.id, block_id, action_id), [])
                view.state.setdefault(block_id, {})[action_id] = chosen(placed.element, given, offered)

    def _follow(self, user: User, view: View, outcome: Outcome) -> Json:
        """Do what the acknowledgement says; none, or one that Slack would not take, raises."""
        if not outcome.acknowledged:
            raise SlackError(outcome.error or "http_error")
        body = outcome.body
        answer: Json = body if isinstance(body, dict) else {}
        if body and not isinstance(body, dict):
            raise SlackError("invalid_response")
        stack = self._workspace.modals[user.id]
        action = answer.get("response_action")
        view.errors = {}
        if action is None:
            if view in stack:
                del stack[stack.index(view) :]
            action = "close"
        elif action == "clear":
            stack.clear()
        elif action == "update":
            self._workspace.change_view(view, view_body(answer.get("view"), home=False))
        elif action == "push":
            push(self._workspace, user.id, view_body(answer.get("view"), home=False))
        elif action == "errors":
            view.errors = _errors(view, answer.get("errors"))
        else:
            raise SlackError("invalid_response_action")
        self._workspace.touch([user.id])
        return {"action": action, "errors": view.errors} if action == "errors" else {"action": action}

    async def close(self, user_id: str, view_id: str, *, clear: bool) -> None:
        """Close the modal in front, or with `clear` all of them."""
        user = self._client.acting(user_id)
        view = self._top(user, view_id)
        stack = self._workspace.modals[user.id]
        cleared = clear or bool(view.body.get("clear_on_close"))
        closed = stack[::-1] if cleared else [view]
        del stack[len(stack) - len(closed) :]
        self._workspace.touch([user.id])
        for each in closed:
            if each.body.get("notify_on_close"):
                payload = interactions.view_closed(self._workspace, user, each, cleared=cleared)
                await self._slack.deliveries.interaction("view_closed", payload)


def _errors(view: View, given: Any) -> dict[str, str]:
    """The app's errors, which must stand under input blocks of this modal."""
    inputs = {str(block["block_id"]) for block in view.blocks if block["type"] == "input"}
    if not isinstance(given, dict) or not given or not set(given) <= inputs:
        raise SlackError("invalid_errors")
    return {str(key): str(words) for key, words in given.items()}
