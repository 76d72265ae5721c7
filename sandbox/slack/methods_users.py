"""Web API methods about the app, the workspace and its people."""

from sandbox.refusals import Json
from sandbox.slack.paging import page
from sandbox.slack.people import User, user_object
from sandbox.slack.refusals import SlackError
from sandbox.slack.slack import Slack


async def auth_test(slack: Slack, _args: Json) -> Json:
    """Say whose token it is."""
    workspace = slack.workspace
    return {
        "ok": True,
        "url": f"https://{workspace.team['domain']}.slack.com/",
        "team": workspace.team["name"],
        "user": workspace.bot.name,
        "team_id": workspace.team["id"],
        "user_id": workspace.bot.id,
        "bot_id": workspace.app["bot_id"],
        "is_enterprise_install": False,
    }


async def team_info(slack: Slack, args: Json) -> Json:
    """Describe the workspace."""
    team = slack.workspace.team
    if args.get("team") and args["team"] != team["id"]:
        raise SlackError("team_not_found")
    return {"ok": True, "team": {**team, "email_domain": "", "icon": {"image_default": True}}}


def described(slack: Slack, user: User, args: Json) -> Json:
    """A person as this app may see them, with their language if that was asked for."""
    workspace = slack.workspace
    shown = user_object(
        user,
        now=workspace.clock(),
        email="users:read.email" in workspace.scopes,
        app_id=workspace.app["id"],
        stranger=not workspace.reachable(user),
    )
    asked = str(args.get("include_locale") or "").lower() in {"true", "1"}
    return {**shown, "locale": user.locale} if asked and not user.deleted else shown


async def users_info(slack: Slack, args: Json) -> Json:
    """Describe one person."""
    user = slack.workspace.users.get(str(args.get("user") or ""))
    if user is None:
        raise SlackError("user_not_found")
    return {"ok": True, "user": described(slack, user, args)}


async def users_list(slack: Slack, args: Json) -> Json:
    """List everybody: guests, bots and the deactivated too."""
    everybody = list(slack.workspace.users.values())
    some, metadata = page(everybody, args, default=1_000)
    members = [described(slack, each, args) for each in some]
    return {"ok": True, "members": members, "cache_ts": int(slack.workspace.clock()), "response_metadata": metadata}


async def users_lookup_by_email(slack: Slack, args: Json) -> Json:
    """Find one of the workspace's own people by their address."""
    wanted = str(args.get("email") or "").strip().casefold()
    for user in slack.workspace.users.values():
        if wanted and user.email.casefold() == wanted and not user.external and not user.deleted:
            return {"ok": True, "user": described(slack, user, args)}
    raise SlackError("users_not_found")


METHODS = {
    "auth.test": auth_test,
    "team.info": team_info,
    "users.info": users_info,
    "users.list": users_list,
    "users.lookupByEmail": users_lookup_by_email,
}
