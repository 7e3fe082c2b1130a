"""Notice files: what people write in them, and what they are told when something is wrong."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.dates import BERLIN
from content.notice_file import Named, NoticeDraft, NoticeFault, Vocabulary, read_notice
from content.words import FollowUp
from domain.notice import Level, NoticeKind, Scope
from tests.unit.content.support import DATA

KNOWN = Vocabulary(
    topics={"sprache": "Sprache", "aufenthalt": "Aufenthaltsrecht", "asyl": "Asylverfahren/GEAS", "arbeit": "Arbeit"},
    regions={"heide": "Heide", "suedniedersachsen": "Südniedersachsen", "elbe-weser": "Elbe-Weser"},
    programmes={"mbe": "MBE", "jmd": "JMD", "kmt": "Koordinierungsstelle Migration und Teilhabe"},
)


def notice(*header: str, body: str = "Text") -> str:
    return "\n".join(["---", *header, "---", body])


def read(*header: str) -> NoticeDraft:
    draft = read_notice(notice("titel: Ein Titel", *header), KNOWN)
    assert isinstance(draft, NoticeDraft)
    return draft


def fault(*header: str) -> NoticeFault:
    found = read_notice(notice(*header), KNOWN)
    assert isinstance(found, NoticeFault)
    return found


def test_a_whole_notice_file_is_read() -> None:
    text = (DATA / "notices" / "eilt_integrationskurse.md").read_text(encoding="utf-8")
    draft = read_notice(text, KNOWN)
    assert isinstance(draft, NoticeDraft)
    assert draft.text.startswith("Das Bundesamt lässt **ab sofort**")
    assert draft == NoticeDraft(
        title="Integrationskurse: vorerst keine Zulassungen nach § 44 Abs. 4 AufenthG",
        level=Level.URGENT,
        topics=frozenset({"sprache", "aufenthalt"}),
        programmes=frozenset({"mbe", "jmd"}),
        source="BAMF, Trägerrundschreiben 02/26, https://www.bamf.example/rundschreiben-02-26.pdf",
        deadline=datetime(2026, 2, 13, 23, 59, 59, tzinfo=BERLIN),
        valid_until=datetime(2026, 6, 30, 23, 59, 59, tzinfo=BERLIN),
        attachments=(Named("rundschreiben-02-26.pdf"),),
        text=draft.text,
    )


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("erlass.pdf", [("erlass.pdf", "")]),
        ("erlass.pdf, antrag.docx;plan.png", [("erlass.pdf", ""), ("antrag.docx", ""), ("plan.png", "")]),
        ("anlagen/erlass.pdf", [("anlagen/erlass.pdf", "")]),
        ("mein erlass.pdf", [("mein erlass.pdf", "")]),
        ('"mein erlass.pdf"', [("mein erlass.pdf", "")]),
        ('erlass.pdf "Erlass vom 9. Februar, Teil A; B", plan.png', [
            ("erlass.pdf", "Erlass vom 9. Februar, Teil A; B"), ("plan.png", ""),
        ]),
        ('"mein erlass.pdf" „Erlass“; "b, c.png" »Plan«', [("mein erlass.pdf", "Erlass"), ("b, c.png", "Plan")]),
        ('erlass.pdf „Rundschreiben 02/26"', [("erlass.pdf", "Rundschreiben 02/26")]),
        ("erlass.pdf, erlass.pdf", [("erlass.pdf", "")]),
        (" , ;", []),
    ],
)  # fmt: skip
def test_files_are_named_with_or_without_what_they_are(line: str, named: list[tuple[str, str]]) -> None:
    assert [(one.path, one.label) for one in read(f"anlagen: {line}").attachments] == named


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("/etc/passwd", "bad_attachment"),
        ('"../geheim" "Name"', "bad_attachment"),
        ("a/../../geheim", "bad_attachment"),
        ("https://example.org/a.pdf", "bad_attachment"),
        ('erlass.pdf "Name', "bad_attachment"),
        ('erlass.pdf "Name" mehr', "bad_attachment"),
        ('erlass.pdf "Eins", erlass.pdf "Zwei"', "duplicate_attachment"),
        (f'erlass.pdf "{"x" * 301}"', "label_too_long"),
        (", ".join(f"{number}.pdf" for number in range(11)), "too_many_attachments"),
    ],
)
def test_files_that_cannot_be_meant_are_told(line: str, code: str) -> None:
    assert fault("titel: A", f"anlagen: {line}").code == code


def test_keys_and_values_may_be_spelled_in_any_way() -> None:
    text = (DATA / "notices" / "info_umlaute_anders.md").read_text(encoding="utf-8")
    draft = read_notice(text, KNOWN)
    assert isinstance(draft, NoticeDraft)
    assert (draft.statewide, draft.regions) == (False, frozenset({"suedniedersachsen", "heide"}))
    assert draft.scope is Scope.PUBLIC
    assert draft.valid_until == datetime(2026, 12, 31, 12, 0, tzinfo=BERLIN)


def test_what_is_not_said_has_a_default() -> None:
    assert read() == NoticeDraft(title="Ein Titel", text="Text")
    assert read("regionen: landesweit", "frist:") == read()


@pytest.mark.parametrize(
    ("art", "kind", "follow_up"),
    [
        ("Einladung", NoticeKind.INVITATION, None),
        ("korrektur", NoticeKind.FACHINFORMATION, FollowUp.CORRECTION),
        ("hinweis", NoticeKind.FACHINFORMATION, None),
    ],
)
def test_the_kind_of_a_notice_may_be_named(art: str, kind: NoticeKind, follow_up: FollowUp | None) -> None:
    draft = read(f"art: {art}")
    assert (draft.kind, draft.follow_up) == (kind, follow_up)


def test_german_names_are_as_good_as_codes() -> None:
    draft = read(
        "themen: Asylverfahren/GEAS; AUFENTHALTSRECHT", "regionen: Regionalverbund Elbe-Weser, Suedniedersachsen"
    )
    assert draft.topics == {"asyl", "aufenthalt"}
    assert draft.regions == {"elbe-weser", "suedniedersachsen"}


def test_a_value_may_stand_in_quotation_marks() -> None:
    draft = read_notice(notice('titel: "Frist: morgen"'), KNOWN)
    assert isinstance(draft, NoticeDraft)
    assert draft.title == "Frist: morgen"


def test_lines_may_end_as_on_windows_and_begin_with_a_mark() -> None:
    draft = read_notice("\ufeff\r\n---\r\ntitel: A\r\n---\r\nText\r\n", KNOWN)
    assert draft == NoticeDraft(title="A", text="Text")


@pytest.mark.parametrize(
    ("line", "code", "message", "hint"),
    [
        ("stuffe: info", "unknown_key", "Den Schlüssel „stuffe“ gibt es nicht.", "Meinten Sie „stufe“?"),
        ("stufe: wichtich", "unknown_level", "Die Stufe „wichtich“ gibt es nicht.", "Meinten Sie „wichtig“?"),
        ("stufe: x", "unknown_level", "Die Stufe „x“ gibt es nicht.", "Möglich sind: info, wichtig, eilt."),
        ("themen: arbeit, sprachn", "unknown_topic", "Das Thema „sprachn“ gibt es nicht.", "Meinten Sie „sprache“?"),
        ("themen: aufenthalts", "unknown_topic", "Das Thema „aufenthalts“ gibt es nicht.", "Meinten Sie „aufenthalt“?"),
        ("regionen: heyde", "unknown_region", "Die Region „heyde“ gibt es nicht.", "Meinten Sie „heide“?"),
        ("programme: mbb", "unknown_programme", "Das Programm „mbb“ gibt es nicht.", "Meinten Sie „mbe“?"),
        ("umfang: offen", "unknown_scope", "Den Umfang „offen“ gibt es nicht.", "Meinten Sie „öffentlich“?"),
        ("art: einladunk", "unknown_kind", "Die Art „einladunk“ gibt es nicht.", "Meinten Sie „einladung“?"),
        (
            "frist: bald",
            "bad_date",
            "„bald“ ist kein Datum, das ich lesen kann.",
            "Schreiben Sie es so: 13.02.2026 oder 13.02.2026, 12:00 Uhr.",
        ),
        (
            "titel: B",
            "duplicate_key",
            "Der Schlüssel „titel“ steht zweimal da.",
            "Schreiben Sie jeden Schlüssel nur einmal, mehrere Werte mit Komma.",
        ),
        (
            "nur so",
            "not_a_pair",
            "In Zeile 3 fehlt ein Doppelpunkt: „nur so“.",
            "Jede Zeile besteht aus Schlüssel und Wert, zum Beispiel „stufe: wichtig“.",
        ),
        (
            "regionen: heide, landesweit",
            "mixed_regions",
            "„landesweit“ und einzelne Regionen stehen nebeneinander.",
            "Schreiben Sie entweder „landesweit“ oder die einzelnen Regionen.",
        ),
        (
            "anlagen: ../geheim",
            "bad_attachment",
            "„../geheim“ ist kein Dateiname neben der Meldung.",
            "Legen Sie die Anlage in denselben Ordner und schreiben Sie nur ihren Namen.",
        ),
    ],
)
def test_what_is_wrong_is_named_with_what_would_be_right(line: str, code: str, message: str, hint: str) -> None:
    assert fault("titel: A", line) == NoticeFault(code, message, hint, 3)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("Nur Text", "missing_header", 1),
        ("", "missing_header", 1),
        ("---\ntitel: A\nText", "unclosed_header", 3),
        (notice("stufe: info"), "missing_title", 1),
        (notice("stufe: info", "titel:"), "missing_title", 3),
        (notice("titel: " + "a" * 121), "title_too_long", 2),
        (notice("titel: A", body="a" * 40_001), "text_too_long", 3),
    ],
)
def test_a_file_that_is_no_notice_is_refused(text: str, code: str, line: int) -> None:
    found = read_notice(text, KNOWN)
    assert isinstance(found, NoticeFault)
    assert (found.code, found.line) == (code, line)
    assert found.message.endswith(".")


def test_a_long_title_is_counted() -> None:
    assert isinstance(read_notice(notice("titel: " + "a" * 120), KNOWN), NoticeDraft)
    assert fault("titel: " + "a" * 130).message == "Der Titel hat 130 Zeichen, erlaubt sind 120."


@given(st.text(max_size=200))
def test_no_text_makes_reading_fail(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\n", f"---\ntitel: A\nfrist: {text}\n---\n", f"---\nthemen: {text}\n---\n"):
        assert isinstance(read_notice(whole, KNOWN), NoticeDraft | NoticeFault)
