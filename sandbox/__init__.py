"""A local chat for trying and testing the bot: it speaks HTTP and knows nothing of the bot's code."""
