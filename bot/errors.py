"""What the network refuses, each kind with words for the member: what happened, that nothing was lost, what to do."""

from bot.cards import Button, Buttons, Card, Invalid, Text


class Refused(Exception):
    """Something the network does not do, in the member's words."""

    title = "That did not work"
    text = "Nothing was changed. Please try again."
    buttons: tuple[Button, ...] = ()

    def __init__(self, text: str = "") -> None:
        super().__init__(text or self.text)
        if text:
            self.text = text

    @property
    def shown(self) -> Card | Invalid:
        """The refusal as the member sees it, beside what they were looking at."""
        body = (Text(self.text), Buttons(self.buttons)) if self.buttons else (Text(self.text),)
        return Card(self.title, body, detail=True)


HELP = Button("What can I do here?", "roundtable.help")


class BadForm(Refused):
    """A form that cannot be taken yet, with words for each field by its name."""

    def __init__(self, **errors: str) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors

    @property
    def shown(self) -> Card | Invalid:
        """The words for each field."""
        return Invalid(self.errors)


class OutOfDate(Refused):
    """A button or form from a message that is older than the program, or that never was ours."""

    title = "This button no longer works"
    text = "It comes from an older message. Nothing was changed. You can start again from here."
    buttons = (HELP,)


class NotYours(Refused):
    """Something that belongs to somebody else, or is not there; the two look the same on purpose."""

    title = "We could not find that"
    text = "It may have been changed or removed since. Nothing was changed."
    buttons = (HELP,)


class NoBots(Refused):
    """A bot that tries to join."""

    title = "Roundtable is for people"
    text = "This account belongs to a bot, so it cannot take part. Nothing was kept."


class NoProfile(Refused):
    """Something that needs a profile, asked by somebody who has none."""

    title = "You need a profile for this"
    text = "A profile takes about three minutes. You decide what others see, and nothing is shown before you agree."
    buttons = (Button("Make my profile", "profiles.edit", style="primary"), HELP)


class FacilitatorsOnly(Refused):
    """Something that only facilitators may do."""

    title = "Only facilitators can do this"
    text = "Nothing was changed. A facilitator of your network can do it for you."
    buttons = (Button("Who are the facilitators?", "facilitators.list"),)


class Busy(Refused):
    """The records could not be reached in time."""

    title = "We cannot reach our records just now"
    text = "Nothing was saved, and nothing you had before is lost. Please try again in a minute."


class Broken(Refused):
    """An unexpected error, told with the id under which the log has it."""

    title = "Something went wrong on our side"

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"It is not your fault, and nothing was saved. Please try again. If it happens twice, tell a facilitator "
            f"this reference: {reference}"
        )
