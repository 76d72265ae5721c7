"""A local Microsoft Teams organisation: its tokens and connector, its deliveries to the bot, what its people do."""
