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

    def record_call(self, method: str, status: int, error: str | None, args: Json) -> None:
        """Keep a call of the bot for the control API; `error` is what a refusal was called."""
        self.team.calls.append({"method": method, "ok": error is None, "status": status, "error": error, "args": args})

    async def close(self) -> None:
        """Stop deliveries and streams."""
        self.team.close()
        await self.deliveries.close()
