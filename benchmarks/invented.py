"""Any number of invented people, each a few texts of varied sentences."""

import random
from collections.abc import Iterator
from dataclasses import dataclass


def _listed(text: str) -> tuple[str, ...]:
    """Return what stands between the commas."""
    return tuple(" ".join(item.split()) for item in text.split(","))


TOPICS = _listed(
    """
    hearing voices, eating disorders, self-harm, dementia, loneliness, young carers, postnatal depression,
    psychosis, bereavement, suicide prevention, addiction recovery, homelessness, domestic abuse, refugee mental
    health, school exclusion, chronic pain, autism, learning disabilities, veterans and trauma, prison release,
    gambling harm, menopause at work, sleep problems, long covid, racism in mental health care, gender identity,
    hoarding, obsessive thoughts, panic attacks, bipolar disorder, crisis care, medication withdrawal, peer
    support, spiritual care, stigma in the press, rural isolation, debt and worry, kinship care, adoption,
    student wellbeing, workplace stress, hospital discharge, advocacy under detention, deaf people's access,
    sight loss, stroke recovery, brain injury, cancer survivorship, HIV and ageing, sickle cell, migration and
    memory, farming families, fishing communities, asylum housing, perinatal loss, infertility, foster care
    leavers, youth violence, online harm, body image, tics and Tourette's, dissociation, compulsive behaviour,
    insomnia, anxiety in childhood
    """
)
METHODS = _listed(
    """
    poetry workshops, oral history interviews, body mapping, participatory photography, community theatre,
    archival research, randomised trials, focus groups, diaries kept over a year, walking interviews, zine
    making, singing groups, gardening sessions, reading groups, film screenings, peer research, statistical
    modelling, narrative analysis, drawing and collage, drama games, storytelling circles, ethnographic
    fieldwork, co-designed surveys, textile crafts, listening clinics, phone befriending, drop-in mornings,
    one-to-one mentoring, legal casework, drumming, podcasting, museum visits, nature walks, cooking together
    """
)
GROUPS = _listed(
    """
    older men, teenage girls, new mothers, people leaving hospital, Somali families, students away from home,
    retired miners, trans young people, survivors of abuse, Gypsy and Traveller communities, nurses, single
    fathers, people on probation, night-shift workers, South Asian women, rural teenagers, people with
    psychosis, carers in their eighties, deaf adults, newly arrived refugees, care leavers, grandparents raising
    children, people in temporary housing, unpaid carers, veterans, people who hear voices, autistic adults,
    primary school pupils, bereaved parents, street sex workers, paramedics, farmers
    """
)
PLACES = _listed(
    """
    Leeds, Durham, Cardiff, Belfast, Glasgow, Truro, Norwich, Bradford, Hackney, Swansea, Inverness, Hull,
    Derry, Brighton, Carlisle, Stoke, Plymouth, Wrexham, Dundee, Sunderland, Luton, Margate, Oldham, Bristol,
    Aberdeen, Bangor, Lewisham, Grimsby, Newport, Fife
    """
)
FRAMES = (
    "We run {method} on {topic} with {group} in {place}.",
    "My research asks how {topic} is lived by {group}, using {method}.",
    "For nine years I have worked with {group} in {place}, mostly around {topic}.",
    "I can offer {method} and a quiet room in {place} for groups that meet about {topic}.",
    "Looking for partners who understand {topic} and would try {method} with {group}.",
    "Our trustees are {group} themselves, and {topic} is what they ask us about most.",
    "I teach {method} at the college in {place} and write about {topic}.",
    "We would like to hear from anyone who has studied {topic} among {group}.",
    "What I care about is fair pay for {group} who take part in studies of {topic}.",
    "A small grant let us bring {method} to {group} living with {topic}.",
    "I am interested in what {method} can and cannot say about {topic}.",
    "Ask me about safeguarding, travel costs and {method} when {group} are involved.",
)


@dataclass(frozen=True, slots=True)
class Pool:
    """Sentences to make people from, and short topics with them."""

    sentences: tuple[str, ...]
    topics: tuple[str, ...]


def pool(size: int, seed: int = 1) -> Pool:
    """Return `size` distinct sentences, and lists of one to four topics as people tick them."""
    rng = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < size:
        frame = rng.choice(FRAMES)
        found[
            frame.format(
                topic=rng.choice(TOPICS), method=rng.choice(METHODS), group=rng.choice(GROUPS), place=rng.choice(PLACES)
            )
        ] = None
    ticked = tuple(", ".join(rng.sample(TOPICS, rng.randint(1, 4))) for _ in range(size // 4))
    return Pool(tuple(found), ticked)


def people(
    count: int, of: Pool, seed: int = 2
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], int]]:
    """Yield people as numbers of sentences: about (two to four), offers (one or two), looking for (one), and topics."""
    rng = random.Random(seed)
    last = len(of.sentences) - 1
    for _ in range(count):
        about = tuple(rng.randint(0, last) for _ in range(rng.randint(2, 4)))
        offers = tuple(rng.randint(0, last) for _ in range(rng.randint(1, 2)))
        yield about, offers, (rng.randint(0, last),), rng.randint(0, len(of.topics) - 1)


def queries(count: int, seed: int = 3) -> list[str]:
    """Return searches as people type them: a topic, a topic with a method or a group, a whole sentence, a slip."""
    rng = random.Random(seed)
    shapes = (
        "{topic}",
        "{topic} in {place}",
        "{method} with {group}",
        "{topic} and {method}",
        "I am looking for someone who works on {topic} with {group}",
        "who could help {group} with {topic}?",
    )
    result = []
    for number in range(count):
        text = shapes[number % len(shapes)].format(
            topic=rng.choice(TOPICS), method=rng.choice(METHODS), group=rng.choice(GROUPS), place=rng.choice(PLACES)
        )
        if number % 10 == 9:  # One in ten is mistyped.
            at = rng.randint(1, len(text) - 2)
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        result.append(text)
    return result
