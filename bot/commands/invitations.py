"""`einladen` makes an invitation for one or, as a sheet, for many; `einladungen` takes open ones back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot import invitation, turning
from bot.commands.base import Asked, Made, Reply
from bot.deciding import Invite, TakeBack
from bot.dialog import Dialog, Heard, Option, Question, State, Turn
from bot.words import invitations as words
from content import dates, when
from content.blocks import Heading, Run, paragraph
from domain.recipient import Role
from domain.rights import Asker, Need, Right
from store import codes, entrances, members, reference, roles
from store.codes import Open
from store.entrances import Entrance

NAME = "invite"
KIND, ROLE, REGION, UNTIL = "kind", "role", "region", "until"
_PERSONAL, _SHEET = "personal", "sheet"
_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an invitation is made of. code: one that nobody has seen yet; regions: those for which one may invite."""

    code: str
    regions: Mapping[str, str]
    entrances: tuple[Entrance, ...]
    operator: Mapping[str, str]
    asker: Asker
    now: datetime

    @property
    def coordinates(self) -> bool:
        """Whether any role may be given."""
        return self.asker.role is Role.COORDINATION


def load(session: Session, asked: Asked) -> Facts:
    """Fetch for which regions somebody may invite: the Koordination for all, others for those that they lead."""
    names = reference.region_names(session)
    everywhere = asked.asker.role is Role.COORDINATION
    mine = {code: name for code, name in names.items() if everywhere or code in asked.asker.leads}
    return Facts(codes.new_words()[0], mine, tuple(entrances.known(session)), asked.operator, asked.asker, asked.now)


def start(session: Session, asked: Asked) -> list[Reply]:
    """Begin, unless there is no region to invite for."""
    if not load(session, asked).regions:
        return turning.stop(session, asked, words.NO_REGION)
    return turning.begin(DIALOG, KIND, session, asked)


def ask(state: State, facts: Facts) -> Question:
    """Return what is asked at a step."""
    if state.step == ROLE:
        return Question((paragraph(words.ASK_ROLE),), tuple(Option(role.value, *words.ROLES[role]) for role in Role))
    if state.step == REGION:
        return Question((paragraph(words.ASK_REGION),), tuple(Option(*one) for one in facts.regions.items()), per_row=2)
    if state.step == UNTIL:
        days = tuple(Option(str(count), label) for count, label in words.DAYS.items())
        return Question((paragraph(words.ASK_UNTIL),), days, per_row=3)
    options = (Option(_PERSONAL, words.PERSONAL, words.PERSONAL_WORDS), Option(_SHEET, words.SHEET, words.SHEET_WORDS))
    return Question((Heading((Run(words.TITLE),), 1), paragraph(words.ASK_KIND)), options)


def answer(state: State, heard: Heard, facts: Facts) -> Turn:
    """Decide what an answer comes to."""
    key = heard.chosen[0] if len(heard.chosen) == 1 else ""
    data = dict(state.data)
    if state.step == KIND and key in (_PERSONAL, _SHEET):
        asks_role = key == _PERSONAL and facts.coordinates
        data = {"many": key == _SHEET, "role": Role.MEMBER.value}
        return Turn(State(NAME, ROLE, data)) if asks_role else _ask_region(data, facts)
    if state.step == ROLE and facts.coordinates and key in set(Role):
        data["role"] = key
        # A region says whom a Federführende leads; a member or the Koordination chooses by joining.
        return _ask_region(data, facts) if Role(key) is Role.LEAD else Turn(State(NAME, UNTIL, data))
    if state.step == REGION and key in facts.regions:
        return Turn(State(NAME, UNTIL, {**data, "region": key}))
    if state.step == UNTIL:
        return _until(state, data, key, heard.text, facts)
    return Turn(state)


def _ask_region(data: Mapping[str, Any], facts: Facts) -> Turn:
    if len(facts.regions) == 1:
        return Turn(State(NAME, UNTIL, {**data, "region": next(iter(facts.regions))}))
    return Turn(State(NAME, REGION, data))


def _until(state: State, data: Mapping[str, Any], key: str, text: str, facts: Facts) -> Turn:
    until = facts.now + timedelta(days=int(key)) if key else when.read_day(text, facts.now)
    if until is None or not facts.now < until <= facts.now + _LONGEST:
        return Turn(state, says=(paragraph(words.NOT_A_DAY),))
    if key:
        until = dates.read_deadline(dates.day(until)) or until
    role, region = Role(data["role"]), data.get("region")
    if (region is not None and region not in facts.regions) or (role is not Role.MEMBER and not facts.coordinates):
        return Turn(None, says=(paragraph(words.NO_REGION),))
    made = invitation.Invitation(facts.code, role, facts.regions.get(region or "", ""), bool(data["many"]), until)
    told = [*invitation.lines(made, facts.entrances), words.TAKE_BACK]
    from content import sheet_pdf  # large, and few print

    pdf = sheet_pdf.to_pdf(invitation.sheet(made, facts.entrances, facts.operator)) if facts.entrances else b""
    files = (Made(words.FILE_NAME, pdf, words.FILE_LABEL),) if pdf else ()
    wording = invitation.wording(facts.operator) if pdf else ""
    change = Invite(facts.code, role, region, made.many, until, wording)
    return Turn(None, (change,), tuple(map(paragraph, told)), files=files)


DIALOG = Dialog(NAME, load, ask, answer, right=Right(Need.LEAD))


# --- taking back

BACK = "takeback"
WHICH, CONFIRM = "which", "confirm"
_TAKE, _KEEP = "take", "keep"
#: So much of a code's hash tells it from others here.
_SHORT = 16


@dataclass(frozen=True, slots=True)
class OpenFacts:
    """The open invitations that somebody may take back, and what regions are called."""

    open: Mapping[str, Open]
    names: Mapping[str, str]

    def line(self, one: Open) -> str:
        """Return an invitation in a line."""
        region = f", {self.names[one.region]}" if one.region else ""
        until = dates.due(one.expires_at)
        if not one.many:
            return words.LINE_PERSONAL.format(role=words.ROLES[one.role][0], region=region, until=until)
        uses = words.USES.get(one.uses) or words.USED.format(count=one.uses)
        return words.LINE_SHEET.format(region=region, until=until, uses=uses)


def load_open(session: Session, asked: Asked) -> OpenFacts:
    """Fetch the open invitations that somebody may take back: all, or their own and those for their regions."""
    member = members.member_at(session, asked.who.account, asked.who.chat)
    mine = roles.key_of(session, member.id) if member is not None else ""
    regions = None if asked.asker.role is Role.COORDINATION else asked.asker.leads
    found: Sequence[Open] = codes.open_ones(session, regions, mine, asked.now)
    return OpenFacts({one.hash[:_SHORT]: one for one in found}, reference.region_names(session))


def show_open(session: Session, asked: Asked) -> list[Reply]:
    """Begin with the list of open invitations, or say that there is none."""
    if not load_open(session, asked).open:
        return turning.stop(session, asked, words.LIST_NONE)
    return turning.begin(BACK_DIALOG, WHICH, session, asked)


def ask_back(state: State, facts: OpenFacts) -> Question:
    """Return which invitations are open, or the words that take one back: never a mere yes, and no button."""
    keep = Option(_KEEP, words.KEEP, words.KEEP_WORDS)
    one = facts.open.get(str(state.data.get("code", "")))
    if state.step == WHICH or one is None:
        options = tuple(Option(key, facts.line(each)) for key, each in facts.open.items())
        return Question((Heading((Run(words.LIST_TITLE),), 1), paragraph(words.LIST_HOW)), (*options, keep))
    phrase = words.REVOKE_PHRASE.format(number=state.data["number"])
    told = paragraph(words.REVOKE_HOW.format(what=facts.line(one), phrase=phrase))
    return Question((told,), (keep, Option(_TAKE, phrase, by_words_only=True)), dangerous=True)


def answer_back(state: State, heard: Heard, facts: OpenFacts) -> Turn:
    """Decide what an answer comes to."""
    if heard.chosen == (_KEEP,):
        return Turn(None, says=(paragraph(words.KEPT),))
    if state.step == WHICH:
        key = heard.chosen[0] if len(heard.chosen) == 1 else ""
        return Turn(State(BACK, CONFIRM, {**state.data, "code": key}) if key in facts.open else state)
    one = facts.open.get(str(state.data.get("code", "")))
    if one is None:
        return Turn(None, says=(paragraph(words.LIST_NONE),))
    if heard.chosen == (_TAKE,):
        return Turn(None, (TakeBack(one.hash),), (paragraph(words.REVOKED.format(what=facts.line(one))),))
    return Turn(state, says=(paragraph(words.REVOKE_EXACTLY),))


def _number(asked: Asked) -> Mapping[str, Any]:
    """Return the number that the words need: another one each time, so that old words do nothing."""
    return {"number": 10 + asked.serial * 37 % 90}


BACK_DIALOG = Dialog(BACK, load_open, ask_back, answer_back, right=Right(Need.LEAD), lapses=True, begins=_number)
