"""Every example of the gallery as each platform is sent it: what the golden files hold and the gallery page draws."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.cards import Card, Form, Invalid, Option, SuggestField
from bot.gallery import TOPICS, examples
from handlers.slack import answers
from handlers.slack import fields as slack_fields
from handlers.slack import forms as slack_forms
from handlers.teams import adaptive, picks
from handlers.teams import forms as teams_forms

Json = dict[str, Any]
Shown = Card | Form | Invalid

HOME = "home."
"""What the names of the cards begin with that Slack shows as somebody's App Home too."""

PICKED = "collaborators.public"
"""The card that is one of several to pick from in Teams, by a few of its words."""


def on_slack(name: str, shown: Shown) -> Json:
    """An example as Slack is sent it, by where it may stand: as home, message or modal; errors by their blocks."""
    if isinstance(shown, Form):
        return {"modal": slack_forms.modal(shown)}
    if isinstance(shown, Invalid):
        modal = slack_forms.modal(form_of(shown))
        filled = slack_fields.Filled(blocks=dict(named_blocks(modal["blocks"])))
        return {"modal": modal, "errors": slack_forms.errors(shown.errors, filled, modal)}
    made: Json = {"home": slack_forms.home(shown)} if name.startswith(HOME) else {}
    made["message"] = dict(answers.content(shown))
    return {**made, "modal": slack_forms.pane(shown)} if shown.detail else made


def on_teams(name: str, shown: Shown) -> Json:
    """An example as Teams is sent it: a card, and what is seen of it beside others to pick from."""
    if isinstance(shown, Form):
        return {"card": teams_forms.drawn(shown, offered(shown))}
    if isinstance(shown, Invalid):
        form = form_of(shown)
        return {"card": teams_forms.drawn(form, offered(form), errors=shown.errors)}
    card = adaptive.content(shown)
    return {"card": card, "preview": picks.preview(shown)["content"]} if name == PICKED else {"card": card}


def form_of(invalid: Invalid) -> Form:
    """The form that the errors are about: the last of the gallery that has all their fields, for it is filled in."""
    forms = [each for each in examples().values() if isinstance(each, Form)]
    return next(form for form in reversed(forms) if invalid.errors.keys() <= {each.name for each in form.fields})


def named_blocks(blocks: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """The name of each field in Slack's blocks, with the id of its block."""
    for block in blocks:
        if block["type"] == "input":
            yield block["element"]["action_id"].removeprefix(slack_fields.PREFIX), block["block_id"]


def offered(form: Form) -> Mapping[str, Sequence[Option]]:
    """What the sources of a form's fields suggest for nothing typed."""
    topics = tuple(Option(topic, topic) for topic in TOPICS)
    return {each.source: topics for each in form.fields if isinstance(each, SuggestField)}


def offered_on_slack(shown: Iterable[Shown]) -> Mapping[str, Sequence[Json]]:
    """The same of all forms, as Slack is answered when it asks."""
    sources = {source: options for each in shown if isinstance(each, Form) for source, options in offered(each).items()}
    return {source: [slack_fields.option(each).to_dict() for each in options] for source, options in sources.items()}
