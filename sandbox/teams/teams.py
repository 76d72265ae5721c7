"""The organisation together with its ways to the bot and back."""

from sandbox.refusals import Json
from sandbox.teams.deliveries import Deliveries
from sandbox.teams.team import Team
from sandbox.teams.tokens import Tokens


class Teams:
    """One organisation, its keys, and the deliveries to its bot."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.tokens = Tokens(team.tenant_id, team.client_id, team.clock, team.keys)
        self.deliveries = Deliveries(team, self.tokens)

    def record_call(self, method: str, status: int, answer: Json | list[Json] | None, args: Json) -> None:
        """Keep a call of the bot for the control API."""
        error = answer.get("error") if isinstance(answer, dict) else None
        code = error.get("code") if isinstance(error, dict) else error
        self.team.calls.append({"method": method, "ok": status < 400, "status": status, "error": code, "args": args})  # noqa: PLR2004  (a status)

    async def close(self) -> None:
        """Stop deliveries and streams."""
        self.team.close()
        await self.deliveries.close()
