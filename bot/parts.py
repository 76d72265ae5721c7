"""The fixed choices of a profile: which part somebody plays, where they are, how their time is paid."""

from bot.cards import Option

PARTS: tuple[Option, ...] = (
    Option("Research", "research"),
    Option("Community: a charity or community organisation (VCSE)", "vcse"),
    Option("Community: lived experience", "lived"),
    Option("Community: creative practice", "creative"),
    Option("Community: health or care practice", "health"),
)

SIDES: tuple[Option, ...] = (
    Option("The community side", "community"),
    Option("The research side", "research"),
    Option("Anyone", "anyone"),
)

REGIONS: tuple[Option, ...] = (
    Option("Anywhere in the UK", "anywhere"),
    Option("England", "england"),
    Option("East Midlands", "east-midlands"),
    Option("East of England", "east-of-england"),
    Option("London", "london"),
    Option("North East", "north-east"),
    Option("North West", "north-west"),
    Option("South East", "south-east"),
    Option("South West", "south-west"),
    Option("West Midlands", "west-midlands"),
    Option("Yorkshire and the Humber", "yorkshire"),
    Option("Northern Ireland", "northern-ireland"),
    Option("Scotland", "scotland"),
    Option("Wales", "wales"),
    Option("Outside the UK", "abroad"),
)
"""The nations of the UK, and for England the nine regions of the Office for National Statistics."""

ENGLISH = frozenset(option.value for option in REGIONS[2:11])

PAY: tuple[Option, ...] = (
    Option("My job covers it", "job"),
    Option("My organisation needs to be paid for it", "organisation"),
    Option("I need to be paid myself", "person"),
    Option("Expenses are enough", "expenses"),
    Option("It depends: please ask", "ask"),
)

STAGES: tuple[Option, ...] = (
    Option("Forming the question", "question"),
    Option("Designing", "designing"),
    Option("Doing", "doing"),
    Option("Sharing", "sharing"),
)
"""How far something is that people do together."""


def side_of(part: str) -> str:
    """The side that a part belongs to: research or community."""
    return "research" if part == "research" else "community"


def other_side(part: str) -> str:
    """The side that somebody is most likely looking for; anyone, when they have not said what they are."""
    if not part:
        return "anyone"
    return "community" if side_of(part) == "research" else "research"


def within(region: str) -> frozenset[str] | None:
    """The regions whose people fit a wish for this one, or None when everybody does.

    Those who work anywhere fit every wish, and those who work all over England fit each of its regions.
    """
    if region in ("", "anywhere"):
        return None
    if region == "england":
        return frozenset({"anywhere", "england"}) | ENGLISH
    if region in ENGLISH:
        return frozenset({"anywhere", "england", region})
    if region == "abroad":
        return frozenset({"abroad"})
    return frozenset({"anywhere", region})


def label(options: tuple[Option, ...], value: str) -> str:
    """How a value reads; empty for one that is not among the options."""
    return next((option.label for option in options if option.value == value), "")


def known(options: tuple[Option, ...], value: str) -> str:
    """A value that is among the options, or nothing."""
    return value if label(options, value) else ""
