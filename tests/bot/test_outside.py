"""What comes from outside: no markup in words, and links that lead where they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import outside

PLAIN = {
    "a < b and c > d": "a < b and c > d",
    "H<sub>2</sub>O &amp; <i>E. coli</i>": "H2O & E. coli",
    "<p>One</p><p>Two</p>": "One\n\nTwo",
    "<!-- note -->Kept<style>p {}</style><SCRIPT a=1>x<b>y</SCRIPT>": "Kept",
    "&lt;b&gt;bold&lt;/b&gt;": "<b>bold</b>",
    "no end <script": "no end <script",
    "\u202eright\u2066 to left": "right to left",
    "one\u00a0\u2003two\r\n\r\n\r\n\r\nthree": "one two\n\nthree",
    "<br><br>": "",
    "\u200d": "",
}


@pytest.mark.parametrize("text", PLAIN)
def test_words_have_no_markup(text: str) -> None:
    """And nothing that nobody can see."""
    assert outside.words(text, 500) == PLAIN[text]


@given(st.text(st.characters(codec=None)) | st.text(st.sampled_from("<>/!scriptb &;#x")), st.integers(1, 50))
def test_words_are_as_long_as_is_asked_for_at_most(text: str, most: int) -> None:
    """Whatever they are made of."""
    assert len(outside.words(text, most)) <= most
    one = outside.line(text, most)
    assert len(one) <= most
    assert one.isprintable() or not one.isascii()


def test_a_text_ends_with_a_word_where_it_can() -> None:
    """A long word is cut."""
    assert outside.shortened("Peer support groups", 15) == "Peer support…"
    assert outside.shortened("a" * 30, 10) == "a" * 9 + "…"


LINKS = {
    "https://www.ukri.org/opportunity/x?y=1#z": "https://www.ukri.org/opportunity/x?y=1#z",
    " https://UKRI.org ": "https://ukri.org",
    "https://ukri.org:443/": "https://ukri.org/",
    "https://bücher.example/straße?q=ä b": "https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%A4%20b",
    "https://a.example/%2e<script>\\": "https://a.example/%2e%3Cscript%3E%5C",
}


@pytest.mark.parametrize("address", LINKS)
def test_a_link_is_written_plainly(address: str) -> None:
    """So that it reads as what it is."""
    assert outside.link(address) == LINKS[address]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://ukri.org/",
        "javascript:alert(1)",
        "JaVaScript:alert(1)//https://ukri.org",
        "data:text/html,x",
        "//ukri.org/",
        "/opportunity",
        "https://",
        "https://ukri.org@evil.example/",
        "https://user:pass@ukri.org/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://localhost/",
        "https://ukri.org:8443/",
        "https://ukri.org:x/",
        "https://evil_host.example/",
        "https://a..b/",
        "https://ukri.org\\@evil.example/",
        "https://[bad/",
        "https://ukri.org/\ud800",
        "https://ukri.org/" + "a" * 2000,
    ],
)
def test_what_is_no_plain_https_address_of_a_host_is_no_link(address: str) -> None:
    """Nor what disguises where it leads."""
    assert outside.link(address) == ""


def test_a_button_says_where_it_leads() -> None:
    """By the name of the host, as it is written in an address."""
    made = outside.button("Read it", outside.link("https://www.bücher.example/x"))
    assert (made.label, made.url) == ("Read it at xn--bcher-kva.example", "https://www.xn--bcher-kva.example/x")
