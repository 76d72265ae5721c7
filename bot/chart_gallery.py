"""An example of every chart in a card, for the gallery."""

from collections.abc import Mapping

from bot import charts
from bot.cards import Card, Fact, Facts, Picture, Text
from bot.charts import Scale, Wave

PUBLIC = "https://roundtable.example.org/files/0123456789abcdef0123456789abcdef"
BARS, GROUPS, WAVES = f"{PUBLIC}/bars.png", f"{PUBLIC}/groups.png", f"{PUBLIC}/waves.png"
"""Where the pictures of the examples would be."""

DAY, EQUAL, COUNTS = "When should the next exchange be?", "Does exchange feel equal?", "What I say counts"
DAYS = (("Monday evening, online", 12, 0.4), ("Saturday morning in Leeds", 9, 0.3), ("Any time", 9, 0.3))
SIDES = ("Research (34 answers)", "Voluntary sector (21 answers)")
FEELS = (
    ("Yes, mostly", ((19, 19 / 34), (6, 6 / 21))),
    ("It depends", ((10, 10 / 34), (10, 10 / 21))),
    ("No", ((5, 5 / 34), (5, 5 / 21))),
)
ASKED = (Wave("Spring", 23, 3.1, 2.7, 3.5), Wave("Summer", 4, None), Wave("Autumn", 41, 3.6, 3.3, 3.9))
SCALE = Scale(1, 5, "not at all", "completely")


def examples() -> Mapping[str, Card]:
    """Every card by a name of its own: what a picture shows stands beside it in words."""
    days = Facts(tuple(Fact(label, charts.numbers(count, share)) for label, count, share in DAYS))
    return {
        "charts.bars": Card(DAY, (days, Picture(BARS, "A bar for each choice, the longest for Monday evening."))),
        "charts.groups": Card(
            EQUAL,
            (
                Text("“Yes, mostly” said 19 of 34 in research, and 6 of 21 in the voluntary sector."),
                Picture(GROUPS, "For each answer a bar for research and one for the voluntary sector."),
            ),
        ),
        "charts.waves": Card(
            COUNTS,
            (
                Text("3.1 of 5 in spring, 3.6 in autumn. Too few answered in summer."),
                Picture(WAVES, "A line for spring and one for autumn, each with a dot for the mean."),
            ),
        ),
    }


def drawn() -> Mapping[str, bytes]:
    """The pictures of the examples, by their addresses."""
    return {
        BARS: charts.bars(DAY, DAYS, "30 people have answered."),
        GROUPS: charts.groups(EQUAL, SIDES, FEELS, "Shares are of each side."),
        WAVES: charts.waves(COUNTS, ASKED, SCALE, "Lines show where the mean of all members may be."),
    }
