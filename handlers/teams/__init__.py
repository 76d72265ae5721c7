"""The door to Teams: everything that knows its words, and nothing that knows ours."""
