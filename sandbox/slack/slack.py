"""The workspace together with its way to the app: what changes it and must be told."""

from sandbox.slack.conversations import Conversation, Message
from sandbox.slack.deliveries import Deliveries
from sandbox.slack.workspace import Workspace


class Slack:
    """One workspace and the deliveries to its app."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.deliveries = Deliveries(workspace)

    def post(self, conversation: Conversation, message: Message) -> None:
        """Add a message and tell those who see it."""
        conversation.add(message)
        self.workspace.touch(self.workspace.readers(conversation, message))

    def changed(self, conversation: Conversation, message: Message) -> None:
        """Tell those who see a message that it is not what it was."""
        self.workspace.touch(self.workspace.readers(conversation, message))

    async def close(self) -> None:
        """Stop deliveries and streams."""
        self.workspace.close()
        await self.deliveries.close()
