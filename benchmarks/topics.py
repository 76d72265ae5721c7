"""A small made-up network to rank: who works on what is known, because each sentence was written for its topic.

For each topic there are two names (as people outside the clinic say it, and as professionals do), and sentences as a
community group and as a researcher would write them. Nobody looked at what a ranking makes of them while writing.
People are made of one or two topics of their side, as several texts with sentences that say nothing of the topic; the
last sentence of each list is kept out of people and only used in the long queries.
"""

import random
from dataclasses import dataclass

TOPICS: dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("hearing voices", "auditory hallucinations"): (
        (
            "Our Tuesday group is for anyone who hears a voice that others do not.",
            "Members share how they live alongside their voices and what those voices want.",
            "We train ward staff to ask about voices without fear.",
            "Some of us have talked back to what we hear for thirty years and want that taken seriously.",
        ),
        (
            "I study verbal hallucinations in people with and without a diagnosis.",
            "My interviews ask what the voices say, who they belong to and how they changed.",
            "We compare inner speech with hallucinated speech in brain scans.",
            "The project traces how psychosis services came to see hallucination only as a symptom.",
        ),
    ),
    ("cutting and self-injury", "self-harm"): (
        (
            "We answer texts at night from people who want to hurt themselves.",
            "Nobody here will take your blades away or make you promise to stop.",
            "Long sleeves in summer are a thing our volunteers never remark on.",
            "We made a booklet about scars, shame and what A&E staff should never say.",
        ),
        (
            "My doctoral work is on self-injury among students and the care that they receive.",
            "We follow young people after hospital treatment for self-poisoning.",
            "I analyse online communities in which self-harm is discussed.",
            "A trial of brief contact after an episode of self-harm has just closed.",
        ),
    ),
    ("losing someone", "bereavement"): (
        (
            "We sit with widows and widowers in the first year.",
            "Our allotment was planted by parents whose child died.",
            "There is a supper each month for anyone whose grief has outlasted other people's patience.",
            "After a funeral the phone stops ringing, and that is when we call.",
        ),
        (
            "I research prolonged grief and what distinguishes it from depression.",
            "Letters of condolence from two centuries are my sources on mourning.",
            "We evaluate how hospices follow up the families of the dead.",
            "My present study is of bereaved siblings and what schools do for them.",
        ),
    ),
    ("memory loss in old age", "dementia"): (
        (
            "Our café is for people who forget things and for the ones who remember for them.",
            "We sing old songs with residents who no longer speak.",
            "Husbands and wives of people with Alzheimer's run this charity.",
            "We painted the day centre so that nobody gets lost on the way to the toilet.",
        ),
        (
            "I design homes in which cognitive decline does less damage.",
            "My ethnography follows a memory clinic through diagnosis and after.",
            "We test whether reading aloud slows the loss of language in Alzheimer's disease.",
            "The cohort has been examined for dementia every second year since it turned seventy.",
        ),
    ),
    ("having nobody to talk to", "loneliness"): (
        (
            "Volunteers ring people who would otherwise hear no human voice all week.",
            "We pair neighbours who live on their own.",
            "A bench in the park has our name on it: sit there and someone will chat.",
            "Most who come to lunch say it is the only company they have.",
        ),
        (
            "I measure social isolation and its effect on health in later life.",
            "My history of solitude ends with the telephone.",
            "We ask why befriending works for some and not for others.",
            "Friendship networks of people living alone are mapped over ten years.",
        ),
    ),
    ("looking after a parent as a child", "young carers"): (
        (
            "Our members do the shopping, the tablets and the washing before school.",
            "We take kids who care for an ill mum or dad away for one weekend a year.",
            "Teachers call us when a pupil is tired because of what goes on at home.",
            "At eleven you should not know how to lift your mother.",
        ),
        (
            "I study children with caring responsibilities and how schools identify them.",
            "My survey finds that caring before sixteen lowers attainment.",
            "We interview adults who cared for a sick parent in childhood.",
            "The policy analysis compares the rights of under-age carers in four countries.",
        ),
    ),
    ("drinking too much", "alcohol dependence"): (
        (
            "All of us here have been sober for at least a year.",
            "We run a dry bar with music on Fridays.",
            "Families of drinkers meet in the back room and need not say their names.",
            "The hardest hour is the one when the pubs fill up, so that is when we open.",
        ),
        (
            "I work on the pricing of drink and liver disease.",
            "We trial medication that reduces craving after detoxification.",
            "My book is about temperance movements and mutual aid.",
            "Relapse among people treated for alcohol use disorder is what our models predict.",
        ),
    ),
    ("sleeping rough", "homelessness"): (
        (
            "We bring soup and dry socks to doorways.",
            "Our nine rooms are for men who have been on the street for years.",
            "We help people keep a tenancy after the hostel.",
            "A dog is welcome in our night shelter, which is why some come at all.",
        ),
        (
            "I evaluate Housing First in three cities.",
            "My fieldwork is among people who bed down in stations.",
            "We link hostel records with deaths.",
            "How councils count those without a home is the subject of my thesis.",
        ),
    ),
    ("fleeing to this country", "asylum and refugee health"): (
        (
            "We teach English to families waiting for the Home Office.",
            "Our lawyer sees people who have been detained at the border.",
            "Women from Eritrea and Syria cook together here every week.",
            "Nobody sleeps before the interview, so we keep the kettle on.",
        ),
        (
            "I study post-traumatic stress in displaced people.",
            "My work is on interpreters in consultations with forced migrants.",
            "We document torture for tribunals.",
            "The study asks what years in limbo do to people who seek sanctuary.",
        ),
    ),
    ("being afraid of a partner", "domestic abuse"): (
        (
            "Our refuge has space for twelve women and their children.",
            "We go to court with survivors who must face him there.",
            "He took her phone: we keep spare ones.",
            "Leaving is the most dangerous day, and we plan it together.",
        ),
        (
            "I research coercive control and how police record it.",
            "We evaluate programmes for men who are violent at home.",
            "My data are homicide reviews.",
            "Health visitors' enquiries about intimate partner violence are what I observe.",
        ),
    ),
    ("not eating", "anorexia and bulimia"): (
        (
            "We are parents who have sat through meals that took three hours.",
            "Our group is for anyone whose day is ruled by food and scales.",
            "Recovered members visit the ward.",
            "Clothes shops let us put our card in the changing rooms.",
        ),
        (
            "I study eating disorders in boys.",
            "We test family-based treatment for restrictive eating.",
            "My archive is of fasting girls and their doctors.",
            "Body dissatisfaction and weight control among athletes is my current grant.",
        ),
    ),
    ("sadness after having a baby", "postnatal depression"): (
        (
            "New mums come here to say that it is not the happiest time.",
            "We hold the baby so that she can sleep.",
            "Dads have a walk with prams on Sundays.",
            "She thought they would take him away if she told anyone how low she was.",
        ),
        (
            "I work on perinatal mood disorders and screening by midwives.",
            "We follow infants whose mothers were unwell after birth.",
            "My study is of mother and baby units.",
            "The trial offers therapy by telephone to women in the months after delivery.",
        ),
    ),
    ("thinking differently", "autism and ADHD"): (
        (
            "We are autistic people and run this ourselves.",
            "Quiet hours in shops began with our letter.",
            "Nobody has to make eye contact at our game nights.",
            "Our women were told they were shy until somebody assessed them at forty.",
        ),
        (
            "I study sensory overload in classrooms.",
            "My work on neurodiversity asks who defines attention.",
            "We look at late diagnosis of autism in adults.",
            "Masking, burnout and employment of neurodivergent graduates is what we survey.",
        ),
    ),
    ("coming out of prison", "offender resettlement"): (
        (
            "We meet people at the gate on the day of release.",
            "Former inmates mentor those who are still inside.",
            "Our bakery employs anyone with a record.",
            "A bed, a bank account and one person who answers: that is our first week.",
        ),
        (
            "I research reoffending after short sentences.",
            "We evaluate mental health care in custody.",
            "My theatre project is with women serving life.",
            "Probation officers' accounts of desistance are the data of this study.",
        ),
    ),
    ("growing things together", "horticultural therapy"): (
        (
            "Our walled garden is dug by people whom doctors send.",
            "We sell seedlings that members raise from seed.",
            "There is always weeding for those who would rather not talk.",
            "The polytunnel is warm in February, and so are the people in it.",
        ),
        (
            "I test green prescriptions for low mood.",
            "We study how allotments change wellbeing in cities.",
            "My work is on asylum farms of the nineteenth century.",
            "Contact with soil and plants as treatment is the theme of our review.",
        ),
    ),
    ("owing money", "debt and financial exclusion"): (
        (
            "We open the envelopes with people who dare not.",
            "Our advisers stop bailiffs.",
            "A food bank shares our hall, and many use both.",
            "Loan sharks hate our credit union.",
        ),
        (
            "I study how arrears and anxiety feed each other.",
            "We analyse benefit sanctions and suicide.",
            "My panel data are on payday lending.",
            "Insolvency and its effects on household health are modelled in our work.",
        ),
    ),
    ("men who gamble", "problem gambling"): (
        (
            "We block betting apps on each other's phones.",
            "I lost a house on football odds and now I run this group.",
            "Partners find out last: we have a group for them too.",
            "Two of our lads did not survive their losses on the machines.",
        ),
        (
            "I research fixed-odds terminals on high streets.",
            "We model the harm of online casinos.",
            "My ethnography is of bookmakers' shops.",
            "Advertising of wagers in sport and its effect on the young is what we examine.",
        ),
    ),
    ("leaving care at eighteen", "looked-after children"): (
        (
            "We were fostered ourselves and now furnish first flats.",
            "Nobody should spend Christmas in a bedsit because the placement ended.",
            "Our scrapbooks hold what social workers forgot to keep.",
            "Turning eighteen meant a bin bag of clothes and a taxi.",
        ),
        (
            "I study transitions from residential homes to adulthood.",
            "We compare outcomes of fostering and kinship placements.",
            "My participatory film is with children in local authority care.",
            "Access to one's own case file is the subject of our research with adults who grew up in institutions.",
        ),
    ),
    ("pain that does not go away", "chronic pain"): (
        (
            "We pace: that is the first word anyone learns here.",
            "Our members have fibromyalgia, bad backs or nerves that burn.",
            "Doctors said it was all in the head, so we wrote to them together.",
            "On a good day we do half of what we could, so that there is a tomorrow.",
        ),
        (
            "I study how people put lasting pain into words and pictures.",
            "We trial acceptance therapy for musculoskeletal pain.",
            "My scans show how expectation alters nociception.",
            "Opioid tapering in persistent pain is the focus of our cohort.",
        ),
    ),
    ("being detained on a ward", "compulsory psychiatric admission"): (
        (
            "Our advocates visit anyone who has been sectioned.",
            "We know what it is to have the door locked behind you.",
            "Ward rounds are easier with one of us beside you.",
            "They took my shoelaces, and I want other people told why beforehand.",
        ),
        (
            "I research involuntary treatment and human rights.",
            "We examine why Black men are detained more often.",
            "My sources are the casebooks of county asylums.",
            "Restraint and seclusion under the Mental Health Act are counted in our study.",
        ),
    ),
}
NEUTRAL = (
    "We have been going since 2009.",
    "Get in touch if you would like to visit us.",
    "I am part-time and answer on Tuesdays and Thursdays.",
    "Our work is funded by small grants.",
    "People tell us that they feel welcome.",
    "I am happy to read a draft or join an advisory group.",
    "We would like partners for a bid next year.",
    "Looking for people who know what it is like from the inside.",
    "Fair pay for everybody's time matters to me.",
    "We can offer a room, tea and an honest opinion.",
    "I have supervised eight doctoral students.",
    "Training and support for volunteers is part of what we do.",
)


@dataclass(frozen=True, slots=True)
class Network:
    """People as texts, short and long queries, and who is right for each: (person, topic) pairs."""

    people: tuple[tuple[str, ...], ...]
    short: tuple[tuple[str, int], ...]
    long: tuple[tuple[str, int], ...]
    fits: frozenset[tuple[int, int]]


def network(count: int = 240, seed: int = 11) -> Network:
    """Return a network of so many people on both sides, a third of them with two topics."""
    rng = random.Random(seed)
    written = list(TOPICS.values())
    people: list[tuple[str, ...]] = []
    fits: set[tuple[int, int]] = set()
    for person in range(count):
        topics = rng.sample(range(len(written)), 2 if rng.random() < 1 / 3 else 1)
        texts = []
        for topic in topics:
            own = rng.sample(written[topic][person % 2][:-1], rng.randint(1, 2))
            lines = [*own, *rng.sample(NEUTRAL, rng.randint(0, 2))]
            rng.shuffle(lines)
            texts.append(" ".join(lines))
            fits.add((person, topic))
        texts += [" ".join(rng.sample(NEUTRAL, rng.randint(1, 3))) for _ in range(rng.randint(0, 3))]
        rng.shuffle(texts)
        people.append(tuple(texts))
    short = tuple((name, topic) for topic, names in enumerate(TOPICS) for name in names)
    long = tuple(
        (" ".join((rng.choice(NEUTRAL), first[-1], second[-1], rng.choice(NEUTRAL))), topic)
        for topic, (first, second) in enumerate(written)
    )
    return Network(tuple(people), short, long, frozenset(fits))
