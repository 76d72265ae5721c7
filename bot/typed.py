"""What is said of words that members type, alike in every form."""


def too_long(words: str, most: int) -> str:
    """What stands at a field with more words than it takes."""
    return f"This has {len(words):,} characters. Please keep it to {most:,}."
