"""The two icons of the Teams app, drawn: a round table seen from above, with people of two kinds around it."""

from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageDraw

from handlers.appearance import COLOUR

COLOUR_SIZE = 192
OUTLINE_SIZE = 32
FINENESS = 8
"""Everything is drawn so many times larger, and then made smaller, so that edges are smooth."""

PEOPLE = 6
TABLE, EDGE = "#fbf3e4", "#e3cda6"
SHOULDERS, HEADS = ("#d98e2b", "#6fbfae"), ("#ffd58f", "#d3f2ea")

Point = tuple[float, float]


def colour() -> bytes:
    """The colour icon as PNG: a full square, with everything in the 120 by 120 in the middle that clients never cut."""
    image = Image.new("RGB", (COLOUR_SIZE * FINENESS,) * 2, COLOUR)
    pen = ImageDraw.Draw(image)
    for person in range(PEOPLE):
        angle = 2 * pi * person / PEOPLE
        pen.polygon(oval(COLOUR_SIZE, 50, angle, around=16, across=9), fill=SHOULDERS[person % len(SHOULDERS)])
        pen.polygon(oval(COLOUR_SIZE, 45.5, angle, around=9, across=9), fill=HEADS[person % len(HEADS)])
    pen.polygon(oval(COLOUR_SIZE, 0, 0, around=32, across=32), fill=EDGE)
    pen.polygon(oval(COLOUR_SIZE, 0, 0, around=28.5, across=28.5), fill=TABLE)
    return png(image.resize((COLOUR_SIZE,) * 2, Image.Resampling.BOX))


def outline() -> bytes:
    """The outline icon as PNG: white on nothing, as large as the square allows."""
    strength = Image.new("L", (OUTLINE_SIZE * FINENESS,) * 2, 0)
    pen = ImageDraw.Draw(strength)
    for person in range(PEOPLE):
        pen.polygon(oval(OUTLINE_SIZE, 12.8, 2 * pi * person / PEOPLE, around=3.4, across=2.4), fill=255)
    pen.polygon(oval(OUTLINE_SIZE, 0, 0, around=8.2, across=8.2), fill=255)
    pen.polygon(oval(OUTLINE_SIZE, 0, 0, around=6.2, across=6.2), fill=0)
    image = Image.new("RGBA", (OUTLINE_SIZE,) * 2, "white")
    image.putalpha(strength.resize((OUTLINE_SIZE,) * 2, Image.Resampling.BOX))
    return png(image)


def oval(size: int, distance: float, angle: float, *, around: float, across: float) -> list[Point]:
    """The points of an oval at a distance from the middle, by its half axes around the middle and away from it."""
    steps = 180
    points = []
    for step in range(steps):
        turn = 2 * pi * step / steps
        out, along = distance + across * cos(turn), around * sin(turn)
        x, y = out * sin(angle) + along * cos(angle), -out * cos(angle) + along * sin(angle)
        points.append(((size / 2 + x) * FINENESS, (size / 2 + y) * FINENESS))
    return points


def png(image: Image.Image) -> bytes:
    """The file's bytes."""
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
