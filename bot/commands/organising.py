"""Who runs a poll together with who asks: named by their handle, or by a name that whoever asks may see."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from bot.commands import somebody
from bot.commands.base import Asked
from bot.words import polls as words
from content.foreign import disarmed_text
from domain import choosing
from domain.recipient import Role
from domain.rights import Asker, sees_names
from store import roles
from store.roles import Somebody


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Who can run a poll: Federführende and the Koordination. asker: who asks, whose sight decides about names."""

    people: tuple[Somebody, ...]
    asker: Asker
    me: int | None

    def find(self, text: str) -> tuple[tuple[Somebody, ...], str]:
        """Return whom a text names, one or several; or none and what is wrong with it."""
        found: list[Somebody] = []
        for piece in choosing.listed(text):
            one = self._one(piece)
            if isinstance(one, str):
                return (), one
            found.append(one)
        return tuple(dict.fromkeys(found)), ""

    def _one(self, text: str) -> Somebody | str:
        said = text.removeprefix("Kennung ").removeprefix("kennung ")
        others = [one for one in self.people if one.id != self.me]
        handles = {one.id: (somebody.handle_of(one.key),) for one in others}
        names = {one.id: (one.name,) for one in others if one.name and self._is_named(one)}
        ids = choosing.exact(said, handles) or choosing.close(said, names)
        if len(ids) != 1:
            return (words.SEVERAL_ORGANISERS if ids else words.NO_SUCH_ORGANISER).format(said=disarmed_text(text[:60]))
        return next(one for one in others if one.id == ids[0])

    def _is_named(self, one: Somebody) -> bool:
        """Return whether whoever asks may see somebody's name: who leads a region with them."""
        return sees_names(self.asker, (*one.regions, *(region for region, _ in one.leads)))

    def who(self, id_: int) -> str:
        """Return how somebody is called to whoever asks."""
        found = next((one for one in self.people if one.id == id_), None)
        return words.SOMEBODY if found is None else somebody.who(found, named=self._is_named(found))


def load(session: Session, asked: Asked, named: Collection[int] = ()) -> Colleagues:
    """Fetch who can run a poll, and of those who were named once also who has no role any more."""
    people = [one for one in roles.everybody(session, asked.now) if one.id in named or _can_run(one)]
    return Colleagues(tuple(people), asked.asker, asked.person)


def _can_run(one: Somebody) -> bool:
    return one.role is not Role.MEMBER and one.confirmed
