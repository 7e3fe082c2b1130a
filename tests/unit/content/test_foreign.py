"""What a feed says calls nobody: Telegram itself is asked what it would make of it."""

import pytest

from content import compose, foreign
from content.compose import Item, NoticeContent, Section
from content.document import Code, Document, Heading, Run, Style, Table, from_html, paragraph, text_of
from content.render import render
from domain.message import Form
from tests.judges.telegram import pressable

WORDS = "@bamf_de /stopp #frist $EUR (@netz_nds) Antrag.in tg://resolve?domain=x t.me/bamf_de"


def kinds(text: str) -> list[str]:
    return [found.kind for found in pressable(text)]


def sent(document: Document) -> str:
    (body,) = render(document, Form.ENTITIES)
    return body.text


def test_telegram_would_make_much_of_it() -> None:
    assert kinds(WORDS) == ["Mention", "BotCommand", "Hashtag", "Cashtag", "Mention", "Url", "Url", "Url"]
    assert kinds(foreign.disarmed_text(WORDS)) == []


@pytest.mark.parametrize(
    "text",
    [
        "und/oder, m/w/d, § 44/2, 12.02.2026, 10.30 Uhr, z. B. 5 $ im Monat", "rat@haus.example",
        "rat@haus.in", "bamf.de",
        "niedersachsen.de und fluechtlingsrat-nds.org", "Nr. 5", "A & B",
    ],
)  # fmt: skip
def test_words_and_addresses_stay_as_they_are(text: str) -> None:
    assert foreign.disarmed_text(text) == text


def test_an_address_in_a_text_stays_whole() -> None:
    url = "https://a.example/@bamf_de/#frist"
    document = foreign.disarmed(Document((paragraph(f"Siehe {url} oder @bamf_de"),)))
    (body,) = render(document, Form.ENTITIES)
    assert [one.url for one in body.entities] == [url]
    assert kinds(body.text) == []
    assert url in render(document, Form.PLAIN)[0].text


def test_a_link_to_a_person_on_matrix_is_text_and_other_links_stay() -> None:
    html = '<a href="https://matrix.to/#/@anna:hs.example">Anna</a> <a href="https://a.example/x">Blatt</a>'
    (body,) = render(foreign.disarmed(from_html(html)), Form.HTML)
    assert body.html == '<p>Anna <a href="https://a.example/x">Blatt</a></p>'


def test_the_text_of_a_link_leads_where_the_link_does() -> None:
    (body,) = render(foreign.disarmed(from_html('<a href="https://a.example/x">@bamf_de</a>')), Form.ENTITIES)
    assert (body.text, [one.type for one in body.entities]) == ("@bamf_de", ["text_link"])
    (mail,) = render(foreign.disarmed(from_html('<a href="mailto:rat@haus.example">@bamf_de</a>')), Form.ENTITIES)
    assert kinds(mail.text) == ["EmailAddress"]


def test_code_keeps_its_signs() -> None:
    code = Code("@decorator  # x")
    assert foreign.disarmed(Document((code,))).blocks == (code,)


def test_code_in_a_heading_is_text() -> None:
    heading = Heading((Run("@bamf_de", frozenset({Style.CODE})),))
    (body,) = render(foreign.disarmed(Document((heading,))), Form.ENTITIES)
    assert [one.type for one in body.entities] == ["bold"]
    assert kinds(body.text) == []


def test_the_heads_of_a_table_are_text() -> None:
    table = Table(((Run("@bamf_de"),),), (((Run("/stopp"),),),))
    assert kinds(sent(foreign.disarmed(Document((table,))))) == []


def test_a_notice_from_a_feed_calls_nobody_and_one_of_ours_means_what_it_says() -> None:
    said = NoticeContent(WORDS, Document((paragraph(WORDS),)), source=WORDS)
    assert "BotCommand" in kinds(sent(compose.notice_document(said)))
    feed = NoticeContent(WORDS, Document((paragraph(WORDS),)), source=WORDS, foreign=True)
    assert kinds(sent(compose.notice_document(feed))) == []


def test_in_an_edition_each_item_is_taken_by_its_origin() -> None:
    items = [Item("/hilfe für alle"), Item("/stopp für alle", "@bamf_de", foreign=True)]
    for document in (
        compose.edition_document("Ausgabe", [Section("Recht", items)]),
        compose.digest_document("Überblick", [Section("Recht", items)]),
    ):
        assert [found.text for found in pressable(sent(document))] == ["/hilfe"]


def test_what_is_searched_has_no_joiners() -> None:
    assert foreign.JOINER not in text_of(from_html(f"<p>{WORDS}</p>"))
