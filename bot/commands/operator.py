"""Who runs this: `datenschutz`, `kontakt`, `impressum`, `barrierefreiheit`. The facts come from BOTE_OPERATOR_…"""

from sqlmodel import Session

from bot.commands import general
from bot.commands.base import Asked, Reply
from bot.words import privacy as words
from content.blocks import Block, Document, Heading, Run, paragraph


def show_privacy(_session: Session, asked: Asked) -> list[Reply]:
    """Answer what is stored, why, for how long, and what one's rights are."""
    told = [_fact(asked, words.CONTROLLER, "controller"), _fact(asked, words.LEGAL_BASIS, "legal_basis")]
    optional = ((words.DPO, "dpo"), (words.AUTHORITY, "authority"), (words.MORE, "privacy_url"))
    more = [_fact(asked, label, name) for label, name in optional if asked.operator.get(name)]
    rules = (words.PURPOSE, words.STORED, words.NOT_STORED, words.SEEN_BY, words.KEPT, words.RIGHTS, words.CASES)
    return _page(asked, words.PRIVACY_TITLE, *told, *rules, *more)


def show_contact(_session: Session, asked: Asked) -> list[Reply]:
    """Answer whom to ask."""
    return _page(asked, words.CONTACT_TITLE, _fact(asked, words.CONTACT, "contact"))


def show_imprint(_session: Session, asked: Asked) -> list[Reply]:
    """Answer who offers this."""
    provider = "imprint" if asked.operator.get("imprint") else "controller"
    return _page(
        asked, words.IMPRINT_TITLE, _fact(asked, words.IMPRINT, provider), _fact(asked, words.CONTACT, "contact")
    )


def show_accessibility(_session: Session, asked: Asked) -> list[Reply]:
    """Answer what is done for accessibility, and where to report a barrier."""
    statement = [_fact(asked, words.STATEMENT, "accessibility_url")] if asked.operator.get("accessibility_url") else []
    return _page(asked, words.ACCESS_TITLE, words.ACCESS, _fact(asked, words.BARRIERS, "contact"), *statement)


def _fact(asked: Asked, label: str, name: str) -> str:
    return label + asked.operator.get(name, words.MISSING)


def _page(asked: Asked, title: str, *lines: str) -> list[Reply]:
    blocks: tuple[Block, ...] = (Heading((Run(title),), 1), *(paragraph(line) for line in lines))
    return [Reply(Document(blocks), general.buttons(asked))]
