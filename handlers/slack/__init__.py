"""The door to Slack: everything that knows its words, and nothing that knows ours."""
