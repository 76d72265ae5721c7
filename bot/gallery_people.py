"""The people of the gallery's examples, by their profiles."""

from datetime import UTC, datetime

from storage.profiles import Stored

ROSA = Stored(
    member_id=7,
    name="Rosa Okafor",
    pronouns="she/her",
    timezone="Europe/London",
    part="vcse",
    role="Peer support lead",
    organisation="Harbour Voices",
    about="We run weekly groups for people who hear voices. Most of what we do begins with drawing or a poem.",
    offers="A group that has worked with researchers twice, and says plainly what it will not do.",
    looking_for="Someone who studies how groups like ours last.",
    private="I have been in hospital under section.",
    region="north-east",
    pay="organisation",
    monthly_requests=2,
    paused=False,
    paused_until=None,
    consented_at=datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
    imported=False,
)
PRIYA = ROSA._replace(
    member_id=9,
    name="Priya Raman",
    pronouns="she/they",
    part="research",
    role="Research fellow",
    organisation="Northfield University",
    about="I study how groups that people run for each other last.",
    pay="job",
)
SAM = ROSA._replace(member_id=8, name="Sam Whitlock", pronouns="", role="Poet", organisation="", about="I write.")
