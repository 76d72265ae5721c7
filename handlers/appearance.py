"""What the bot is called and looks like on every platform."""

NAME = "Roundtable"
DESCRIPTION = "Find people to work with, on both sides of research"
COLOUR = "#2c5f5b"
