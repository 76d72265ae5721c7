"""A local server in the place of services outside: it answers what a test tells it to, and keeps what it was asked."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.server import listen, up

ORCID = "0000-0002-1825-0097"
CHARITY = "1095654"
KEY = "the-key"
NOT_FOUND = {
    "response-code": 404,
    "developer-message": "404 Not Found: The resource was not found.",
    "user-message": "The resource was not found.",
    "error-code": 9016,
    "more-info": "https://members.orcid.org/api/resources/troubleshooting",
}


@dataclass(frozen=True)
class Said:
    """An answer: its status, its headers and what it says, as JSON unless it is bytes; not before `held` is set."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    held: asyncio.Event | None = None


@dataclass
class Services:
    """What is answered at each path, and what was asked for."""

    url: str = ""
    answers: dict[str, Said] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in their order."""
        return [request.url.path for request in self.asked]

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        self.asked.append(request)
        said = self.answers.get(request.url.path, Said(NOT_FOUND, 404))
        if said.held is not None:
            await said.held.wait()
        body = said.body if isinstance(said.body, bytes) else json.dumps(said.body)
        return Response(body, said.status, {"content-type": "application/json", **said.headers})

    def record(self, **changes: Any) -> None:
        """Have ORCID answer with the record, with other parts in their places, or in a way of its own."""
        said = changes.pop("said", None)
        self.answers[f"/orcid/{ORCID}/record"] = said or Said(record(**changes))

    def charity(self, number: str = f"{CHARITY}/0", **changes: Any) -> None:
        """Have the register of charities answer."""
        self.answers[f"/charity/allcharitydetailsV2/{number}"] = Said(details(**changes))
        self.answers[f"/charity/charityoverview/{number}"] = Said(OVERVIEW)


@asynccontextmanager
async def at_work() -> AsyncIterator[Services]:
    """Serve on this machine alone."""
    services = Services()
    app = Starlette(routes=[Route("/{path:path}", services.answer)])
    config = uvicorn.Config(app, log_level="error", lifespan="off", ws="none", access_log=False)
    async with up(uvicorn.Server(config), listen()) as url:
        services.url = url
        try:
            yield services
        finally:
            for said in services.answers.values():
                if said.held is not None:
                    said.held.set()


def employment(organisation: str, role: str | None, **more: Any) -> dict[str, Any]:
    """A group of one employment, as ORCID has it."""
    summary = {
        "created-date": {"value": 1480522020914},
        "source": {"source-orcid": {"uri": f"https://orcid.org/{ORCID}", "path": ORCID, "host": "orcid.org"}},
        "put-code": 2019,
        "department-name": "School of Health",
        "role-title": role,
        "start-date": {"year": {"value": "2019"}, "month": {"value": "09"}, "day": None},
        "end-date": None,
        "organization": {"name": organisation, "address": {"city": "Leeds", "region": None, "country": "GB"}},
        "display-index": "0",
        "visibility": "public",
        "path": f"/{ORCID}/employment/2019",
    }
    return {
        "last-modified-date": {"value": 1},
        "external-ids": None,
        "summaries": [{"employment-summary": summary | more}],
    }


def work(title: Any, year: str | None) -> dict[str, Any]:
    """A group of one publication, as ORCID has it."""
    published = {"year": {"value": year}, "month": None, "day": None} if year else None
    summary = {
        "put-code": 733535,
        "title": {"title": {"value": title}, "subtitle": None, "translated-title": None},
        "type": "journal-article",
        "publication-date": published,
        "visibility": "public",
        "display-index": "0",
    }
    return {"external-ids": {"external-id": []}, "work-summary": [summary]}


def record(
    *,
    biography: Any = "I study how peer groups last, with the people who run them.",
    keywords: Any = ("peer support", "ethnography; hearing voices"),
    employments: Any = None,
    works: Any = None,
) -> dict[str, Any]:
    """A record as ORCID's public interface, version 3.0, gives it; what is private is null or an empty list."""
    if employments is None:
        employments = [
            employment(
                "A past university", "Lecturer", **{"end-date": {"year": {"value": "2019"}}, "display-index": "9"}
            ),
            employment("University of the Northern Coast", "Professor of community health"),
        ]
    if works is None:
        works = [
            work("An early paper", "2009"),
            work("What groups <i>live on</i>.", "2026"),
            work("Drawing &amp; talking", "2024"),
            work("Rooms by the sea", "2025"),
        ]
    return {
        "orcid-identifier": {"uri": f"https://orcid.org/{ORCID}", "path": ORCID, "host": "orcid.org"},
        "preferences": {"locale": "en"},
        "person": {
            "name": {"given-names": {"value": "Josiah"}, "family-name": {"value": "Carberry"}, "credit-name": None},
            "biography": {"content": biography, "visibility": "public"} if biography is not None else None,
            "keywords": {"keyword": [{"content": each, "visibility": "public"} for each in keywords]},
            "emails": {"email": [], "path": f"/{ORCID}/email"},
        },
        "activities-summary": {
            "employments": {"affiliation-group": employments, "path": f"/{ORCID}/employments"},
            "works": {"group": works, "path": f"/{ORCID}/works"},
        },
        "path": f"/{ORCID}",
    }


def details(**changes: Any) -> dict[str, Any]:
    """A charity's details as the Charity Commission's interface gives them."""
    return {
        "organisation_number": 4012345,
        "reg_charity_number": int(CHARITY),
        "group_subsid_suffix": 0,
        "charity_name": "HARBOUR VOICES",
        "charity_type": "CIO",
        "reg_status": "R",
        "date_of_registration": "2003-01-17T00:00:00",
        "date_of_removal": None,
        "web": "www.harbourvoices.example",
        "who_what_where": [
            {
                "classification_code": "101",
                "classification_type": "What",
                "classification_desc": "General Charitable Purposes",
            },
            {
                "classification_code": "103",
                "classification_type": "What",
                "classification_desc": "The Advancement Of Health Or Saving Of Lives",
            },
            {
                "classification_code": "203",
                "classification_type": "Who",
                "classification_desc": "People With Disabilities",
            },
            {
                "classification_code": "302",
                "classification_type": "How",
                "classification_desc": "Makes Grants To Organisations",
            },
        ],
    } | changes


OVERVIEW = {
    "organisation_number": 4012345,
    "activities": "WEEKLY GROUPS FOR PEOPLE WHO HEAR VOICES,\r\nAND FOR THOSE WHO ARE CLOSE TO THEM.",
}
