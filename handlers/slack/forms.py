"""Form ↔ modal: what is asked, and what was sent back."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.cards import Card, Form, Inputs, Note, Text
from bot.said import Said
from handlers.slack import fields, models
from handlers.slack.blocks import IN_VIEW, Json, in_view, laid_out
from handlers.slack.words import cut
from handlers.words import clean

TITLE, BUTTON = 24, 24
WORKING = Card("Working on it", (Text("This takes longer than usual. Nothing is lost, and you need not wait here."),))
AGAIN = "Please look at this again"

View = Json


def modal(form: Form) -> View:
    """A form as a modal: its action as the callback_id, and as private_metadata what comes back unseen."""
    page = in_view()
    if not fits(form.title):
        page.heading(form.title)
    for element in form.intro:
        page.add(element)
    page.fields(form.fields)
    return screen(form.title, page.finished(), action=form.action, submit=form.submit, value=form.value)


def pane(card: Card) -> View:
    """A card as a modal. Slack takes fields in a modal only with something to submit: the first of their buttons."""
    sent = next((element for element in card.body if isinstance(element, Inputs) and element.buttons), None)
    if sent is None:
        shown = Card(card.title, tuple(element for element in card.body if not isinstance(element, Inputs)))
        return screen(card.title, pane_blocks(shown))
    first, *rest = sent.buttons
    left = Inputs(sent.fields, tuple(rest))
    shown = Card(card.title, tuple(left if element is sent else element for element in card.body))
    return screen(card.title, pane_blocks(shown), action=first.action, submit=first.label, value=first.value)


def pane_blocks(card: Card) -> list[Json]:
    """The blocks of a card in a modal; a title that fits stands in the modal's own."""
    return laid_out(card, in_view(), title=not fits(card.title) or not card.body)


def home(card: Card) -> View:
    """A card as somebody's App Home."""
    return {**models.Screen("home").to_dict(), "blocks": laid_out(card, in_view())}


def screen(title: str, blocks: Sequence[Json], *, action: str = "", submit: str = "", value: str = "") -> View:
    """A modal; one without an action only shows."""
    made = models.Screen(
        "modal",
        title=models.Plain(short(title) or "Roundtable"),
        submit=models.Plain(cut(submit, BUTTON).strip() or "Save") if action else None,
        close=models.Plain("Cancel" if action else "Close"),
        callback_id=action or None,
        private_metadata=value or None,
    )
    return {**made.to_dict(), "blocks": list(blocks)}


def short(title: str) -> str:
    """A title as a modal's: what does not fit ends with a whole word, if it has one."""
    title = clean(title).strip()
    shown = cut(title, TITLE)
    if shown == title or title[len(shown) - 1].isspace():
        return shown
    whole, _, _ = shown.rpartition(" ")
    return f"{whole.rstrip(' ,;:')}…" if whole else shown


def fits(title: str) -> bool:
    """Whether a title is short enough for a modal's."""
    return cut(title, TITLE) == title


def submitted(view: Mapping[str, Any], workspace: str) -> tuple[str, Said, fields.Filled]:
    """The action a modal was sent to, and what was sent."""
    filled = fields.read(view["state"]["values"], view["blocks"], workspace)
    return view["callback_id"], Said(view.get("private_metadata") or "", filled.answers), filled


def errors(words: Mapping[str, str], filled: fields.Filled, view: Mapping[str, Any]) -> dict[str, str]:
    """Words for fields, under the ids of their blocks; those for no field of this modal stand under the first."""
    first = next((block["block_id"] for block in view["blocks"] if block["type"] == "input"), "")
    placed: dict[str, str] = {}
    for name, text in words.items():
        block_id = filled.blocks.get(name, first)
        placed[block_id] = f"{placed[block_id]} {clean(text)}" if block_id in placed else clean(text)
    return placed


def refilled(view: Mapping[str, Any], words: Mapping[str, str]) -> View:
    """A modal that was sent and is open no more, with what was typed into it and words on what is wrong.

    Slack's client has forgotten by then what stood in its fields, but sent it to us with the blocks.
    """
    note = in_view()
    note.heading(AGAIN)
    for text in words.values():
        note.add(Note(text))
    values = view["state"]["values"]
    blocks = [filled_in(block, values.get(block["block_id"], {})) for block in view["blocks"]]
    kept = {key: view.get(key) for key in SAME}
    kept["blocks"] = [*note.finished(), *blocks][:IN_VIEW]
    return {key: value for key, value in kept.items() if value}


SAME = ("type", "title", "submit", "close", "callback_id", "private_metadata")
INITIAL = {
    "value": "initial_value",
    "selected_date": "initial_date",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
}


def filled_in(block: Mapping[str, Any], held: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A block as it was sent, holding what stood in it."""
    if block["type"] != "input":
        return dict(block)
    element = {key: value for key, value in block["element"].items() if not key.startswith("initial_")}
    for key, value in held.get(element["action_id"], {}).items():
        if key in INITIAL and value:
            element[INITIAL[key]] = value
    return {**block, "element": element}
