"""Places: who may make a group, room, topic or channel one, who may change it, and what it is by default. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.notice import Scope
from domain.recipient import Role
from domain.rights import Asker, oversees


class PlaceKind(StrEnum):
    """Whose place it is."""

    #: Of a region, or of a part of it that has a name of its own.
    REGION = "region"
    #: Of the Federführenden: it gets what is addressed to their role.
    LEADS = "leads"
    #: Of the whole network.
    NETWORK = "network"
    #: Of somebody's own advice centre.
    CENTRE = "centre"


class PlaceRefusal(StrEnum):
    """Why somebody may not do something with a place."""

    #: It belongs to somebody else.
    NOT_YOURS = "not yours"
    #: Only who leads the region, or the Koordination.
    NOT_YOUR_REGION = "not your region"
    #: Only the Koordination.
    NOT_FOR_ALL = "not for all"
    #: What is internal goes only where its region's Federführende or the Koordination say so.
    NOT_INTERNAL = "not internal"
    #: This network may not carry what is internal.
    NOT_ON_THIS_NETWORK = "not on this network"
    #: It is not known for which region.
    NO_REGION = "no region"


@dataclass(frozen=True, slots=True)
class PlaceState:
    """What a place is and gets. statewide: all regions; no topics: all of them; lead: it is of the Federführenden."""

    regions: frozenset[str] = frozenset()
    statewide: bool = False
    topics: frozenset[str] = frozenset()
    scope: Scope = Scope.PUBLIC
    lead: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a place; None: as it is, or as it is by default."""

    kind: PlaceKind | None = None
    regions: frozenset[str] | None = None
    statewide: bool | None = None
    topics: frozenset[str] | None = None
    scope: Scope | None = None
    name: str | None = None


def kind_for(asker: Asker) -> PlaceKind:
    """Return whose place it is when somebody only says "here"."""
    if asker.leads:
        return PlaceKind.REGION
    return PlaceKind.NETWORK if asker.role is Role.COORDINATION else PlaceKind.CENTRE


def new(wish: Wish, asker: Asker, own_regions: Iterable[str]) -> PlaceState | PlaceRefusal:
    """Return what a new place is, with the defaults of who asks, or why they may not make it.

    own_regions: what they subscribed to themselves.
    """
    kind = wish.kind or (PlaceKind.REGION if wish.regions and asker.role is Role.COORDINATION else kind_for(asker))
    state = _by_default(kind, asker, frozenset(own_regions))
    made = _wished(state, wish)
    if kind is PlaceKind.NETWORK or (made.statewide and kind is not PlaceKind.CENTRE):
        if asker.role is not Role.COORDINATION:
            return PlaceRefusal.NOT_FOR_ALL
    elif kind is not PlaceKind.CENTRE and not _oversees_all(asker, made.regions):
        return PlaceRefusal.NOT_YOUR_REGION
    if not made.statewide and not made.regions:
        return PlaceRefusal.NO_REGION
    return _scope_refusal(wish, asker, made.regions) or made


def change(state: PlaceState, wish: Wish, asker: Asker, *, is_registrar: bool) -> PlaceState | PlaceRefusal:
    """Return what a place is after a wish, or why this person may not change it so."""
    if refused := may_decide(state, asker, is_registrar=is_registrar):
        return refused
    made = _wished(state, wish)
    if wish.kind is PlaceKind.LEADS:
        made = replace(made, lead=True)
    elif wish.kind is not None:
        made = replace(made, lead=False, statewide=made.statewide or wish.kind is PlaceKind.NETWORK)
    # What goes to many regions, or to a role, is decided by who may decide about these.
    wider = (made.statewide and not state.statewide) or (made.lead and not state.lead)
    if wider and asker.role is not Role.COORDINATION and not (made.lead and _oversees_all(asker, made.regions)):
        return PlaceRefusal.NOT_FOR_ALL
    if not made.statewide and not made.regions:
        return PlaceRefusal.NO_REGION
    # What gets internal things or those of a role is changed only by who may decide about all of it, before and after:
    # to have registered it once is not enough.
    if is_inside(state) and is_inside(made) and not (decides_whole(asker, state) and decides_whole(asker, made)):
        return PlaceRefusal.NOT_YOUR_REGION
    return _scope_refusal(wish, asker, made.regions) or made


def is_inside(state: PlaceState) -> bool:
    """Return whether a place gets what is not for everybody: it is of the Federführenden, or internal."""
    return state.lead or state.scope is Scope.INTERNAL


def opened(state: PlaceState) -> PlaceState:
    """Return a place that gets only what is for everybody."""
    return replace(state, lead=False, scope=Scope.PUBLIC)


def decides_whole(asker: Asker, state: PlaceState) -> bool:
    """Return whether somebody may decide about every region of a place; about a statewide one the Koordination."""
    return _oversees_all(asker, frozenset() if state.statewide else state.regions)


def may_decide(state: PlaceState, asker: Asker, *, is_registrar: bool) -> PlaceRefusal | None:
    """Return why somebody may neither change nor end a place: it is neither theirs nor in a region that they lead."""
    if asker.confirmed and is_registrar:
        return None
    return None if oversees(asker, () if state.statewide else state.regions) else PlaceRefusal.NOT_YOURS


def _by_default(kind: PlaceKind, asker: Asker, own: frozenset[str]) -> PlaceState:
    everywhere = asker.role is Role.COORDINATION and not asker.leads
    if kind is PlaceKind.NETWORK or (kind is PlaceKind.LEADS and everywhere):
        return PlaceState(statewide=True, lead=kind is PlaceKind.LEADS)
    regions = own if kind is PlaceKind.CENTRE else asker.leads
    return PlaceState(regions, lead=kind is PlaceKind.LEADS)


def _wished(state: PlaceState, wish: Wish) -> PlaceState:
    if wish.regions is not None:
        state = replace(state, regions=wish.regions, statewide=False)
    if wish.statewide is not None:
        state = replace(state, statewide=wish.statewide, regions=frozenset() if wish.statewide else state.regions)
    if wish.topics is not None:
        state = replace(state, topics=wish.topics)
    if wish.scope is not None:
        state = replace(state, scope=wish.scope)
    return replace(state, name=wish.name) if wish.name is not None else state


def _scope_refusal(wish: Wish, asker: Asker, regions: frozenset[str]) -> PlaceRefusal | None:
    if wish.scope is not Scope.INTERNAL:
        return None
    if not _oversees_all(asker, regions):
        return PlaceRefusal.NOT_INTERNAL
    return None if asker.carries_internal else PlaceRefusal.NOT_ON_THIS_NETWORK


def _oversees_all(asker: Asker, regions: frozenset[str]) -> bool:
    """Return whether somebody may decide about each of these regions; about all of Lower Saxony the Koordination."""
    return oversees(asker, regions) and (asker.role is Role.COORDINATION or regions <= asker.leads)
