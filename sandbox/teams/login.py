"""Where a bot gets its tokens, and where it learns whose signature to trust."""

from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.teams.calls import Answer
from sandbox.teams.refusals import entra
from sandbox.teams.teams import Teams
from sandbox.teams.tokens import SCOPE

NEEDED = ("grant_type", "client_id", "client_secret", "scope")


async def token(teams: Teams, request: Request) -> Answer:
    """Serve `/{tenant}/oauth2/v2.0/token`: client credentials, nothing else."""
    team = teams.team
    now = team.clock()
    form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
    for name in NEEDED:
        if not form.get(name):
            words = f"The request body must contain the following parameter: '{name}'."
            raise entra(now, 400, "invalid_request", 900144, words)
    if form["grant_type"] != "client_credentials":
        words = f"The app requested an unsupported grant type '{form['grant_type']}'."
        raise entra(now, 400, "unsupported_grant_type", 70003, words)
    tenant = str(request.path_params["tenant"])
    if tenant.lower() != team.tenant_id:
        raise entra(now, 400, "invalid_request", 90002, f"Tenant '{tenant}' not found.")
    if form["client_id"].lower() != team.client_id:
        words = f"Application with identifier '{form['client_id']}' was not found in the directory '{team.name}'."
        raise entra(now, 400, "unauthorized_client", 700016, words)
    if form["client_secret"] != team.client_secret:
        words = f"Invalid client secret provided for app '{team.client_id}'."
        raise entra(now, 401, "invalid_client", 7000215, words)
    _check_scope(now, form["scope"])
    return 200, teams.tokens.for_bot()


def _check_scope(now: float, scope: str) -> None:
    if scope == SCOPE:
        return
    if scope.endswith("/.default"):
        words = f"The resource principal named {scope.removesuffix('/.default')} was not found in the tenant."
        raise entra(now, 400, "invalid_resource", 500011, words)
    words = f"The provided value for the input parameter 'scope' is not valid: {scope}."
    raise entra(now, 400, "invalid_scope", 70011, words)


async def metadata(teams: Teams, _request: Request) -> Answer:
    """Serve `/v1/.well-known/openidconfiguration`."""
    return 200, teams.tokens.metadata(teams.team.cloud)


async def keys(teams: Teams, _request: Request) -> Answer:
    """Serve the key set."""
    return 200, teams.tokens.keys()
