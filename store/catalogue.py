"""The Koordination's own lists: regions, which counties belong to them, topics and the words that point to topics.

Codes never change, so subscriptions and notices follow by themselves. Every function returns whether it changed
anything.
"""

from sqlalchemy import delete, func, insert, select, update
from sqlmodel import Session

from domain.folding import fold
from store import reference, tags
from store import tables as t
from store.db import insert_new

_r, _c, _t, _k = t.region.c, t.county.c, t.topic.c, t.keyword.c


def rename_region(session: Session, code: str, name: str) -> bool:
    """Give a region its right name, which is known to be right from then on."""
    wanted = (_r.code == code, (_r.name != name) | _r.confirmed.is_(False))
    found = session.execute(update(t.region).where(*wanted).values(name=name, confirmed=True).returning(_r.code))
    reference.forget_names(session)
    return found.first() is not None


def move_county(session: Session, ags: str, region: str) -> bool:
    """Let a county belong to another region: who joins from there is in that one. Choices stay."""
    wanted = (_c.ags == ags, _c.region != region)
    found = session.execute(update(t.county).where(*wanted).values(region=region).returning(_c.ags))
    return found.first() is not None


def add_topic(session: Session, name: str) -> str | None:
    """Add a topic behind the others and return its code; None if one has that name or code."""
    code = "-".join("".join(sign if sign.isalnum() else " " for sign in fold(name)).split())[:40]
    taken = session.execute(select(_t.code).where((_t.code == code) | (_t.name == name))).first()
    if not code or taken is not None:
        return None
    last = session.execute(select(func.coalesce(func.max(_t.position), 0))).scalar_one()
    session.execute(insert(t.topic).values(code=code, name=name, position=last + 1))
    reference.forget_names(session)
    return code


def rename_topic(session: Session, code: str, name: str) -> bool:
    """Call a topic something else."""
    wanted = (_t.code == code, _t.name != name)
    found = session.execute(update(t.topic).where(*wanted).values(name=name).returning(_t.code)).first()
    reference.forget_names(session)
    return found is not None


def add_keyword(session: Session, topic: str, word: str) -> bool:
    """Let a word point to a topic; what waits to be decided on is tagged anew."""
    added = insert_new(session, t.keyword, [{"topic": topic, "text": word}]) == 1
    if added:
        tags.forget(session)
    return added


def remove_keyword(session: Session, topic: str, word: str) -> bool:
    """Let a word not point to a topic any more; what waits to be decided on is tagged anew."""
    gone = session.execute(delete(t.keyword).where(_k.topic == topic, _k.text == word).returning(_k.text)).first()
    if gone is not None:
        tags.forget(session)
    return gone is not None
