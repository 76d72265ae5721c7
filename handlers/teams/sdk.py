"""Microsoft's SDK, imported in one place: quietly, and without the .env file that it reads into the environment."""

import os
import warnings
from typing import Any

_known = frozenset(os.environ)

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)  # It warns of its own preview features whenever it is imported.
    from microsoft_teams.api import ApiClientSettings, InvokeResponse
    from microsoft_teams.api.auth.cloud_environment import PUBLIC, CloudEnvironment, with_overrides
    from microsoft_teams.apps import App, FastAPIAdapter
    from microsoft_teams.apps.events import ActivityEvent

for _name in frozenset(os.environ) - _known:
    del os.environ[_name]


def make_app(**options: Any) -> App:
    """Make the SDK's app without what it says of parts of its own that are going to be removed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return App(**options)


__all__ = [
    "PUBLIC",
    "ActivityEvent",
    "ApiClientSettings",
    "App",
    "CloudEnvironment",
    "FastAPIAdapter",
    "InvokeResponse",
    "make_app",
    "with_overrides",
]
