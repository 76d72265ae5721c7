"""The people of the workspace, and the user objects that Slack's API shows of them."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.refusals import CannotDo, Json

KINDS = ("member", "guest", "single_channel_guest", "connect", "bot", "owner")
SLACKBOT = "USLACKBOT"
CHANGEABLE = ("name", "real_name", "pronouns", "title", "tz", "locale", "email", "display_name", "kind", "deleted")


@dataclass
class User:
    """One account; `kind` is one of KINDS, `channels` names those they begin in (None: what their kind gives)."""

    id: str
    name: str
    real_name: str
    pronouns: str = ""
    title: str = ""
    tz: str = "Europe/London"
    locale: str = "en-GB"
    kind: str = "member"
    team_id: str = ""
    email: str = ""
    display_name: str = ""
    deleted: bool = False
    channels: list[str] | None = None
    bot_id: str = ""

    @property
    def external(self) -> bool:
        """Whether they belong to another workspace (Slack Connect)."""
        return self.kind == "connect"

    @property
    def guest(self) -> bool:
        """Whether they see only the channels they were put in."""
        return self.kind in {"guest", "single_channel_guest", "connect"}


def user_from(given: Json, *, user_id: str, team_id: str) -> User:
    """Build a user from the contract's fields; unknown fields and kinds are refused by name."""
    known = {field.name for field in fields(User)}
    values: dict[str, Any] = {key: value for key, value in given.items() if key in known and value is not None}
    unknown = set(given) - known - {"avatar"}
    if unknown:
        raise CannotDo("unknown_field", f"A user has no {', '.join(sorted(unknown))}.")
    values["id"] = values.get("id") or user_id
    real_name = str(values.get("real_name") or values.get("name") or values["id"])
    values["real_name"] = real_name
    values["name"] = values.get("name") or real_name.lower().replace(" ", ".")
    if values.get("kind") == "deactivated":
        values["kind"] = "member"
        values["deleted"] = True
    if values.get("kind", "member") not in KINDS:
        raise CannotDo("unknown_kind", f"A user's kind is one of {', '.join(KINDS)}, deactivated.")
    values.setdefault("team_id", "TELSEWHERE" if values.get("kind") == "connect" else team_id)
    user = User(**values)
    _check_tz(user.tz)
    return user


def change(user: User, given: Json) -> None:
    """Change a person's fields; `kind` deactivated is `deleted`."""
    for key in given:
        if key not in CHANGEABLE:
            raise CannotDo("unknown_field", f"A user's {key} cannot be changed.")
    _check_tz(str(given.get("tz", user.tz)))
    for key, value in given.items():
        if key == "kind" and value == "deactivated":
            user.deleted = True
        elif key == "kind" and value not in KINDS:
            raise CannotDo("unknown_kind", f"A user's kind is one of {', '.join(KINDS)}, deactivated.")
        else:
            setattr(user, key, value)


def _check_tz(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError):
        raise CannotDo("unknown_tz", f"There is no time zone {name!r}.") from None


def initials(user: User) -> str:
    """Up to two letters that stand for a person's picture."""
    return "".join(word[0] for word in user.real_name.split()[:2]).upper()


def shown(user: User) -> Json:
    """The user as the control API shows them."""
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "pronouns": user.pronouns,
        "title": user.title,
        "tz": user.tz,
        "kind": _kind_shown(user),
        "team_id": user.team_id,
        "email": user.email,
        "avatar": initials(user),
    }


def _kind_shown(user: User) -> str:
    if user.deleted:
        return "deactivated"
    return "bot" if user.id == SLACKBOT else user.kind


def user_object(user: User, *, now: float, email: bool, app_id: str, stranger: bool) -> Json:
    """The user as Slack's `users.info` shows them to an app (`email`: whether it may read addresses)."""
    profile: Json = {
        "title": user.title,
        "phone": "",
        "skype": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "first_name": user.real_name.partition(" ")[0],
        "last_name": user.real_name.partition(" ")[2],
        "status_text": "",
        "status_emoji": "",
        "status_expiration": 0,
        "avatar_hash": f"g{user.id.lower()}",
        "team": user.team_id,
    }
    if user.pronouns:
        profile["pronouns"] = user.pronouns
    if email and user.email:
        profile["email"] = user.email
    is_bot = user.kind == "bot"
    if is_bot:
        profile |= {"api_app_id": app_id, "bot_id": user.bot_id, "always_active": True}
    whole: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": is_bot,
        "is_app_user": False,
        "updated": int(now),
    }
    if user.deleted:
        return whole
    moment = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(user.tz))
    offset = moment.utcoffset()
    owner = user.kind == "owner"
    whole |= {
        "color": "9f69e7",
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": moment.tzname() or user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": owner,
        "is_owner": owner,
        "is_primary_owner": owner,
        "is_restricted": user.kind in {"guest", "single_channel_guest"},
        "is_ultra_restricted": user.kind == "single_channel_guest",
        "is_email_confirmed": not is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }
    if user.external:
        whole["is_stranger"] = stranger
    return whole
