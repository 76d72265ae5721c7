"""A local Slack workspace for trying and testing the bot: it speaks HTTP and knows nothing of the bot's code."""
