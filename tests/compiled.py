"""Statements are compiled once in a test process, not once in each test: compiling took a third of its time."""

from typing import Any, ClassVar

from sqlalchemy import URL, CreateEnginePlugin, Engine, event, make_url
from sqlalchemy.dialects import plugins

NAME = "compiled_once"


class CompiledOnce(CreateEnginePlugin):
    """Gives an engine what an earlier one of its kind, which has met its database, has compiled so far.

    What is compiled depends on the statement and the kind of database alone; it belongs to the dialect it was made by.
    """

    earlier: ClassVar[dict[str, Engine]] = {}

    def update_url(self, url: URL) -> URL:
        """Take out again what named this plugin."""
        return url.difference_update_query(["plugin"])

    def engine_created(self, engine: Engine) -> None:
        """Share, or be the one that others share with."""
        first = self.earlier.get(engine.dialect.name)
        if first is not None:
            engine.dialect = first.dialect
            engine._compiled_cache = first._compiled_cache  # Handing one over is not provided for.
            return

        @event.listens_for(engine.pool, "connect", once=True)
        def met(_connection: Any, _record: Any) -> None:
            self.earlier.setdefault(engine.dialect.name, engine)


plugins.register(NAME, __name__, CompiledOnce.__name__)


def compiled_once(url: str) -> str:
    """The address of the same database, for an engine that shares."""
    return make_url(url).update_query_dict({"plugin": NAME}).render_as_string(hide_password=False)
