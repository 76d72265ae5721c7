"""What the chat platforms are called, in words that members read."""

from collections.abc import Iterable, Mapping

PLATFORMS: Mapping[str, str] = {"slack": "Slack", "teams": "Microsoft Teams"}


def channel_on(platform: str, name: str) -> str:
    """A channel in words: #general on Slack."""
    return f"{name} on {PLATFORMS[platform]}"


def named(platforms: Iterable[str]) -> str:
    """Some platforms, each once: Slack and Microsoft Teams; those where nobody can be written to are left out."""
    among = set(platforms)
    return " and ".join(name for platform, name in PLATFORMS.items() if platform in among)
