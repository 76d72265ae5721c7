"""Microsoft's SDK, imported quietly: it warns of its own preview features whenever it is imported."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)
    from microsoft_teams.api import Account
    from microsoft_teams.api.activities.message.message import MessageActivityInput
    from microsoft_teams.api.auth.cloud_environment import PUBLIC
    from microsoft_teams.api.clients.conversation.params import CreateConversationParams
    from microsoft_teams.api.models.adaptive_card import (
        AdaptiveCardActionCardResponse,
        AdaptiveCardActionMessageResponse,
    )
    from microsoft_teams.apps import App, FastAPIAdapter
    from microsoft_teams.cards import AdaptiveCard, ExecuteAction, TextBlock, TextInput

__all__ = [
    "PUBLIC",
    "Account",
    "AdaptiveCard",
    "AdaptiveCardActionCardResponse",
    "AdaptiveCardActionMessageResponse",
    "App",
    "CreateConversationParams",
    "ExecuteAction",
    "FastAPIAdapter",
    "MessageActivityInput",
    "TextBlock",
    "TextInput",
]
