"""How people come to each account, as its channel told it: for invitations, also where no channel is open."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from store import tables as t
from store.db import upsert

_CODE = "{code}"
_e = t.entrance.c


@dataclass(frozen=True, slots=True)
class Entrance:
    """A way to an account. name: of its network, as people call it; hint: what to know before, "" for nothing."""

    name: str
    link: str
    hint: str = ""

    @property
    def carries_code(self) -> bool:
        """Whether the link brings a code along."""
        return _CODE in self.link

    def link_to(self, code: str) -> str:
        """Return the link for somebody with this code."""
        return self.link.replace(_CODE, code)


def note(session: Session, account: str, name: str, link: str, hint: str) -> None:
    """Note how people come to an account."""
    upsert(session, t.entrance, [{"account": account, "name": name, "link": link, "hint": hint}])


def known(session: Session) -> list[Entrance]:
    """Return the ways to all accounts, by name."""
    return [Entrance(*row) for row in session.execute(select(_e.name, _e.link, _e.hint).order_by(_e.name, _e.account))]
