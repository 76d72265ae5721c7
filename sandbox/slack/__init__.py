"""A local Slack workspace: its Web API, its deliveries to the app, and what its people do."""
