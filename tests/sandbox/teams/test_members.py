"""Who has the app, who comes and who goes, and what the bot is told of it."""

from tests.sandbox.teams.stage import ADA, BEN, CAT, CLIENT, DAN, MANIFEST, Json, Stage, hearing, staged


def told(activity: Json) -> tuple[str, str, list[str]]:
    """The kind of an activity, what it says happened, and to whom."""
    kind = activity["type"]
    if kind == "installationUpdate":
        return kind, activity["action"], []
    members = activity.get("membersAdded") or activity["membersRemoved"]
    event = activity["channelData"].get("eventType", "")
    return kind, event, [each.get("aadObjectId", each["id"]) for each in members]


async def test_adding_the_app_for_oneself_is_told_twice_over(teams: Stage) -> None:
    """As an installation, and as new members of a conversation, the bot among them."""
    async with hearing(teams, 200) as got:
        await teams.act(DAN, "install")
        await teams.settle()
    assert [told(each) for each in got] == [
        ("installationUpdate", "add", []),
        ("conversationUpdate", "", [DAN, f"28:{CLIENT}"]),
    ]
    assert {each["conversation"]["id"] for each in got} == {teams.chat(DAN)}
    assert {each["from"]["aadObjectId"] for each in got} == {DAN}
    view = await teams.get(f"users/{DAN}/view")
    assert view["user"]["installed"] is True
    assert [each["installed"] for each in view["conversations"] if each["app_dm"]] == [True]
    await teams.send(words="Welcome", to=teams.chat(DAN))


async def test_teams_tells_of_an_installation_again(teams: Stage) -> None:
    """As it does when a page loads; nothing has changed."""
    async with hearing(teams, 200) as got:
        await teams.act(ADA, "reload")
        await teams.act(ADA, "reload", channel=teams.channel("Introductions"))
        await teams.settle()
    assert sorted(told(each)[:2] for each in got) == [
        ("conversationUpdate", ""),
        ("conversationUpdate", "teamMemberAdded"),
        ("installationUpdate", "add"),
        ("installationUpdate", "add"),
    ]
    assert await teams.refused(DAN, "reload") == "not_installed"


async def test_taking_the_app_away_is_told_at_the_end(teams: Stage) -> None:
    """After that the bot can neither write there nor be written to."""
    async with hearing(teams, 200) as got:
        await teams.act(ADA, "uninstall")
        await teams.settle()
    assert [told(each)[:2] for each in got] == [("installationUpdate", "remove")]
    assert await teams.refused(ADA, "say", channel=teams.chat(), text="Hello") == "not_installed"
    assert await teams.refused(ADA, "uninstall") == "not_installed"
    await teams.act(ADA, "install")
    await teams.act(ADA, "say", channel=teams.chat(), text="Hello")


async def test_a_team_has_the_app_in_all_its_channels(teams: Stage) -> None:
    """Added or taken away in one of them, told of in General."""
    async with hearing(teams, 200) as got:
        await teams.act(ADA, "uninstall", channel=teams.channel("Introductions"))
        await teams.settle()
        assert [each["installed"] for each in (await teams.get("workspace"))["channels"]] == [False, False]
        await teams.act(ADA, "invite", channel=teams.channel("Introductions"), user=CLIENT)
        await teams.settle()
    assert [told(each) for each in got] == [
        ("installationUpdate", "remove", []),
        ("conversationUpdate", "teamMemberRemoved", [f"28:{CLIENT}"]),
        ("installationUpdate", "add", []),
        ("conversationUpdate", "teamMemberAdded", [f"28:{CLIENT}"]),
    ]
    assert {each["conversation"]["id"] for each in got} == {teams.channel("General")}
    assert got[0]["channelData"]["settings"]["selectedChannel"]["id"] == teams.channel("General")


async def test_an_app_is_added_only_where_its_manifest_lets_it() -> None:
    """Here for people alone."""
    only = {**MANIFEST, "bots": [{**MANIFEST["bots"][0], "scopes": ["personal"]}]}
    async with staged(manifest=only, installed=False) as teams:
        assert await teams.refused(ADA, "install", channel=teams.channel()) == "scope_missing"
        await teams.act(ADA, "install")


async def test_people_come_and_go(teams: Stage) -> None:
    """In a team or group chat, with one's own name or somebody else's on it."""
    group = teams.named("Research partners").id
    general = teams.channel()
    async with hearing(teams, 200) as got:
        await teams.act(BEN, "leave", channel=general)
        await teams.settle()
        await teams.act(ADA, "invite", channel=general, user=BEN)
        await teams.act(ADA, "invite", channel=general, user=BEN)
        await teams.settle()
        await teams.act(BEN, "leave", channel=group)
        await teams.settle()
    assert [told(each) for each in got] == [
        ("conversationUpdate", "teamMemberRemoved", [BEN]),
        ("conversationUpdate", "teamMemberAdded", [BEN]),
        ("conversationUpdate", "", [BEN]),
    ]
    assert [each["from"]["aadObjectId"] for each in got] == [BEN, ADA, BEN]
    status, answer = await teams.call("GET", f"users/{BEN}/messages?channel={group}")
    assert (status, answer["error"]) == (404, "channel_not_found")
    await teams.act(BEN, "leave", channel=general)
    await teams.act(BEN, "join", channel=general)
    assert BEN in teams.named("General").members
    assert await teams.refused(ADA, "leave", channel=teams.chat()) == "cannot_leave"
    assert await teams.refused(ADA, "invite", channel=teams.chat(), user=BEN) == "cannot_join"
    assert await teams.refused(ADA, "join", channel=group) == "channel_not_found"


async def test_who_leaves_the_organisation_leaves_everything(teams: Stage) -> None:
    """The bot is told of the teams they were in, and not of their own chat."""
    async with hearing(teams, 200) as got:
        status, answer = await teams.call("POST", f"users/{BEN}/change", kind="deactivated")
        assert (status, answer["user"]["kind"]) == (200, "deactivated")
        await teams.settle()
    assert sorted(told(each)[1] for each in got) == ["", "teamMemberRemoved"]
    assert BEN not in teams.named("Introductions").members
    assert await teams.refused(BEN, "say", channel=teams.chat(BEN), text="x") == "account_inactive"
    assert await teams.refused(ADA, "invite", channel=teams.channel(), user=BEN) == "user_disabled"


async def test_people_join_and_change(teams: Stage) -> None:
    """A new one is in the team; what is changed is what Teams tells from then on."""
    new = (await teams.stage("users", real_name="Eve Far", email="eve@x.example", kind="guest", tz="Asia/Tokyo"))[
        "user"
    ]
    assert new["id"] in teams.named("General").members
    assert new["id"] not in teams.named("Research partners").members
    changed = (await teams.act(new["id"], "change", real_name="Eve Near", locale="ja-JP", kind="member"))["user"]
    assert (changed["real_name"], changed["kind"], changed["locale"]) == ("Eve Near", "member", "ja-JP")
    member = (await teams.connector("GET", f"v3/conversations/{teams.channel()}/members/{new['id']}")).json()
    assert (member["name"], member["givenName"], member["userRole"]) == ("Eve Near", "Eve", "user")


async def test_people_who_cannot_be_are_refused(teams: Stage) -> None:
    """By what is wrong with them."""
    wrong: dict[str, Json] = {
        "unknown_field": {"real_name": "X", "shoe_size": 40},
        "unknown_kind": {"real_name": "X", "kind": "ghost"},
        "unknown_tz": {"real_name": "X", "tz": "Mars/Olympus"},
        "invalid_id": {"real_name": "X", "id": "U1"},
        "person_exists": {"real_name": "X", "id": ADA},
    }
    for code, given in wrong.items():
        status, answer = await teams.call("POST", "users", **given)
        assert (status, answer["error"]) == (400, code)
    changes = {"unknown_field": {"id": BEN}, "unknown_kind": {"kind": "ghost"}, "unknown_tz": {"tz": "x"}}
    for code, change in changes.items():
        assert await teams.refused(CAT, "change", **change) == code
