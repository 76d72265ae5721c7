"""Web API methods of the views family."""

from sandbox.refusals import Json
from sandbox.slack.block_kit import view_body
from sandbox.slack.refusals import SlackError
from sandbox.slack.slack import Slack
from sandbox.slack.views import DEEPEST, View
from sandbox.slack.workspace import Workspace


async def open_view(slack: Slack, args: Json) -> Json:
    """Open a modal for the person whose trigger this is."""
    workspace = slack.workspace
    body = view_body(_given(args), home=False)
    _check_external_id(workspace, body, None)
    trigger = workspace.tickets.exchange(_trigger(args))
    view = workspace.make_view(trigger.user, body)
    workspace.modals[trigger.user] = [view]
    workspace.touch([trigger.user])
    return {"ok": True, "view": workspace.view_object(view)}


async def push_view(slack: Slack, args: Json) -> Json:
    """Put a modal on top of the one that the person acted in."""
    workspace = slack.workspace
    body = view_body(_given(args), home=False)
    _check_external_id(workspace, body, None)
    trigger = workspace.tickets.exchange(_trigger(args))
    stack = workspace.modals[trigger.user]
    if not any(view.id == trigger.view_id for view in stack):
        raise SlackError("not_found")
    view = push(workspace, trigger.user, body)
    return {"ok": True, "view": workspace.view_object(view)}


def push(workspace: Workspace, user: str, body: Json) -> View:
    """Put a modal on top of a person's stack, three deep at most."""
    stack = workspace.modals[user]
    if len(stack) >= DEEPEST:
        raise SlackError("push_limit_reached")
    view = workspace.make_view(user, body, root=stack[0], previous=stack[-1])
    stack.append(view)
    workspace.touch([user])
    return view


async def update_view(slack: Slack, args: Json) -> Json:
    """Change an open view, found by its id or external id."""
    workspace = slack.workspace
    if not args.get("view_id") and not args.get("external_id"):
        raise SlackError("invalid_arguments", messages=["must provide `view_id` or `external_id`"])
    view = _find(workspace, args)
    if view is None:
        raise SlackError("not_found")
    body = view_body(_given(args), home=view.kind == "home")
    _check_external_id(workspace, body, view)
    if args.get("hash") and args["hash"] != view.hash:
        raise SlackError("hash_conflict")
    workspace.change_view(view, body)
    return {"ok": True, "view": workspace.view_object(view)}


async def publish_view(slack: Slack, args: Json) -> Json:
    """Publish a person's Home."""
    workspace = slack.workspace
    if not workspace.manifest.home_tab:
        raise SlackError("not_enabled")
    user = workspace.users.get(str(args.get("user_id") or ""))
    if user is None or user.kind == "bot":
        raise SlackError("invalid_arguments", messages=["invalid `user_id` [json-pointer:/user_id]"])
    body = view_body(_given(args), home=True)
    home = workspace.homes.get(user.id)
    if args.get("hash") and (home is None or args["hash"] != home.hash):
        raise SlackError("hash_conflict")
    if home is None:
        home = workspace.homes[user.id] = workspace.make_view(user.id, body)
        workspace.touch([user.id])
    else:
        workspace.change_view(home, body)
    return {"ok": True, "view": workspace.view_object(home)}


def _given(args: Json) -> object:
    if args.get("view") is None:
        raise SlackError("invalid_arguments", messages=["missing required field: view [json-pointer:/view]"])
    return args["view"]


def _trigger(args: Json) -> str:
    if not args.get("trigger_id"):
        raise SlackError(
            "invalid_arguments", messages=["missing required field: trigger_id [json-pointer:/trigger_id]"]
        )
    return str(args["trigger_id"])


def _find(workspace: Workspace, args: Json) -> View | None:
    if args.get("view_id"):
        return workspace.open_view(str(args["view_id"]))
    return _with_external_id(workspace, str(args["external_id"]))


def _with_external_id(workspace: Workspace, external_id: str) -> View | None:
    opened = [view for stack in workspace.modals.values() for view in stack] + list(workspace.homes.values())
    return next((view for view in opened if view.body.get("external_id") == external_id), None)


def _check_external_id(workspace: Workspace, body: Json, own: View | None) -> None:
    external_id = body.get("external_id")
    taken = _with_external_id(workspace, external_id) if external_id else None
    if taken is not None and taken is not own:
        raise SlackError("duplicate_external_id")


METHODS = {
    "views.open": open_view,
    "views.push": push_view,
    "views.update": update_view,
    "views.publish": publish_view,
}
