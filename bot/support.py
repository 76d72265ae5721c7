"""Whom one can talk to when a question brings something up."""

LINE = (
    "If this brings something up, you can talk to somebody at any time, free of charge: Samaritans on 116 123, Shout "
    "by texting SHOUT to 85258, or NHS 111 (option 2)."
)
"""The sentence on any pulse that asks for people's own words. A network may set another."""
