"""Tokens: what the login gives to whom, and what the connector takes."""

import httpx
import jwt
import pytest

from tests.sandbox.teams.stage import ADA, CLIENT, SECRET, TENANT, Stage, message

DENIED = {"message": "Authorization has been denied for this request."}


async def test_a_bot_with_its_secret_gets_a_token(teams: Stage) -> None:
    """For the connector, of this tenant, for an hour, never kept by anybody on the way."""
    answer = await teams.token()
    assert answer.status_code == 200
    assert answer.json()["token_type"] == "Bearer"
    assert answer.json()["expires_in"] == 3599
    claims = jwt.decode(answer.json()["access_token"], options={"verify_signature": False})
    assert (claims["aud"], claims["appid"], claims["tid"]) == ("https://api.botframework.com", CLIENT, TENANT)
    assert claims["exp"] - claims["iat"] == 3599


@pytest.mark.parametrize(
    ("changed", "status", "error", "code"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
        ({"client_id": "00000000-0000-0000-0000-000000000000"}, 400, "unauthorized_client", 700016),
        ({"tenant": "00000000-0000-0000-0000-000000000000"}, 400, "invalid_request", 90002),
        ({"scope": "https://graph.microsoft.com/.default"}, 400, "invalid_resource", 500011),
        ({"scope": "https://api.botframework.com"}, 400, "invalid_scope", 70011),
        ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
        ({"client_secret": ""}, 400, "invalid_request", 900144),
    ],
)
async def test_whoever_is_wrong_is_told_as_entra_does(
    teams: Stage, changed: dict[str, str], status: int, error: str, code: int
) -> None:
    """An error, its number, and ids to ask Microsoft with."""
    answer = await teams.token(**changed)
    told = answer.json()
    assert (answer.status_code, told["error"], told["error_codes"]) == (status, error, [code])
    assert told["error_description"].startswith(f"AADSTS{code}: ")
    assert {"timestamp", "trace_id", "correlation_id"} <= set(told)


async def test_a_new_secret_makes_the_old_one_worthless(teams: Stage) -> None:
    """As when an administrator renews it."""
    await teams.call("PUT", "app", client_secret="another")
    assert (await teams.token()).status_code == 401
    assert (await teams.token(client_secret="another")).status_code == 200


async def test_the_keys_of_deliveries_are_published(teams: Stage) -> None:
    """By the metadata, at the address it names and at the one that the SDK makes up."""
    cloud = teams.served.teams_cloud
    metadata = (await teams.web.get(f"{cloud}/v1/.well-known/openidconfiguration")).json()
    keys = (await teams.web.get(metadata["jwks_uri"])).json()
    assert keys == (await teams.web.get(f"{cloud}/v1/.well-known/keys")).json()
    assert metadata["issuer"] == "https://api.botframework.com"
    assert metadata["jwks_uri"] == f"{cloud}/v1/keys"
    (key,) = keys["keys"]
    assert (key["kty"], key["endorsements"]) == ("RSA", ["msteams"])
    assert "d" not in key


async def test_the_connector_takes_only_tokens_of_its_own_login(teams: Stage) -> None:
    """Not those of deliveries, nor of an unpublished key, nor of another audience, tenant or bot, nor none at all."""
    keys = teams.team.keys
    good = jwt.decode((await teams.token()).json()["access_token"], options={"verify_signature": False})
    path = f"v3/conversations/{teams.chat(ADA)}/activities"
    wrong = {
        "delivery": teams.served.teams.tokens.for_delivery("x"),
        "stranger": keys.stranger.sign(good),
        "audience": keys.login.sign({**good, "aud": CLIENT}),
        "tenant": keys.login.sign({**good, "tid": CLIENT}),
        "nonsense": "nonsense",
    }
    for name, token in wrong.items():
        answer = await teams.connector("POST", path, message(words="x"), token)
        assert (answer.status_code, answer.json()) == (401, DENIED), name
    other = keys.login.sign({**good, "appid": TENANT})
    answer = await teams.connector("POST", path, message(words="x"), other)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "BotNotRegistered")
    assert (await teams.web.post(f"{teams.served.teams_service}{path}", json={})).status_code == 401
    assert await teams.messages(ADA) == []


async def test_tokens_grow_old(teams: Stage) -> None:
    """After an hour the connector takes them no longer."""
    token = (await teams.token()).json()["access_token"]
    path = f"v3/conversations/{teams.chat(ADA)}/members"
    assert (await teams.connector("GET", path, token=token)).status_code == 200
    await teams.stage("time", seconds=3600)
    assert (await teams.connector("GET", path, token=token)).status_code == 401
    assert (await teams.connector("GET", path)).status_code == 200


async def test_the_login_can_fail(teams: Stage) -> None:
    """As any service can, when a test asks for it."""
    await teams.stage("faults", method="token", error="429", retry_after=7)
    answer = await teams.token(client_secret=SECRET)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    await teams.stage("faults", method="token", error="drop_before")
    with pytest.raises(httpx.RemoteProtocolError):
        await teams.token()
    assert (await teams.token()).status_code == 200
