"""Which addresses become links, and which are the same."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from content import links


@pytest.mark.parametrize(
    "url",
    ["https://www.bamf.de/x", "http://a.example", "mailto:rat@haus.example", "https://matrix.to/#/@a:hs.example"],
)
def test_web_and_mail_addresses_may_become_links(url: str) -> None:
    assert links.allowed(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:x", "data:text/html,x", "/relativ", "#oben", "",
        "https://", "tg://user?id=1", "https://bank.example@boese.example/", "http://[::1", "https://a.example:99999/",
        "mailto:", "mailto:a", "http://intern/x", "https://a.de`/x", "https://a.example:0/", "https://a.example/\u202egpj",
    ],
)  # fmt: skip
def test_anything_else_does_not(url: str) -> None:
    assert links.allowed(url) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.BAMF.de/a.html;jsessionid=74AB.live731?x=1", "https://www.bamf.de/a.html?x=1"),
        ("https://a.example/p?utm_source=rss&id=3&fbclid=9", "https://a.example/p?id=3"),
        ("https://a.example/b?__blob=publicationFile&v=1", "https://a.example/b?__blob=publicationFile&v=1"),
        ("https://a.example:443/#ai=932440", "https://a.example/#ai=932440"),
        ("http://praevention.example./x", "http://praevention.example/x"),
    ],
)
def test_what_only_follows_readers_around_is_taken_out(url: str, expected: str) -> None:
    assert links.clean(url) == expected


def test_views_of_one_page_are_the_same_page() -> None:
    one = "https://www.niedersachsen.example/presse/1.html?_psmand=2&nn=435"
    assert links.canonical(one) == links.canonical("http://www.niedersachsen.example/presse/1.html")
    assert links.canonical(one) != links.canonical("http://www.niedersachsen.example/presse/2.html")


def test_a_link_says_where_it_leads() -> None:
    assert links.name("https://www.bamf.example/a.pdf") == "bamf.example (PDF)"
    assert links.name("mailto:rat@haus.example") == "rat@haus.example"
    assert links.first_in("BAMF, Rundschreiben: https://a.example/x.") == ("https://a.example/x", "BAMF, Rundschreiben")
    assert links.first_in("Amt (https://a.example/x)") == ("https://a.example/x", "Amt")
    assert links.first_in("Amt (Referat 3), https://a.example/x") == ("https://a.example/x", "Amt (Referat 3)")
    assert links.first_in("Erlass vom 11.09.2012") is None


@given(st.text(max_size=60))
@example("//")
def test_no_address_makes_anything_fail(text: str) -> None:
    for url in (text, f"https://{text}", f"mailto:{text}"):
        links.allowed(url)
        links.name(url)
        assert links.clean(links.clean(url)) == links.clean(url)
        links.canonical(url)
