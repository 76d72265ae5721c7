"""Where Teams is found in the sandbox: login, connector and control API, all under /teams but the last."""

from starlette.routing import BaseRoute, Mount, Route

from sandbox.teams import connector, login
from sandbox.teams.calls import call
from sandbox.teams.control import control
from sandbox.teams.teams import Teams

CONVERSATION = "/v3/conversations/{conversation}"


def routes(teams: Teams) -> list[BaseRoute]:
    """What the app of the sandbox serves for one organisation."""
    cloud = [
        Route("/{tenant}/oauth2/v2.0/token", call(teams, "token", login.token), methods=["POST"]),
        Route("/v1/.well-known/openidconfiguration", call(teams, "metadata", login.metadata)),
        Route("/v1/.well-known/keys", call(teams, "keys", login.keys)),
        Route("/v1/keys", call(teams, "keys", login.keys)),
    ]
    paged = call(teams, "paged_members", connector.paged_members)
    service = [
        Route("/v3/conversations", call(teams, "create", connector.create), methods=["POST"]),
        Route(f"{CONVERSATION}/activities", call(teams, "send", connector.send), methods=["POST"]),
        Route(f"{CONVERSATION}/activities/{{activity}}", call(teams, "reply", connector.reply), methods=["POST"]),
        Route(f"{CONVERSATION}/activities/{{activity}}", call(teams, "update", connector.update), methods=["PUT"]),
        Route(f"{CONVERSATION}/activities/{{activity}}", call(teams, "delete", connector.delete), methods=["DELETE"]),
        Route(f"{CONVERSATION}/members", call(teams, "members", connector.members)),
        Route(f"{CONVERSATION}/pagedmembers", paged),
        Route(f"{CONVERSATION}/pagedMembers", paged),
        Route(f"{CONVERSATION}/members/{{member}}", call(teams, "member", connector.member)),
        Route("/v3/teams/{team}", call(teams, "team", connector.team)),
        Route("/v3/teams/{team}/conversations", call(teams, "channels", connector.channels)),
    ]
    return [
        Mount("/teams/login", routes=cloud),
        Mount("/teams/service", routes=service),
        Mount("/control/teams", app=control(teams)),
    ]
