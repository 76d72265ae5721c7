"""The part of Teams' control API that sets the stage, forges deliveries and looks behind it all."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.refusals import CannotDo, Json
from sandbox.teams.members import Members
from sandbox.teams.teams import Teams

Look = Callable[[], Any]
Do = Callable[[Json], Awaitable[Any]]
CHANGEABLE = {"endpoint_url", "client_secret", "disabled"}
FORGED = {"activity", "body", "claims", "token", "key", "headers"}
DONE = {"ok": True}


class Stage:
    """What `/control/teams/...` does beside the people; `looks` are its GETs, `does` its POSTs by name."""

    def __init__(self, teams: Teams) -> None:
        self._teams = teams
        self._team = teams.team
        self._members = Members(teams)
        self.looks: dict[str, Look] = {
            "workspace": self.workspace,
            "deliveries": lambda: list(teams.deliveries.log),
            "calls": lambda: list(teams.team.calls),
        }
        self.does: dict[str, Do] = {
            "users": self.create_person,
            "faults": self.faults,
            "rate_limits": self.rate_limits,
            "settle": self.settle,
            "time": self.time,
            "deliver": self.deliver,
            "last/repeat": self.repeat_last,
        }

    def workspace(self) -> Json:
        """The organisation, the app, the people and the channels."""
        team = self._team
        bot: Json = {
            "id": team.client_id,
            "name": team.manifest.name.lower().replace(" ", ""),
            "real_name": team.manifest.name,
            "pronouns": "",
            "title": "",
            "tz": "UTC",
            "kind": "bot",
            "team_id": team.tenant_id,
            "email": "",
            "avatar": team.manifest.name[:1].upper(),
            "locale": "en-GB",
            "country": "GB",
            "account": team.account,
            "upn": "",
            "installed": True,
        }
        return {
            "team": {"id": team.tenant_id, "name": team.name, "domain": team.domain},
            "app": {
                "id": team.client_id,
                "name": team.manifest.name,
                "bot_user_id": team.client_id,
                "account": team.account,
                "commands": team.manifest.commands,
                "shortcuts": team.manifest.shortcuts,
                "extensions": team.manifest.extensions,
            },
            "guide": team.guide,
            "users": [*(team.shown(each) for each in team.people.values()), bot],
            "teams": [{"id": team.team.id, "name": team.team.name, "installed": team.team.installed}],
            "channels": [
                {
                    "id": each.id,
                    "name": each.name,
                    "purpose": each.purpose,
                    "members": each.members,
                    "team": team.team.id,
                    "team_name": team.team.name,
                    "installed": each.with_bot,
                }
                for each in team.channels()
            ],
        }

    async def create_person(self, body: Json) -> Json:
        """Somebody joins the organisation, without the app unless they are given it; the bot is told."""
        person = self._team.add_person({"installed": False, **body})
        self._team.touch(self._team.people)
        self._members.arrived(person)
        return {"user": self._team.shown(person)}

    async def repeat(self, number: int) -> Json:
        """Deliver something once more."""
        return (await self._teams.deliveries.repeat(number)).shown()

    async def repeat_last(self, _body: Json) -> Json:
        """Deliver the last thing once more."""
        return (await self._teams.deliveries.repeat()).shown()

    async def deliver(self, body: Json) -> Json:
        """Post anything to the bot's endpoint, with a token that is as it should be but for what is given.

        `activity` or (raw) `body` is posted; `claims` replace those of the token, or leave one out where null; `key` is
        "own", or "stranger" for one that nobody published; `token` is sent instead, or none at all where null.
        """
        unknown = set(body) - FORGED
        if unknown:
            raise CannotDo("unknown_field", f"A forged delivery has no {', '.join(sorted(unknown))}.")
        raw = body["body"] if "body" in body else json.dumps(body.get("activity"))
        headers = {"Content-Type": "application/json; charset=utf-8", **(body.get("headers") or {})}
        token = body.get("token", "")
        if "token" not in body:
            stranger = body.get("key") == "stranger"
            claims = body.get("claims") or {}
            token = self._teams.tokens.for_delivery(self._team.service, claims, stranger=stranger)
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        outcome = await self._teams.deliveries.forge(str(raw).encode(), headers)
        return {"status": outcome.status, "body": outcome.body, "error": outcome.error}

    async def faults(self, body: Json) -> Json:
        """Make something go wrong."""
        self._team.faults.add(body)
        return DONE

    async def clear_faults(self, _body: Json) -> Json:
        """Make everything go right again."""
        self._team.faults.clear()
        return DONE

    async def rate_limits(self, body: Json) -> Json:
        """Keep Teams' rate limits, or not."""
        self._team.limits.switch(on=bool(body.get("on")))
        return DONE

    async def app(self, body: Json) -> Json:
        """Set where deliveries go, the app's secret, or whether the administrator has switched it off."""
        unknown = set(body) - CHANGEABLE
        if unknown:
            raise CannotDo("unknown_field", f"The app has no {', '.join(sorted(unknown))} to set.")
        url = body.get("endpoint_url", self._team.endpoint_url)
        if url is not None and not str(url).startswith(("http://", "https://")):
            raise CannotDo("invalid_url", "A messaging endpoint begins with http:// or https://.")
        self._team.endpoint_url = url
        self._team.client_secret = str(body.get("client_secret", self._team.client_secret))
        self._team.disabled = bool(body.get("disabled", self._team.disabled))
        return DONE

    async def settle(self, _body: Json) -> Json:
        """Wait until no delivery is under way."""
        await self._teams.deliveries.settled()
        return DONE

    async def time(self, body: Json) -> Json:
        """Move the organisation's clock forwards, so that tokens grow old."""
        self._team.clock.advance(float(body.get("seconds", 0)))
        return {"now": self._team.clock()}
