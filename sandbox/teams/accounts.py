"""The people of the organisation, and the accounts that Teams shows of them to a bot."""

import uuid
from dataclasses import dataclass, fields
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.refusals import CannotDo, Json

KINDS = ("member", "guest", "owner")
CHANGEABLE = ("real_name", "pronouns", "title", "tz", "email", "locale", "country", "kind")
HOME = uuid.UUID("5b6f9b2e-53a5-4f0e-9d53-6f1f6a3f2f10")
"""From this and a name the ids of people without one are made, so that they are the same at each start."""


@dataclass
class Person:
    """One person; `id` is their object id in the directory, `installed` whether they have the app for themselves."""

    id: str
    real_name: str
    name: str = ""
    pronouns: str = ""
    title: str = ""
    tz: str = "Europe/London"
    email: str = ""
    kind: str = "member"
    locale: str = "en-GB"
    country: str = "GB"
    installed: bool = True
    left: bool = False

    @property
    def account(self) -> str:
        """The id by which a bot knows them; another bot would see another one."""
        return f"29:1{uuid.uuid5(HOME, self.id).hex}"


def person_from(given: Json) -> Person:
    """Build a person from the contract's fields; unknown fields and kinds are refused by name."""
    known = {field.name for field in fields(Person)} - {"left"}
    values: dict[str, Any] = {key: value for key, value in given.items() if key in known and value is not None}
    unknown = set(given) - known - {"avatar"}
    if unknown:
        raise CannotDo("unknown_field", f"A person has no {', '.join(sorted(unknown))}.")
    real_name = str(values.get("real_name") or values.get("name") or "Somebody")
    values["real_name"] = real_name
    values["name"] = values.get("name") or real_name.lower().replace(" ", ".")
    values["id"] = _object_id(values.get("id") or str(uuid.uuid5(HOME, f"{values['name']} {values.get('email', '')}")))
    if values.get("kind") == "deactivated":
        values |= {"kind": "member", "left": True}
    if values.get("kind", "member") not in KINDS:
        raise CannotDo("unknown_kind", f"A person's kind is one of {', '.join(KINDS)}, deactivated.")
    person = Person(**values)
    _check_tz(person.tz)
    return person


def _object_id(given: str) -> str:
    try:
        return str(uuid.UUID(given))
    except ValueError:
        raise CannotDo("invalid_id", f"{given!r} is no object id: those are GUIDs.") from None


def change(person: Person, given: Json) -> None:
    """Change a person's fields; `kind` deactivated means that they have left the organisation."""
    for key in given:
        if key not in CHANGEABLE:
            raise CannotDo("unknown_field", f"A person's {key} cannot be changed.")
    _check_tz(str(given.get("tz", person.tz)))
    kind = given.get("kind", person.kind)
    if kind not in {*KINDS, "deactivated"}:
        raise CannotDo("unknown_kind", f"A person's kind is one of {', '.join(KINDS)}, deactivated.")
    for key, value in given.items():
        if key == "kind":
            person.left = value == "deactivated"
            person.kind = person.kind if person.left else value
        else:
            setattr(person, key, value)


def _check_tz(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError):
        raise CannotDo("unknown_tz", f"There is no time zone {name!r}.") from None


def principal(person: Person, domain: str) -> str:
    """The name by which a person signs in; a guest's is made from their address elsewhere."""
    if person.kind == "guest":
        return f"{(person.email or person.name).replace('@', '_')}#EXT#@{domain}"
    return person.email or f"{person.name}@{domain}"


def shown(person: Person, *, tenant: str, domain: str) -> Json:
    """The person as the control API shows them."""
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "pronouns": person.pronouns,
        "title": person.title,
        "tz": person.tz,
        "kind": "deactivated" if person.left else person.kind,
        "team_id": tenant,
        "email": person.email,
        "avatar": "".join(word[0] for word in person.real_name.split()[:2]).upper(),
        "locale": person.locale,
        "country": person.country,
        "account": person.account,
        "upn": principal(person, domain),
        "installed": person.installed,
    }


def member_object(person: Person, *, tenant: str, domain: str) -> Json:
    """The person as the connector's members give them."""
    given, _, surname = person.real_name.partition(" ")
    member: Json = {
        "id": person.account,
        "name": person.real_name,
        "objectId": person.id,
        "aadObjectId": person.id,
        "givenName": given,
        "surname": surname,
        "userPrincipalName": principal(person, domain),
        "tenantId": tenant,
        "userRole": "guest" if person.kind == "guest" else "user",
    }
    if person.email:
        member["email"] = person.email
    return member
