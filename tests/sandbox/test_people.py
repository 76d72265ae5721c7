"""People: what the Web API tells of them, and whom the bot may write to."""

from typing import Any

from tests.sandbox.stage import PEOPLE, Stage, error_of, staged


async def test_the_list_of_users_has_everybody_and_is_paged(stage: Stage) -> None:
    """Guests, bots, strangers and the deactivated are in it, over as many pages as it takes."""
    seen: dict[str, Any] = {}
    cursor, pages = "", 0
    while True:
        answer = await stage.web.users_list(limit=3, cursor=cursor)
        seen |= {each["id"]: each for each in answer["members"]}
        pages += 1
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert pages == 3
    assert set(seen) == {each["id"] for each in PEOPLE} | {"UROUNDTABLE", "USLACKBOT"}
    assert seen["UADA"]["is_owner"]
    assert seen["UCAT"]["is_restricted"]
    assert not seen["UCAT"]["is_ultra_restricted"]
    assert seen["UDAN"]["is_ultra_restricted"]
    assert seen["UFAY"]["deleted"]
    assert "tz" not in seen["UFAY"]
    assert seen["UROUNDTABLE"]["is_bot"]
    assert not seen["USLACKBOT"]["is_bot"]
    assert seen["UEVE"]["team_id"] != seen["UADA"]["team_id"]


async def test_users_have_a_timezone_pronouns_and_an_offset(stage: Stage) -> None:
    """As Slack gives them, in seconds from UTC."""
    ada = (await stage.web.users_info(user="UADA"))["user"]
    ben = (await stage.web.users_info(user="UBEN"))["user"]
    assert ada["profile"]["pronouns"] == "she/her"
    assert ada["tz"] == "Europe/London"
    assert ada["tz_offset"] in {0, 3600}
    assert ben["tz_offset"] in {-5 * 3600, -4 * 3600}
    assert await error_of(stage.web.users_info(user="U404")) == "user_not_found"


async def test_addresses_need_their_own_scope() -> None:
    """Without users:read.email profiles have none, and nobody is found by it."""
    async with staged(scopes=["users:read"]) as stage:
        assert "email" not in (await stage.web.users_info(user="UADA"))["user"]["profile"]
        assert await error_of(stage.web.users_lookupByEmail(email="ada@example.org")) == "missing_scope"


async def test_people_are_found_by_address_but_not_strangers_or_leavers(stage: Stage) -> None:
    """Case does not matter."""
    assert (await stage.web.users_lookupByEmail(email="Ada@Example.org"))["user"]["id"] == "UADA"
    for email in ("eve@example.net", "fay@example.org", "nobody@example.org"):
        assert await error_of(stage.web.users_lookupByEmail(email=email)) == "users_not_found"


async def test_a_direct_message_is_opened_once(stage: Stage) -> None:
    """Opening it again gives the same conversation."""
    first = await stage.web.conversations_open(users="UADA")
    again = await stage.web.conversations_open(users=["UADA"], return_im=True)
    assert first["channel"]["id"] == again["channel"]["id"]
    assert again["channel"]["is_im"]
    assert again["channel"]["user"] == "UADA"
    assert (await stage.web.chat_postMessage(channel="UADA", text="Hi"))["channel"] == first["channel"]["id"]


async def test_several_people_make_a_group_of_at_most_eight(stage: Stage) -> None:
    """Each sees it; nobody else does."""
    group = (await stage.web.conversations_open(users="UADA,UBEN"))["channel"]["id"]
    await stage.web.chat_postMessage(channel=group, text="You two")
    kinds = {each["id"]: each["kind"] for each in (await stage.get("users/UBEN/view"))["conversations"]}
    assert kinds[group] == "mpim"
    assert (await stage.call("GET", f"users/UCAT/messages?channel={group}"))[0] == 404
    nine = ",".join(f"U{n}" for n in range(9))
    assert await error_of(stage.web.conversations_open(users=nine)) == "too_many_users"
    members = (await stage.web.conversations_members(channel=group))["members"]
    assert set(members) == {"UADA", "UBEN", "UROUNDTABLE"}


async def test_a_group_needs_its_own_scope() -> None:
    """im:write opens direct messages only."""
    async with staged(scopes=["im:write"]) as stage:
        assert (await stage.web.conversations_open(users="UADA"))["ok"]
        assert await error_of(stage.web.conversations_open(users="UADA,UBEN")) == "missing_scope"


async def test_leavers_bots_and_unknown_people_cannot_be_written_to(stage: Stage) -> None:
    """Each has Slack's own error."""
    opened = stage.web.conversations_open
    assert await error_of(opened(users="UFAY")) == "user_disabled"
    assert await error_of(opened(users="UROUNDTABLE")) == "cannot_dm_bot"
    assert await error_of(opened(users="U404")) == "user_not_found"
    assert await error_of(opened(users="")) == "users_list_not_supplied"
    dm = stage.dm("UBEN")
    await stage.act("UBEN", "change", deleted=True)
    assert await error_of(stage.web.chat_postMessage(channel=dm, text="x")) == "channel_not_found"


async def test_a_stranger_is_reachable_through_a_shared_channel(stage: Stage) -> None:
    """Out of all shared channels, they cannot be written to and are marked as strangers."""
    assert (await stage.web.users_info(user="UEVE"))["user"]["is_stranger"] is False
    exchange = stage.channel("research-exchange")
    assert (await stage.web.conversations_info(channel=exchange))["channel"]["is_ext_shared"]
    await stage.act("UEVE", "leave", channel=exchange)
    assert (await stage.web.users_info(user="UEVE"))["user"]["is_stranger"] is True
    assert await error_of(stage.web.conversations_open(users="UEVE")) == "user_not_visible"


async def test_guests_see_only_the_channels_they_were_put_in(stage: Stage) -> None:
    """They cannot look into or join the others."""
    names = {each["name"] for each in (await stage.get("users/UDAN/view"))["conversations"]}
    assert names == {"research-exchange", ""}
    assert await stage.refused("UDAN", "join", channel=stage.channel("introductions")) == "channel_not_found"
    assert await stage.refused("UFAY", "say", channel=stage.channel("general"), text="x") == "account_inactive"


async def test_conversations_are_listed_by_type(stage: Stage) -> None:
    """Public channels unless asked otherwise, each with the membership of the bot."""
    listed = (await stage.web.conversations_list())["channels"]
    assert {each["name"]: each["is_member"] for each in listed} == {
        "general": True,
        "introductions": False,
        "research-exchange": True,
    }
    stage.dm("UADA")
    (im,) = (await stage.web.conversations_list(types="im"))["channels"]
    assert im["user"] == "UADA"
    assert await error_of(stage.web.conversations_list(types="private_channel")) == "missing_scope"
    assert await error_of(stage.web.conversations_list(types="nonsense")) == "invalid_types"


async def test_somebody_new_is_set_up_by_the_control_api(stage: Stage) -> None:
    """With Slack's fields; what is unknown is refused by name."""
    status, answer = await stage.call("POST", "users", real_name="Gil New", kind="guest", tz="Europe/Paris")
    assert status == 200
    assert (await stage.web.users_info(user=answer["user"]["id"]))["user"]["tz"] == "Europe/Paris"
    assert (await stage.call("POST", "users", real_name="X", tz="Mars/Base"))[1]["error"] == "unknown_tz"
    assert (await stage.call("POST", "users", real_name="X", shoe_size=9))[1]["error"] == "unknown_field"
