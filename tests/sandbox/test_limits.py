"""Tokens, scopes, rate limits and faults of the Web API."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.scopes import METHODS
from tests.sandbox.stage import APP_TOKEN, BOT_TOKEN, Stage, error_of, refusal_of, staged

Json = dict[str, Any]

SCOPED = [(method, scopes) for method, scopes in METHODS.items() if scopes]


@pytest.mark.parametrize(("method", "scopes"), SCOPED, ids=[each[0] for each in SCOPED])
async def test_a_method_without_its_scope_is_refused(stage: Stage, method: str, scopes: tuple[str, ...]) -> None:
    """With what was needed and what the token has."""
    await stage.call("PUT", "app", scopes=["files:read"])
    refused = await refusal_of(
        stage.web.api_call(method, params={"channel": stage.channel("general"), "users": "UADA"})
    )
    assert refused["error"] == "missing_scope"
    assert set(refused["needed"].split(",")) <= set(scopes)
    assert refused["provided"] == "files:read"


async def test_every_answer_names_the_scopes_of_the_token() -> None:
    """In the header that Slack sends."""
    async with staged(scopes=["chat:write", "users:read"]) as stage:
        answer = await stage.web.auth_test()
        assert answer.headers["x-oauth-scopes"] == "chat:write,users:read"
        assert answer["user_id"] == "UROUNDTABLE"


async def test_tokens_are_told_apart(stage: Stage) -> None:
    """None, a wrong one, one of another kind, a revoked one."""

    def client(token: str | None) -> AsyncWebClient:
        return AsyncWebClient(token, base_url=stage.served.api, session=stage.http)

    assert await error_of(client(None).auth_test()) == "not_authed"
    assert await error_of(client("xoxb-wrong").auth_test()) == "invalid_auth"
    assert await error_of(client(APP_TOKEN).auth_test()) == "not_allowed_token_type"
    assert await error_of(client(BOT_TOKEN).apps_connections_open(app_token=BOT_TOKEN)) == "not_allowed_token_type"
    await stage.call("PUT", "app", revoked=True)
    assert await error_of(client(BOT_TOKEN).auth_test()) == "token_revoked"
    await stage.call("PUT", "app", revoked=False)
    assert (await client(None).auth_test(token=BOT_TOKEN))["ok"]


async def test_an_unknown_method_is_said_to_be_unknown(stage: Stage) -> None:
    """As `unknown_method`."""
    refused = await refusal_of(stage.web.api_call("chat.shout"))
    assert (refused["error"], refused["req_method"]) == ("unknown_method", "chat.shout")


async def test_forms_queries_and_json_are_all_read(stage: Stage) -> None:
    """With blocks as JSON text in a form, and GET where it is allowed."""
    general = stage.channel("general")
    data = {"channel": general, "text": "x", "blocks": '[{"type": "divider"}]'}
    posted = await stage.web.api_call("chat.postMessage", data=data)
    assert posted["message"]["blocks"][0]["type"] == "divider"
    got = await stage.web.api_call("conversations.info", http_verb="GET", params={"channel": general})
    assert got["channel"]["name"] == "general"
    assert await error_of(stage.web.api_call("chat.postMessage", json={"text": "x"})) == "channel_not_found"


async def test_posting_is_limited_a_channel_when_asked_for(stage: Stage) -> None:
    """Short bursts pass, then 429 with the seconds to wait; another channel is free."""
    await stage.call("POST", "rate_limits", on=True)
    general = stage.channel("general")
    for _ in range(4):
        await stage.web.chat_postMessage(channel=general, text="x")
    with pytest.raises(SlackApiError) as caught:
        await stage.web.chat_postMessage(channel=general, text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    assert caught.value.response["error"] == "ratelimited"
    await stage.web.chat_postMessage(channel=stage.channel("research-exchange"), text="x")
    await stage.call("POST", "time", seconds=1)
    await stage.web.chat_postMessage(channel=general, text="x")
    await stage.call("POST", "rate_limits", on=False)
    for _ in range(10):
        await stage.web.chat_postMessage(channel=general, text="x")


async def test_methods_are_limited_by_their_tier(stage: Stage) -> None:
    """users.list passes twenty times a minute, users.info a hundred."""
    await stage.call("POST", "rate_limits", on=True)
    for _ in range(20):
        await stage.web.users_list()
    assert await error_of(stage.web.users_list()) == "ratelimited"
    for _ in range(100):
        await stage.web.users_info(user="UADA")
    assert await error_of(stage.web.users_info(user="UADA")) == "ratelimited"


async def test_a_client_that_waits_gets_through(stage: Stage) -> None:
    """The SDK's own retry handler reads Retry-After."""
    await stage.call("POST", "faults", method="auth.test", error="ratelimited", retry_after=1)
    stage.web.retry_handlers.append(AsyncRateLimitErrorRetryHandler())
    began = asyncio.get_running_loop().time()
    assert (await stage.web.auth_test())["ok"]
    assert asyncio.get_running_loop().time() - began >= 1


@pytest.mark.parametrize("error", ["missing_scope", "token_revoked", "not_in_channel"])
async def test_a_fault_is_any_error_of_slacks(stage: Stage, error: str) -> None:
    """So many times, and no more."""
    await stage.call("POST", "faults", method="chat.postMessage", error=error, times=2)
    for _ in range(2):
        assert await error_of(stage.web.chat_postMessage(channel="general", text="x")) == error
    assert (await stage.web.chat_postMessage(channel="general", text="x"))["ok"]


async def test_a_dropped_connection_may_or_may_not_have_done_its_work(stage: Stage) -> None:
    """Before or after: the client cannot tell, the channel can."""
    stage.web.retry_handlers = []
    general = stage.channel("general")
    for error, seen in (("drop_before", 0), ("drop_after", 1)):
        await stage.call("POST", "faults", method="chat.postMessage", error=error)
        with pytest.raises(aiohttp.ClientError):
            await stage.web.chat_postMessage(channel=general, text="x")
        assert len(await stage.messages("UADA", general)) == seen


async def test_slack_may_be_slow_or_broken(stage: Stage) -> None:
    """A wait, then the answer; an error page instead of JSON."""
    await stage.call("POST", "faults", method="*", error="slow", seconds=0.2)
    began = asyncio.get_running_loop().time()
    assert (await stage.web.auth_test())["ok"]
    assert asyncio.get_running_loop().time() - began >= 0.2
    await stage.call("POST", "faults", method="auth.test", error="500")
    with pytest.raises(SlackApiError) as caught:
        await stage.web.auth_test()
    assert caught.value.response.status_code == 500
    await stage.call("POST", "faults", method="auth.test", error="fatal_error", times=9)
    await stage.call("DELETE", "faults")
    assert (await stage.web.auth_test())["ok"]


async def test_a_fault_needs_a_target_and_an_error(stage: Stage) -> None:
    """Anything else is refused by name."""
    for wrong in ({"error": "slow"}, {"method": "auth.test"}, {"delivery": "event", "error": "not_in_channel"}):
        status, answer = await stage.call("POST", "faults", **wrong)
        assert (status, answer["error"]) == (400, "invalid_fault")
