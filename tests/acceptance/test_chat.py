"""`bote chat`: a person at the terminal; for programs one line of JSON for each line."""

import json
from typing import Any

from tests.acceptance import scenario
from tests.acceptance.installation import Installation

NOT_UNDERSTOOD = "nicht verstanden"


def talk(bote: Installation, *lines: str, more: tuple[str, ...] = ()) -> list[Any]:
    """Say these lines to the bot and return what it printed, line by line."""
    running = bote.start("chat", "--as", "member", "--json", *more, given="".join(f"{line}\n" for line in lines))
    assert running.wait() == 0, running.report()
    return [json.loads(line) for line in running.stdout.split("\n") if line]


def texts(answer: Any) -> list[str]:
    """Return the texts of the messages that a line was answered with."""
    return [one["text"] for one in answer["out"]]


def test_each_line_of_a_talk_gives_one_line_of_json(sqlite_bote: Installation) -> None:
    scenario.send(sqlite_bote, "first.md", scenario.FIRST)
    said = ["Hilfe", "Aktuell", "!press 1:aktuell", "Xyz & <b>", "hilfe bitte", "!press 9:unbekannt"]
    answers = talk(sqlite_bote, *said)
    assert [answer["in"] for answer in answers] == said
    assert all(set(answer) >= {"in", "out"} for answer in answers)
    assert all(set(one) >= {"text", "buttons", "files"} for answer in answers for one in answer["out"])
    help_, latest, pressed, nonsense, again, unknown = answers
    (button, *_) = help_["out"][0]["buttons"]
    assert button == {"label": "Aktuell", "payload": "1:aktuell"}
    assert "Hilfe" in texts(help_)[0]
    assert "Richtlinie erschienen" in texts(latest)[0]
    assert texts(pressed) == texts(latest)
    assert NOT_UNDERSTOOD in texts(nonsense)[0]
    assert texts(again) == texts(help_)
    assert NOT_UNDERSTOOD in texts(unknown)[0]


def test_empty_lines_and_odd_characters_do_no_harm(bote: Installation) -> None:
    odd = ["", "   ", "\t", "Hilfe\u2028Aktuell", "😀" * 500, "a\u0000b", "x" * 20_000, "Hilfe"]
    answers = talk(bote, *odd)
    assert [answer["in"] for answer in answers if "x" in answer["in"]] == ["x" * 20_000]
    assert "Aktuell" in texts(answers[-1])[0]
    assert answers[-1]["in"] == "Hilfe"


def test_what_was_said_at_the_terminal_reaches_no_network(sqlite_bote: Installation) -> None:
    (answer,) = talk(sqlite_bote, "Aktuell")
    assert texts(answer) == ["Es gibt noch keine Meldungen."]
    assert sqlite_bote.run("--until-idle").wait() == 0
    assert sqlite_bote.arrived() == 0


def test_a_person_who_does_not_exist_is_named_in_one_sentence(sqlite_bote: Installation) -> None:
    running = sqlite_bote.start("chat", "--json", "--person", "niemand", given="Hilfe\n")
    assert running.wait() == 3
    assert running.stdout == ""
    assert set(json.loads(running.stderr)["error"]) == {"code", "message", "hint"}
