"""person list, show, export, erase."""

import html
import json
import re
from pathlib import Path

import pytest
import segno
from sqlalchemy import select

from bot import invitation
from channels.matrix.channel import entrance_of as matrix_entrance
from channels.matrix.login import Access
from channels.telegram.channel import entrance_of as telegram_entrance
from channels.telegram.updates import Me
from store import codes, entrances
from store import tables as t
from store.db import Store
from store.dialogs import Talker
from store.people import Where
from tests.judges.pdf import Pdf
from tests.unit.cli.conftest import NOW
from tests.unit.cli.support import Bote, Ran
from tests.unit.relay.support import OST, join, person

MATRIX = "@bote:hs.example"


def test_persons_are_listed_and_shown(peopled: Bote, notice_file: str) -> None:
    assert peopled("notice", "send", notice_file, "--yes").code == 0
    listed = peopled.value("person", "list")["persons"]
    assert len(listed) == 30
    one = next(one for one in listed if one["state"] == "active")
    shown = peopled.value("person", "show", one["key"])
    assert shown["key"] == one["key"]
    assert sorted({address["network"] for address in shown["addresses"]}) == one["networks"]
    assert shown["subscription"]["regions"] == one["regions"]


def test_everything_about_a_person_is_written_to_a_file_of_their_own(peopled: Bote, tmp_path: Path) -> None:
    key = peopled.value("person", "list")["persons"][0]["key"]
    file = tmp_path / "person.json"
    assert peopled.value("person", "export", key, str(file)) == {"schema": 1, "person": key, "file": str(file)}
    written = json.loads(file.read_text(encoding="utf-8"))
    shown = peopled.value("person", "show", key)
    assert [one["action"] for one in shown.pop("audit")] == ["person.exported"]
    assert written == {**shown, "audit": []}
    assert file.stat().st_mode & 0o077 == 0
    assert json.loads(peopled("person", "export", key, "-").out)["key"] == key
    assert peopled("person", "export", key, "-", "--json").code == 2


def test_somebody_is_erased_only_when_that_is_said(peopled: Bote) -> None:
    key = peopled.value("person", "list")["persons"][0]["key"]
    assert peopled.fault("person", "erase", key, code=4)["code"] == "not_confirmed"
    assert peopled.value("person", "erase", key, "--yes")["erased"]
    assert key not in peopled("person", "list").out
    assert key not in peopled("audit").out
    assert peopled.fault("person", "show", key, code=3)["code"] == "person_not_found"
    assert key not in peopled("export", "-").out


def test_who_erases_is_told_what_is_gone_and_what_stays_and_why(peopled: Bote) -> None:
    key = peopled.value("person", "list")["persons"][0]["key"]
    told = " ".join(peopled("person", "erase", key, "--yes").out.split())
    for text in (
        f"Gelöscht ist alles, was zu „{key}“ führt: Adressen, Abo, Einwilligungen, Name",
        "Geblieben sind, ohne Bezug zur Person: Zahlen über Zustellungen, damit die Statistik stimmt",
        "dass und wann gelöscht wurde, als Nachweis",
    ):
        assert text in told


@pytest.mark.parametrize(("level", "because"), [("eilt", "urgent"), ("wichtig", "landesweit")])
def test_each_delivery_is_exported_with_the_rule_because_of_which_it_came(
    bote: Bote, rows: Store, tmp_path: Path, level: str, because: str
) -> None:
    join(rows, person("ada"))
    file = tmp_path / "meldung.md"
    file.write_text(f"---\ntitel: Neue Frist\nstufe: {level}\nregionen: landesweit\nquelle: BAMF\n---\nText.\n")
    assert bote("urgent" if level == "eilt" else "notice", "send", str(file), "--yes").code == 0
    (delivery,) = json.loads(bote("person", "export", "ada", "-").out)["deliveries"]
    assert (delivery["title"], delivery["because"]) == ("Neue Frist", because)


@pytest.mark.parametrize(("ending", "begins"), [("pdf", b"%PDF-"), ("html", b"<!DOCTYPE html>")])
def test_an_invitation_is_printed_for_its_owner_only(bote: Bote, tmp_path: Path, ending: str, begins: bytes) -> None:
    file = tmp_path / f"einladung.{ending}"
    made = bote.value("invite", "--role", "member", "--sheet", "--region", "heide", "--print", str(file))
    assert made["file"] == str(file)
    assert file.read_bytes().startswith(begins)
    assert file.stat().st_mode & 0o077 == 0
    assert ending == "pdf" or made["code"] in file.read_text(encoding="utf-8")
    odd = bote.fault("invite", "--role", "member", "--print", str(tmp_path / "x.doc"), code=2)
    assert odd["code"] == "usage"
    assert not (tmp_path / "x.doc").exists()


def test_what_one_agrees_to_is_noted_only_of_what_is_printed_with_it(bote: Bote, rows: Store, tmp_path: Path) -> None:
    words, page, name = (
        ("invite", "--role", "member", "--json"),
        str(tmp_path / "einladung.html"),
        "Verein Beispiel e. V.",
    )
    noted = [
        _noted(made, rows)
        for made in (
            bote(*words, BOTE_OPERATOR_CONTROLLER=name),
            bote(*words, "--print", page),
            bote(*words, "--print", page, BOTE_OPERATOR_CONTROLLER=name),
        )
    ]
    assert noted == ["", "", invitation.wording({"controller": name})]
    assert f"Verantwortlich: {name}" in Path(page).read_text(encoding="utf-8")


def _noted(made: Ran, rows: Store) -> str:
    """Return what is noted of an invitation, by its code."""
    code, who = json.loads(made.out)["code"], Talker(OST, "ada", "ada")
    found = rows.write_now(lambda session: codes.look(session, who, code, NOW))
    assert isinstance(found, codes.Invitation)
    return found.text_version


def test_what_is_printed_says_for_each_network_how_one_comes_to_the_bot(
    bote: Bote, rows: Store, tmp_path: Path
) -> None:
    ways = (
        telegram_entrance(Me(7, "verbundbote_bot")),
        matrix_entrance(Access("https://hs.example", MATRIX, tmp_path)),
    )
    for account, way in zip(("telegram", "matrix"), ways, strict=True):
        assert way is not None
        rows.write_now(lambda s, to=account, way=way: entrances.note(s, to, way.name, way.link, way.hint))  # type: ignore[misc]  # a default, bound at once
    page, pdf = tmp_path / "aushang.html", tmp_path / "aushang.pdf"
    sheet = ("invite", "--role", "member", "--sheet", "--region", "heide", "--print")
    made = bote.value(*sheet, str(page))
    printed = html.unescape(page.read_text(encoding="utf-8"))
    on_paper = Pdf((bote.value(*sheet, str(pdf)), pdf.read_bytes())[1])
    links = [f"https://matrix.to/#/{MATRIX}", f"https://t.me/verbundbote_bot?start={made['code']}"]
    assert [one["link"] for one in made["links"]] == links
    for link in links:
        assert f'href="{link}"' in printed
        assert _squares(link) in printed
    assert [link.partition("?")[0] for link in on_paper.links] == [link.partition("?")[0] for link in links]
    for told in (printed, on_paper.text):
        assert "Erreicht mein Server den Boten? Der Bote ist auf dem Matrix-Server hs.example." in told
        assert "Aus dem BundesMessenger geht es nicht" in told
        assert "Telegram speichert Nachrichten auf eigenen Servern" in told


def _squares(link: str) -> str:
    """Return the path of the picture that is scanned to follow a link."""
    found = re.search(r'<path[^>]* d="([^"]+)"', segno.make(link, error="m").svg_inline(scale=4))
    assert found is not None
    return found[1]


def test_an_invitation_is_shown_once(bote: Bote) -> None:
    made = bote.value("invite", "--role", "coordination")
    assert len(made["code"].split("-")) == 3
    assert bote.value("invite", "--role", "lead", "--region", "heide")["region"] == "heide"
    assert bote.value("invite", "--role", "member", "--sheet")["many"]
    assert made["code"] not in bote("audit").out
    assert bote.fault("invite", "--role", "lead", code=2)["code"] == "usage"
    assert bote.fault("invite", "--role", "lead", "--sheet", "--region", "heide", code=2)["code"] == "usage"
    assert "heide" in bote.fault("invite", "--role", "lead", "--region", "haide", code=2)["message"]


def test_two_persons_become_one_and_an_address_somebody_of_its_own_again(peopled: Bote) -> None:
    persons = {one["key"]: one for one in peopled.value("person", "list")["persons"]}
    first, second = [key for key, one in persons.items() if len(one["networks"]) == 1][:2]
    assert peopled.fault("person", "link", first, second, code=4)["code"] == "not_confirmed"
    assert peopled.fault("person", "link", first, first, "--yes", code=2)["code"] == "usage"
    linked = peopled.value("person", "link", first, second, "--yes")
    assert {linked["person"], linked["merged"]} == {first, second}
    assert peopled.fault("person", "link", first, second, "--yes", code=3)["code"] == "person_not_found"
    mine, other = peopled.value("person", "show", linked["person"])["addresses"]
    at = (other["network"], other["address"])
    assert (
        peopled.fault("person", "unlink", linked["person"], "memory:ost", "nobody", code=3)["code"]
        == "address_not_found"
    )
    new = peopled.value("person", "unlink", linked["person"], *at)["new"]
    shown = peopled.value("person", "show", new)
    assert [(one["network"], one["address"]) for one in shown["addresses"]] == [at]
    assert (shown["role"], shown["deliveries"]) == ("member", [])
    only = peopled.fault("person", "unlink", linked["person"], mine["network"], mine["address"], code=4)
    assert only["code"] == "only_address"
    written = peopled("audit", "--json").out
    assert "member.linked" in written
    assert "member.unlinked" in written


def test_whoever_became_somebody_else_is_shown_and_erased_as_who_they_are_now(peopled: Bote, tmp_path: Path) -> None:
    first, second = [one["key"] for one in peopled.value("person", "list")["persons"]][:2]
    linked = peopled.value("person", "link", first, second, "--yes")
    shown = peopled.value("person", "show", linked["merged"])
    assert shown["key"] == linked["person"]
    assert len(shown["addresses"]) >= 2
    peopled.value("person", "erase", linked["merged"], "--yes")
    assert not {first, second} & {one["key"] for one in peopled.value("person", "list")["persons"]}
    file = tmp_path / "alle.csv"
    peopled.value("export", str(file))
    assert all(one["address"] not in file.read_text() for one in shown["addresses"])


def test_nobody_becomes_one_with_who_was_erased(peopled: Bote, rows: Store) -> None:
    first, second = [one["key"] for one in peopled.value("person", "list")["persons"]][:2]
    peopled.value("person", "erase", first, "--yes")
    p = t.person.c
    erased = rows.read_now(lambda s: s.execute(select(p.key).where(p.state == "erased")).scalar_one())
    fault = peopled.fault("person", "link", second, erased, "--yes", code=3)
    assert fault["code"] == "person_not_found"


def test_an_invitation_is_taken_back(bote: Bote) -> None:
    bote.value("invite", "--role", "member", "--sheet", "--region", "heide")
    bote.value("invite", "--role", "coordination")
    listed = bote.value("invite", "list")["invitations"]
    assert sorted((one["role"], one["region"], one["many"], one["uses"]) for one in listed) == [
        ("coordination", None, False, 0), ("member", "heide", True, 0),
    ]  # fmt: skip
    gone = listed[0]["id"]
    assert bote.value("invite", "revoke", gone)["revoked"]
    assert bote.fault("invite", "revoke", gone, code=3)["code"] == "invitation_not_found"
    assert bote.fault("invite", "revoke", "", code=3)["code"] == "invitation_not_found"
    assert [one["id"] for one in bote.value("invite", "list")["invitations"]] == [listed[1]["id"]]
    assert "Gilt bis" in bote("invite", "list").out


def test_spellings_of_an_organisation_are_merged(bote: Bote, rows: Store) -> None:
    join(
        rows, person("ada", organisation="Caritas Celle"), person("bea", Where(OST, "b"), organisation="Caritasverband")
    )
    assert bote.value("organisation", "merge", "Caritas Celle", "Caritasverband") == {
        "schema": 1, "organisation": "Caritasverband", "moved": 1,
    }  # fmt: skip
    assert bote.value("organisation", "list")["organisations"] == [{"name": "Caritasverband", "people": 2}]
    assert bote.fault("organisation", "merge", "Caritas", "Caritasverband", code=3)["code"] == "organisation_not_found"
    assert "Einrichtung" in bote("organisation", "list").out
