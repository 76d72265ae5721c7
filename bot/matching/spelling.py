"""Stems of words, one for British and American spelling."""

import re
from threading import local

import snowballstemmer

# British and American spellings, brought to one form by rule; what matters is that both sides land on the same letters,
# not that these are the letters of a dictionary. In this order.
_RULES = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        (r"^practis", "practic"),
        (r"is(e|ed|es|er|ers|ing|ation|ations|ational|able)$", r"iz\1"),
        (r"lys(e|ed|es|er|ers|ing)$", r"lyz\1"),
        (r"(?<=[a-z]{3})our(?=$|s$|ed$|ing|ful|able|ite|hood|al|is|iz|er|ly|less)", "or"),
        (r"(?<=[a-z][bt])re(s?)$", r"er\1"),
        (r"(?<=[a-z][bt])r(ed|ing)$", r"er\1"),
        (r"(?<=[a-z]{2})amme(s?)$", r"am\1"),
        (r"ogue(s?)$", r"og\1"),
        (r"^(def|off|pret|lic)ence", r"\1ense"),
        (
            r"(?<=[a-z])ae(?=[a-z])|^ae(?!r)|^oe(?=[a-z]{4})|(?<=f)oe(?=t)|(?<=n)oe(?=uv)|(?<=rh)oe(?=a)|(?<=m)oe(?=o)",
            "e",
        ),
        (r"([aeiou][a-z]*[aeiou])ll(?=$|s$|ing|ed$|er|or|ment|ful)", r"\1l"),
        (r"llful", "lful"),
        (r"geing$", "ging"),
        (r"dgement", "dgment"),
        (r"^grey", "gray"),
        (r"^enquir", "inquir"),
        (r"(?<=[a-z])men$", "man"),
        (r"^children$", "child"),
    )
)

_stemmers = local()


def stem(plain: str) -> str:
    """Return the stem of a word without case and accents."""
    if not plain.isascii():
        return plain
    for pattern, to in _RULES:
        plain = pattern.sub(to, plain)
    stemmer = getattr(_stemmers, "english", None)
    if stemmer is None:
        # The stemmer keeps the word it works on inside itself, so each thread has its own.
        stemmer = _stemmers.english = snowballstemmer.stemmer("english")
    result: str = stemmer.stemWord(plain)
    return result
