"""The words of a typed date, found in a text: numbers, weekdays, months, and what stands between them."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from domain.folding import fold


class Kind(Enum):
    """What a token is."""

    DATE = auto()
    #: "13.10": a date or a time, which what stands around it decides.
    MAYBE_DATE = auto()
    YEAR = auto()
    TIME = auto()
    NUMBER = auto()
    OCLOCK = auto()
    DASH = auto()
    WEEKDAY = auto()
    RELATIVE = auto()
    ALL_DAY = auto()
    #: Of no meaning of their own; "um", "ab" and "von" say that a time follows.
    FILLER = auto()
    WORD = auto()
    AND = auto()
    COMMA = auto()
    #: A semicolon or a new line.
    BREAK = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the text. number: an hour, a weekday (Monday is 0), days from today, a year. month: also minutes."""

    kind: Kind
    begins: int
    ends: int
    value: str = ""
    number: int = 0
    day: int = 0
    month: int = 0
    year: int = 0


_WEEKDAYS = (
    ("mo", "mon", "montag"),
    ("di", "die", "dienstag"),
    ("mi", "mit", "mitt", "mittwoch"),
    ("do", "don", "donnerstag"),
    ("fr", "fre", "freitag"),
    ("sa", "sam", "samstag", "sonnabend"),
    ("so", "son", "sonntag"),
)
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
_MONTHS = (
    ("januar", "jan", "jaenner"), ("februar", "feb"), ("maerz", "mrz", "maer"), ("april", "apr"), ("mai",),
    ("juni", "jun"), ("juli", "jul"), ("august", "aug"), ("september", "sep", "sept"), ("oktober", "okt"),
    ("november", "nov"), ("dezember", "dez"),
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_RELATIVE = {"heute": 0, "morgen": 1, "uebermorgen": 2}
_ALL_DAY = ("ganztaegig", "ganztags")
#: What may stand before a day.
FILLERS = frozenset(("am", "den", "der", "dem"))
_CLOCK_FILLERS = frozenset(("um", "ab", "von", "zwischen"))
_WORDS = {"naechste": "next", "kommende": "next", "diese": "this", "woche": "week", "jeweils": "each", "je": "each"}
_ANDS = ("und", "oder", "sowie")
_ENDINGS = re.compile(r"(naechste|kommende|diese)[nrs]?")

_PATTERNS = re.compile(
    r"""
    (?P<iso>(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d))
  | (?P<count>(?<!\w)\d{1,2}\))
  | (?P<all_day>(?:den\s+)?ganzen\s+Tag\b)
  | (?P<numeric>(?<!\d)\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}(?!\d)|\d{2}(?!\d|\s*[-–—:.]\s*\d|\s*Uhr|\s*bis))?)
  | (?P<short_year>(?<!\d)\d{1,2}\.\d{1,2}\.\d{4}(?!\d))
  | (?P<named>(?<!\d)\d{1,2}\.?\s*[^\W\d_]{3,9}\b\.?)
  | (?P<time>(?<![\d.])\d{1,2}:\d{2}(?!\d))
  | (?P<maybe>(?<![\d.])\d{1,2}\.\d{2}(?![\d.]))
  | (?P<loose>(?<![\d.])\d{1,2}\.\d(?![\d.]))
  | (?P<year>(?<!\d)20\d{2}(?!\d))
  | (?P<number>(?<!\d)\d{1,2}(?![\d/]))
  | (?P<dash>[-–—]|\bbis\b)
  | (?P<comma>,)
  | (?P<breaks>[;\n])
  | (?P<word>[^\W\d_]+\.?)
  | (?P<space>[^\S\n]+)
  | (?P<other>[^\s,;]+?(?=[\s,;]|$)|.)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def names_month(text: str) -> bool:
    """Return whether a text begins with the name of a month."""
    first = re.match(r"[^\W\d_]+", text)
    return first is not None and fold(first[0]) in _MONTH


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text, in order, without the spaces and the numbers of a list like "1)"."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _PATTERNS.match(text, at)
        assert match is not None
        token = _token(match)
        if token is None and match.lastgroup == "named":
            match = _NUMBER.match(text, at)
            assert match is not None
            token = Token(Kind.NUMBER, match.start(), match.end(), number=int(match[0]))
        if token is not None:
            found.append(token)
        at = match.end()
    return found


_NUMBER = re.compile(r"\d{1,2}")


def _token(match: re.Match[str]) -> Token | None:
    span, said = match.span(), match[0]
    name = next(name for name, value in match.groupdict().items() if value is not None)
    numbers = [int(digits) for digits in re.findall(r"\d+", said)]
    match name:
        case "space" | "count":
            return None
        case "iso":
            return Token(Kind.DATE, *span, day=numbers[2], month=numbers[1], year=numbers[0])
        case "numeric" | "short_year":
            year = numbers[2] if len(numbers) > 2 else 0
            return Token(Kind.DATE, *span, day=numbers[0], month=numbers[1], year=year + 2000 * (0 < year < 100))
        case "named":
            month = _MONTH.get(fold(re.sub(r"[\d.\s]", "", said)), 0)
            return Token(Kind.DATE, *span, day=numbers[0], month=month) if month else None
        case "time":
            return Token(Kind.TIME, *span, number=numbers[0], month=numbers[1])
        case "maybe" | "loose":
            return Token(Kind.MAYBE_DATE, *span, value=name, day=numbers[0], month=numbers[1])
        case "year":
            return Token(Kind.YEAR, *span, number=numbers[0])
        case "number":
            return Token(Kind.NUMBER, *span, number=numbers[0])
        case "word":
            return _word(fold(said.rstrip(".")), span)
        case "dash":
            return Token(Kind.DASH, *span)
        case "comma":
            return Token(Kind.COMMA, *span)
        case "breaks":
            return Token(Kind.BREAK, *span)
        case "all_day":
            return Token(Kind.ALL_DAY, *span)
        case _:
            return Token(Kind.OTHER, *span)


def _word(word: str, span: tuple[int, int]) -> Token:
    if word in _WEEKDAY:
        return Token(Kind.WEEKDAY, *span, number=_WEEKDAY[word])
    if word in _RELATIVE:
        return Token(Kind.RELATIVE, *span, number=_RELATIVE[word])
    if word in _ALL_DAY:
        return Token(Kind.ALL_DAY, *span)
    if word in FILLERS or word in _CLOCK_FILLERS:
        return Token(Kind.FILLER, *span, value=word)
    if word in ("uhr", "h"):
        return Token(Kind.OCLOCK, *span)
    if word in _ANDS:
        return Token(Kind.AND, *span, value="and" if word == "und" else word)
    ending = _ENDINGS.fullmatch(word)
    stem = ending[1] if ending else "woche" if word == "wochen" else word
    return Token(Kind.WORD, *span, value=_WORDS[stem]) if stem in _WORDS else Token(Kind.OTHER, *span)
