"""Words about words: what carries no topic, and which phrases of this field mean the same."""

STOP_WORDS = frozenset(
    """
    a about above after again against ain all almost along already also although always am among amongst an and
    another any are aren around as at away back be became because become been before being below between both
    but by came can cannot come could couldn did didn do does doesn doing don done down during each either else
    etc even ever every few for from further get gets getting give given go goes going got had hadn has hasn
    have haven having he hence her here hers herself him himself his how however i id if ill im in indeed
    instead into is isn it its itself ive just keep kept largely later least less let like likely made mainly
    make makes making many may me might mine more moreover most mostly much must my myself near need needs
    neither never next no nor not nothing now of off often on once one ones only onto or other others otherwise
    our ours ourselves out over own part per perhaps put quite rather really same see seem seen several shall
    she should shouldn since so some something sometimes soon still such take taken than that the their theirs
    them themselves then there therefore these they theyre this those though through throughout thus to together
    too toward towards two under until up upon us use used using various very via was wasn way we well were were
    weren what whatever when where whereas whether which while whilst who whoever whole whom whose why will with
    within without won would wouldn yes yet you your youre yours yourself yourselves
    """.split()  # noqa: SIM905 (a list of quoted words would be three times as long)
)

# What a member says around the topic when asking for people: it is no part of the topic.
ASKING_WORDS = frozenset(
    """
    anybody anyone everybody everyone find finding hello help hi hope hoping interested know look looking meet
    person please search searching seeking somebody someone somewhere speak talk thank thanks want wanted
    wanting wants wish
    """.split()  # noqa: SIM905 (as above)
)

# The same thing in the words of clinicians, of services and of people who live with it, and the abbreviations that an
# encoder trained on general text does not know. Kept to what everybody in mental health would call the same; the
# encoder carries all other likeness of meaning.
SAME: tuple[tuple[str, ...], ...] = (
    ("hearing voices", "auditory hallucinations", "auditory verbal hallucinations", "voice hearing", "voice hearers"),
    ("self-harm", "self-injury", "self-injurious behaviour", "hurting myself"),
    ("psychosis", "hearing voices and unusual beliefs", "psychotic experiences"),
    ("suicidal thoughts", "suicidal ideation", "suicidality", "feeling suicidal"),
    ("service user involvement", "patient and public involvement", "lived experience involvement", "PPI"),
    ("lived experience", "service users", "experts by experience", "survivors"),
    ("compulsory detention", "involuntary admission", "being sectioned", "sectioned"),
    ("unusual beliefs", "delusions", "paranoia"),
    ("drug and alcohol problems", "substance misuse", "substance use disorder", "addiction"),
    ("learning disabilities", "intellectual disabilities", "learning difficulties"),
    ("manic depression", "bipolar disorder"),
    ("post-traumatic stress", "PTSD"),
    ("obsessive compulsive disorder", "OCD"),
    ("cognitive behavioural therapy", "CBT"),
    ("borderline personality disorder", "emotionally unstable personality disorder", "BPD", "EUPD"),
    ("postnatal depression", "postpartum depression", "perinatal mental health"),
    ("voluntary sector", "third sector", "VCSE", "charities"),
    ("older people", "elderly people", "later life"),
    ("loneliness", "social isolation"),
    ("bereavement", "grief"),
    ("domestic abuse", "domestic violence", "intimate partner violence"),
)
