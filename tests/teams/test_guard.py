"""Who may speak for members: only Teams, of our tenant, to our bot, now; everybody else is turned away."""

import asyncio
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.network import Network
from handlers.teams.guard import LARGEST
from sandbox.teams.tokens import Keys
from tests.teams.workplace import ADA, TENANT, Workplace, at_work

SECRET_WORDS = "I have been in hospital under section"


async def refused(place: Workplace, status: int, written: list[Any], /, **what: Any) -> str:
    """Post something that must be turned away: nothing happens, and the log has an id and no words of a member."""
    what.setdefault("activity", await place.drafted(ADA, SECRET_WORDS))
    before = await place.messages(ADA)
    done = await place.forge(**what)
    assert done["status"] == status, done
    assert await place.messages(ADA) == before
    line = next(line for line in reversed(written) if line["event"] == "teams_request_refused")
    assert line["status"] == status
    assert line["reference"] in done["body"]
    assert len(done["body"]) < 120
    assert SECRET_WORDS not in str(written)
    return str(line["reason"])


async def test_a_request_as_teams_sends_it_is_taken(place: Workplace) -> None:
    """So that the refusals below mean something."""
    assert (await place.forge(activity=await place.drafted()))["status"] == 200
    assert len(await place.messages(ADA)) == 1


@pytest.mark.parametrize("service", [None, "", 7, "ftp://x", "file:///etc/passwd"])
async def test_an_activity_that_names_no_service_is_refused(place: Workplace, written: list[Any], service: Any) -> None:
    """For such a one the SDK compares nothing, and would take any token of any service."""
    activity = {**await place.drafted(), "serviceUrl": service}
    if service is None:
        del activity["serviceUrl"]
    assert "service" in await refused(place, 403, written, activity=activity)


async def test_an_activity_of_another_service_than_the_token_says_is_refused(
    place: Workplace, written: list[Any]
) -> None:
    """Or our answers, and our token, would go there."""
    activity = {**await place.drafted(), "serviceUrl": "https://evil.example/"}
    await refused(place, 401, written, activity=activity)
    await refused(place, 401, written, claims={"serviceurl": "https://evil.example/"})
    await refused(place, 401, written, claims={"serviceurl": None})


@pytest.mark.parametrize("where", ["channelData", "conversation", "nowhere", "both"])
async def test_another_tenant_is_refused(place: Workplace, written: list[Any], where: str) -> None:
    """However it is named, and an activity that names none as well."""
    other = "00000000-0000-0000-0000-000000000000"
    activity = await place.drafted()
    if where in {"channelData", "both"}:
        activity["channelData"]["tenant"]["id"] = other
    if where in {"conversation", "both"}:
        activity["conversation"]["tenantId"] = other
    if where == "nowhere":
        del activity["channelData"]["tenant"], activity["conversation"]["tenantId"]
    assert "tenant" in await refused(place, 403, written, activity=activity)


async def test_a_tenant_may_be_written_in_capitals(place: Workplace) -> None:
    """Ids are the same in both."""
    activity = await place.drafted()
    activity["channelData"]["tenant"]["id"] = TENANT.upper()
    assert (await place.forge(activity=activity))["status"] == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "00000000-0000-0000-0000-000000000000"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": "https://sts.windows.net/7d0c2a44-54a5-4bb0-8a3c-3f9d8c1b2e02/", "tid": TENANT},
        {"iss": None},
        {"exp": 1_600_000_000},
        {"nbf": 4_000_000_000},
    ],
    ids=["audience", "no audience", "issuer", "issuer of people", "no issuer", "expired", "not yet"],
)
async def test_a_token_for_somebody_else_or_another_time_is_refused(
    place: Workplace, written: list[Any], claims: dict[str, Any]
) -> None:
    """Though its signature is good."""
    await refused(place, 401, written, claims=claims)


async def test_a_token_that_has_just_expired_is_taken(place: Workplace) -> None:
    """Clocks differ by some minutes."""
    done = await place.forge(activity=await place.drafted(), claims={"exp": int(time.time()) - 60})
    assert done["status"] == 200


async def test_a_key_that_teams_never_published_is_refused(place: Workplace, written: list[Any]) -> None:
    """Also one that says it is the published one."""
    assert "key" in await refused(place, 401, written, key="stranger")
    claims, key = good(place)
    own = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    await refused(place, 401, written, token=jwt.encode(claims, own, algorithm="RS256", headers={"kid": key}))


async def test_a_token_that_is_not_signed_as_agreed_is_refused(place: Workplace, written: list[Any]) -> None:
    """Neither without a signature, nor with the public key taken for a shared secret."""
    claims, key = good(place)
    await refused(place, 401, written, token=jwt.encode(claims, "", algorithm="none", headers={"kid": key}))
    published = place.served.teams.tokens.keys()["keys"][0]["n"]
    await refused(place, 401, written, token=jwt.encode(claims, published, algorithm="HS256", headers={"kid": key}))


def good(place: Workplace) -> tuple[dict[str, Any], str]:
    """What a good token says, and the id of the key that it is signed with."""
    token = place.served.teams.tokens.for_delivery(place.team.service)
    return jwt.decode(token, options={"verify_signature": False}), jwt.get_unverified_header(token)["kid"]


@pytest.mark.parametrize("token", [None, "x", "a.b.c", "e30.e30.e30"])
async def test_a_request_without_a_token_that_can_be_read_is_refused(
    place: Workplace, written: list[Any], token: str | None
) -> None:
    """None at all, or something else."""
    await refused(place, 401, written, token=token)


async def test_what_the_sdk_cannot_read_is_refused_and_not_an_error(place: Workplace, written: list[Any]) -> None:
    """For an error Teams would send it again."""
    await refused(place, 400, written, claims={"exp": time.time() + 100.5})


@pytest.mark.parametrize("body", ["", "x", "[]", "7", '"text"', "null", "{}", '{"type": 1}', "[" * 100_000])
async def test_a_body_that_is_no_activity_is_refused(place: Workplace, written: list[Any], body: str) -> None:
    """Whatever it is."""
    await refused(place, 400, written, body=body)


@pytest.mark.parametrize("left_out", ["type", "id", "conversation", "from"])
async def test_an_activity_without_what_every_one_has_is_refused(
    place: Workplace, written: list[Any], left_out: str
) -> None:
    """Or with something else in its place."""
    activity = await place.drafted()
    await refused(place, 400, written, activity={**activity, left_out: 7})
    del activity[left_out]
    await refused(place, 400, written, activity=activity)


async def test_a_body_that_is_too_large_is_refused(place: Workplace, written: list[Any]) -> None:
    """Before it is read to its end."""
    await refused(place, 413, written, activity={**await place.drafted(), "text": "x" * LARGEST})


async def test_only_post_is_answered(place: Workplace) -> None:
    """Browsers and searching machines read one line."""
    async with place.http.get(place.bot_url) as answer:
        assert answer.status == 405


async def test_a_request_that_is_repeated_has_no_second_effect(place: Workplace) -> None:
    """Whoever has seen a request of Teams' can send it again, but gets nothing for it."""
    await place.make_profile(ADA)
    await place.say(ADA, "home")
    home = await place.last(ADA)
    await place.press(ADA, home, "Pause")
    taken = (await place.deliveries("adaptiveCard/action"))[-1]
    await place.say(ADA, "resume")
    count = len(await place.messages(ADA))
    done = await place.forge(activity=taken["activity"])
    assert (done["status"], done["body"]) == (200, taken["answer"])
    assert len(await place.messages(ADA)) == count
    await place.say(ADA, "home")
    assert "You are paused" not in str(await place.last(ADA))


async def test_keys_that_change_are_fetched_and_no_more_often_than_need_be(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown key is looked for once in a while, however many requests come with one."""
    before = len(await place.calls("keys"))
    for _ in range(5):
        await place.forge(activity=await place.drafted(), key="stranger")
    assert len(await place.calls("keys")) == before
    monkeypatch.setattr("handlers.teams.keys.OFTEN", 0.0)
    place.served.teams.tokens._keys = Keys()
    assert (await place.forge(activity=await place.drafted()))["status"] == 200
    assert len(await place.calls("keys")) == before + 1
    for _ in range(3):
        assert (await place.forge(activity=await place.drafted()))["status"] == 200
    assert len(await place.calls("keys")) == before + 1


async def test_nothing_waits_while_keys_are_fetched(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow answer of Microsoft's holds up the one request that needs it, and no other."""
    monkeypatch.setattr("handlers.teams.keys.OFTEN", 0.0)
    await place.fault(method="keys", error="slow", seconds=1)
    slow = asyncio.create_task(place.control("POST", "deliver", activity=await place.drafted(), key="stranger"))
    while not place.door._keys._fetching.locked():  # noqa: ASYNC110 - there is no event for what begins
        await asyncio.sleep(0)
    assert (await place.control("POST", "deliver", activity=await place.drafted()))["status"] == 200
    assert not slow.done()
    assert (await slow)["status"] == 401


async def test_the_bot_starts_while_microsoft_is_away_and_fetches_keys_later(
    sqlite_network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without keys nobody is let in; once they are there, everybody is."""
    monkeypatch.setattr("handlers.teams.keys.OFTEN", 0.0)
    async with at_work(sqlite_network) as place:
        place.door._keys._held.clear()
        await place.fault(method="keys", error="500")
        assert (await place.forge(activity=await place.drafted()))["status"] == 401
        assert (await place.forge(activity=await place.drafted()))["status"] == 200


async def test_without_tokens_anybody_is_let_in_where_that_was_asked_for(sqlite_network: Network) -> None:
    """For Microsoft's local test tool, which has neither token nor tenant; what is no activity is refused still."""
    async with at_work(sqlite_network, settings={"unauthenticated": True}) as place:
        activity = {**await place.drafted(), "channelData": {}}
        assert (await place.forge(activity=activity, token=None))["status"] == 200
        assert (await place.forge(body="[]", token=None))["status"] == 400
        assert await place.calls("keys") == []
        assert await place.calls("token") == []
