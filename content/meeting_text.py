"""What stands behind the word `treffen`: "Verbundtreffen: Mo 7.12. 10-13 Uhr, Rathaus; Anmeldung bis 27.11."."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from content import when as moments
from content.dates import BERLIN
from domain import phrases
from domain.folding import fold
from domain.meeting import MeetingKind
from domain.phrase_words import names_month
from domain.phrases import Doubt, Unclear, When

#: A colon that is neither in a time of day nor in a link.
_COLON = re.compile(r"(?<!\d):(?!//)|:(?!//)(?!\d\d)")
_LONGEST_TITLE = 120
_PARTS = re.compile(r"[;\n]+")
_SIGN_UP = re.compile(
    r"^(?:anmeldung(?:en)?|anmeldeschluss|anmelden|anmeldefrist|frist)\s*:?\s*(?:bis\s+)?(?:zum\s+)?(.+)$",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_NO_SIGN_UP = re.compile(r"^(?:ohne|keine)\s+(?:anmeldung|anmeldefrist|frist)(?:\s+mehr)?$", re.IGNORECASE)
_NO_LINK = re.compile(
    r"^(?:ohne|kein(?:en)?)\s+link(?:\s+mehr)?$|^link\s*:?\s*(?:entf(?:ernen|ällt)|löschen|weg|raus|streichen)$",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"^(?:ort\s+(?!(?:ist|jetzt|neu|de[rsm]|für|fuer|und|mit)\b)"
    r"|(?:ort|raum|adresse)\s*(?::|\s(?:ist|jetzt|ist jetzt|neu)\s)\s*)(.+)$",
    re.IGNORECASE,
)
_HOSTS = re.compile(r"^(?:es laden ein|einladende|gastgeber(?:in|innen)?|leitung|mit|gast)\s*:\s*(.+)$", re.IGNORECASE)
_ACCESS = re.compile(r"^(?:raum\s+)?(?:ist\s+)?(nicht\s+)?barrierefrei\s*:?\s*(.*)$", re.IGNORECASE)
_SEATS = re.compile(
    r"^(?:plätze|plaetze)\s*:?\s*(\d{1,4})$|^(?:höchstens\s+|maximal\s+|max\.\s*)?(\d{1,4})\s+(?:plätze|plaetze)$",
    re.IGNORECASE,
)
_NO_SEATS = re.compile(r"^(?:plätze|plaetze)\s*:?\s*(?:unbegrenzt|ohne begrenzung)$", re.IGNORECASE)
_ITEMS = re.compile(r"\bTOP\s*\d*\s*[:.)]?\s+")
_AGENDA = re.compile(r"^(?:tagesordnung|themen)\s*:\s*(.+)$", re.IGNORECASE)
_FOR = re.compile(r"^(?:für|fuer|an)\s+(?:den\s+|die\s+|das\s+|alle\s+(?=fed))?(.+)$", re.IGNORECASE)
_TITLE = re.compile(r"^titel\s*:\s*(.+)$", re.IGNORECASE)
_HYBRID = frozenset({"hybrid", "online", "auch online", "videokonferenz", "per video"})
_ONSITE = frozenset({"nur vor ort", "nicht online"})
#: What stands before a change without saying anything of its own.
_LEAD = re.compile(
    r"^(?:(?:neue?[rns]?|jetzt|nun)\s*:?\s+)?(?:(?:termin|datum|zeit|uhrzeit)\s*:\s*)?(?:(?:auf|am|zum)\s+(?:den\s+)?)?",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"^(?:beginn|anfang|start)\s*:?\s*(.+)$", re.IGNORECASE)
_ENDS = re.compile(r"^(?:ende|schluss|bis)\s*:?\s*(.+)$", re.IGNORECASE)
#: What stands between a title and a date.
_ON = re.compile(r"[\s,]+(?:am\s+|(?=\d{1,2}\.)|(?=(?:mo|di|mi|do|fr|sa|so)(?:\.|\w*tag|ttwoch)?,?\s))", re.IGNORECASE)
_INTO = re.compile(r"^(?:ins|im|in\s+(?:das|den|die|der)|nach)\s+([^\W\d].*)$", re.IGNORECASE)
_TRAINING = re.compile(r"fortbildung|schulung|seminar|workshop", re.IGNORECASE)
_STATEWIDE = re.compile(r"landesweit|landestreffen|vollversammlung", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MeetingText:
    """What a text says of a meeting, as far as it says anything. "" and None: nothing about that.

    unclear: a date that has to be asked about; bad_sign_up: words that should be a deadline and are none; strange:
    what was not understood at all; unlimited: there are as many seats as anybody needs; no_sign_up: nor a deadline;
    no_link: nor a link any more.
    """

    title: str = ""
    when: When | None = None
    unclear: Unclear | None = None
    place: str = ""
    link: str = ""
    hybrid: bool | None = None
    hosts: str = ""
    access: str = ""
    sign_up: datetime | None = None
    bad_sign_up: str = ""
    agenda: tuple[str, ...] = ()
    capacity: int | None = None
    unlimited: bool = False
    no_sign_up: bool = False
    no_link: bool = False
    audience: str = ""
    strange: str = ""


def read(said: str, now: datetime) -> MeetingText:
    """Return what one message says: a title before the first colon, or before " am 7.12.", and behind it the rest."""
    said = said.strip()
    colon = _COLON.search(said, 0, _LONGEST_TITLE)
    if colon is None or re.search(r"[\n;]", said[: colon.start()]) or _is_setting(said.partition("\n")[0]):
        first, _, rest = said.partition("\n")
        if (dated := _dated(first, now)) is not None:
            return replace(settings(said[dated[1] :], now), title=first[: dated[0]].strip(" ,"))
        found = settings(first, now)
        if found.strange and not found.when and not found.unclear:
            return replace(settings(rest, now), title=first.strip())
        return settings(said, now)
    return replace(settings(said[colon.end() :], now), title=said[: colon.start()].strip())


def _dated(line: str, now: datetime) -> tuple[int, int] | None:
    """Return where a title ends and where the date behind it begins, if one does: "Treffen am Mo 7.12. 10 Uhr"."""
    line = _PARTS.split(line)[0]
    if first_date(line, now)[0] is not None or _is_setting(line) or names_detail(line):
        return None
    for match in _ON.finditer(line, 1, _LONGEST_TITLE):
        if first_date(line[match.end() :], now)[0] is not None:
            return match.start(), match.end()
    return None


def settings(text: str, now: datetime) -> MeetingText:
    """Return what a text without a title says: a date with a place, and what begins with a word like "Anmeldung"."""
    found = MeetingText()
    for part in (piece.strip(" ,") for piece in _PARTS.split(text)):
        if part:
            found = _with(found, part, now)
    return found


def change(text: str, now: datetime, old: When) -> MeetingText:
    """Return what a text changes in a meeting at this date: what is said of the time keeps the day, and so on.

    "10-14 Uhr"; "Mi 9.12."; "Ende 15 Uhr"; "ins Kreishaus"; "Anmeldung bis 30.11."; "keine Anmeldung".
    """
    found = MeetingText()
    for piece in (piece.strip(" ,") for piece in _PARTS.split(text)):
        if part := _LEAD.sub("", piece, count=1) or piece:
            found = _changed(found, part, now, found.when or old)
    return found


def _changed(found: MeetingText, part: str, now: datetime, old: When) -> MeetingText:
    if _NO_SIGN_UP.match(part):
        return replace(found, no_sign_up=True)
    if (match := _BEGINS.match(part)) and (clock := _clock(match[1], now, old)) is not None:
        keeps_end = clock.end is None and old.end is not None and clock.start is not None and clock.start < old.end
        return replace(found, when=replace(clock, end=old.end) if keeps_end else clock)
    if (match := _ENDS.match(part)) and (clock := _clock(match[1], now, old)) is not None:
        fits = old.start is not None and clock.start is not None and clock.end is None and old.start < clock.start
        return replace(found, when=replace(old, end=clock.start)) if fits else _strange(found, part)
    said = _with(found, part, now)
    if said.unclear is not None and said.unclear is not found.unclear:
        return _resolved(found, said, part, now, old)
    if said.strange != found.strange and (match := _INTO.match(part)) and not names_month(match[1]):
        return replace(found, place=match[1].strip())
    return said


def _resolved(found: MeetingText, said: MeetingText, part: str, now: datetime, old: When) -> MeetingText:
    """Return what a date says that only lacks what the meeting has already: its day, or its time."""
    doubt = said.unclear
    assert doubt is not None
    if doubt.why is Doubt.NO_TIME and doubt.when is not None:
        return replace(said, unclear=found.unclear, when=replace(old, day=doubt.when.day))
    if doubt.why is Doubt.NO_DAY:
        piece, rest = first_date(f"{old.day:%d.%m.%Y} {part}", now)
        if isinstance(piece, When):
            return replace(said, unclear=found.unclear, when=piece, place=rest or found.place)
        return replace(said, unclear=piece or doubt)
    return said


def _clock(text: str, now: datetime, old: When) -> When | None:
    """Return the day of a meeting with another time, if a text is nothing but that."""
    piece, rest = first_date(f"{old.day:%d.%m.%Y} {text}", now)
    return piece if isinstance(piece, When) and piece.start is not None and not rest else None


def kind_of(title: str) -> MeetingKind:
    """Return what a title announces."""
    if "federfuehr" in fold(title):
        return MeetingKind.LEADS
    if _TRAINING.search(title):
        return MeetingKind.TRAINING
    return MeetingKind.STATEWIDE if _STATEWIDE.search(title) else MeetingKind.REGIONAL


def names_detail(part: str) -> bool:
    """Return whether a part of a text tells something of a meeting beside its title, its date and for whom it is."""
    patterns = (_SIGN_UP, _LINK, _SEATS, _NO_SEATS, _ACCESS, _PLACE, _HOSTS, _AGENDA, _ITEMS)
    return (
        fold(part) in _HYBRID | _ONSITE
        or any(pattern.match(part) for pattern in patterns)
        or bool(re.match(r"link\s*:", part, re.IGNORECASE))
    )


def _is_setting(line: str) -> bool:
    return any(pattern.match(line) for pattern in (_PLACE, _HOSTS, _AGENDA, _TITLE, _SIGN_UP)) or bool(
        re.match(r"(link|plätze|plaetze|barrierefrei)\s*:", line, re.IGNORECASE)
    )


def _with(found: MeetingText, part: str, now: datetime) -> MeetingText:
    if match := _SIGN_UP.match(part):
        moment = moments.read(match[1].strip(), now)
        if moment is None:
            return replace(found, bad_sign_up=match[1].strip())
        return replace(found, sign_up=moment.moment)
    if _NO_LINK.match(part):
        return replace(found, no_link=True)
    if match := _LINK.search(part):
        return replace(found, link=match[0].rstrip(".,)"), hybrid=True)
    if fold(part) in _HYBRID or fold(part) in _ONSITE:
        return replace(found, hybrid=fold(part) in _HYBRID)
    if match := _SEATS.match(part):
        return replace(found, capacity=int(match[1] or match[2]))
    if _NO_SEATS.match(part):
        return replace(found, unlimited=True)
    if match := _ACCESS.match(part):
        return replace(found, access="nein" if match[1] else match[2].strip() or "ja")
    if match := _PLACE.match(part):
        return replace(found, place=match[1].strip())
    if match := _HOSTS.match(part):
        return replace(found, hosts=match[1].strip())
    if match := _FOR.match(part):
        return replace(found, audience=match[1].strip())
    if match := _TITLE.match(part):
        return replace(found, title=match[1].strip())
    return _with_more(found, part, now)


def _with_more(found: MeetingText, part: str, now: datetime) -> MeetingText:
    if match := _AGENDA.match(part):
        return replace(found, agenda=(*found.agenda, *_listed(match[1])))
    if _ITEMS.match(part):
        items = tuple(item.strip(" ·,") for item in _ITEMS.split(part) if item.strip(" ·,"))
        return replace(found, agenda=(*found.agenda, *items))
    return _with_date(found, part, now)


def _listed(text: str) -> tuple[str, ...]:
    if _ITEMS.search(text):
        return tuple(item.strip(" ·,") for item in _ITEMS.split(text) if item.strip(" ·,"))
    return tuple(item.strip() for item in re.split(r"[,·/]", text) if item.strip())


def _with_date(found: MeetingText, part: str, now: datetime) -> MeetingText:
    piece, rest = first_date(part, now)
    if piece is None:
        return _strange(found, part)
    place, details = _apart(rest)
    place = place or found.place
    if isinstance(piece, When):
        found = replace(found, when=piece, unclear=None, place=place)
    else:
        found = replace(found, unclear=piece, place=place)
    for one in details:
        found = _with(found, one, now)
    return found


def _apart(rest: str) -> tuple[str, list[str]]:
    """Return the place that stands behind a date, and what else is told behind commas: "Rathaus, 20 Plätze"."""
    pieces = rest.split(",")
    starts = [
        at for at, piece in enumerate(pieces)
        if names_detail(piece.strip()) and (at or fold(piece.strip()) not in _HYBRID)
    ]  # fmt: skip
    if not starts:
        return rest, []
    ends = [*starts[1:], len(pieces)]
    details = [",".join(pieces[start:end]).strip() for start, end in zip(starts, ends, strict=True)]
    return ",".join(pieces[: starts[0]]).strip(), details


def _strange(found: MeetingText, part: str) -> MeetingText:
    return replace(found, strange="; ".join(one for one in (found.strange, part) if one))


def first_date(text: str, now: datetime) -> tuple[When | Unclear | None, str]:
    """Return the date that a text begins with, or the doubt about it, and what stands behind it; (None, text) for none.

    The longest beginning counts that is one date: "Mo 7.12. 10-13 Uhr" of "Mo 7.12. 10-13 Uhr, Rathaus".
    """
    today = now.astimezone(BERLIN).date()
    ends = [match.start() for match in re.finditer(r"\s|$", text)][:16]
    doubt: tuple[Unclear, str] | None = None
    for end in reversed(ends):
        pieces = phrases.read(text[:end].rstrip(" ,"), today)
        if len(pieces) != 1:
            continue
        (piece,) = pieces
        if isinstance(piece, When):
            return piece, text[end:].strip(" ,")
        if doubt is None and piece.why is not Doubt.NOT_UNDERSTOOD:
            doubt = piece, text[end:].strip(" ,")
    return doubt if doubt is not None else (None, text)
