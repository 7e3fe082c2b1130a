"""Who gets a notice, and because of which rule. The freezing statement of the store must say the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from domain.notice import Level, Scope
from domain.recipient import DEFAULT_IMPORTANT, DEFAULT_INFO, RecipientKind, Rhythm, Role
from domain.slots import AT_ONCE


class Because(StrEnum):
    """The rule that chose a recipient: the first that holds, in this order."""

    #: It belongs to a role that they accepted.
    ROLE = "role"
    #: They were invited to this very event.
    INVITED = "invited"
    #: It is urgent for their region, and they ticked urgent notices.
    URGENT = "urgent"
    #: It is about a region and a topic that they subscribed to.
    REGION_TOPIC = "region_topic"
    #: It is for the whole of Lower Saxony, on a topic that they subscribed to.
    LANDESWEIT = "landesweit"


@dataclass(frozen=True, slots=True)
class Addressed:
    """What of a notice decides its audience. statewide: for all regions; empty topics or programmes: no filter.

    at_once: the rhythms that it does not wait for a digest for, more than usual where its deadline is near.
    """

    level: Level
    scope: Scope
    statewide: bool
    regions: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()
    role: Role | None = None
    #: It asks those whom it is about: the rhythm of their reading decides nothing, nor that they read of all regions.
    invites: bool = False
    at_once: frozenset[Rhythm] = AT_ONCE


@dataclass(frozen=True, slots=True)
class Profile:
    """What of a recipient decides what they get. Many recipients share one profile, so it carries no id.

    regions, topics, programmes: codes; empty topics or programmes mean all of them, empty regions only what is
    for the whole of Lower Saxony, unless `statewide` is set. For places, `scope` is the place's own, `urgent_ok`
    is set, and `role` names whose place it is (audience_role). lead_regions: where a person has the role lead; who
    leads none of a notice's regions gets nothing that is for the leads of these.
    """

    kind: RecipientKind
    active: bool = True
    scope: Scope = Scope.PUBLIC
    statewide: bool = False
    regions: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    programmes: frozenset[str] = frozenset()
    role: Role | None = None
    lead_regions: frozenset[str] = frozenset()
    urgent_ok: bool = False
    rhythm_info: Rhythm = DEFAULT_INFO
    rhythm_important: Rhythm = DEFAULT_IMPORTANT


def choose(notice: Addressed, profile: Profile) -> Because | None:
    """Return the rule by which this recipient gets the notice at its release, or None."""
    if not _may_read(notice, profile):
        return None
    if notice.role is not None:
        return Because.ROLE if _has_role(notice, profile) else None
    if not _in_region(notice, profile) or not _shares(notice.programmes, profile.programmes):
        return None
    if notice.invites:
        return Because.INVITED if _shares(notice.topics, profile.topics) else None
    if notice.level is Level.URGENT:
        return Because.URGENT if profile.urgent_ok else None
    if _rhythm(notice.level, profile) not in notice.at_once:
        return None
    return _by_subscription(notice, profile)


def choose_in_edition(item: Addressed, profile: Profile) -> Because | None:
    """Return the rule by which this *person* gets the item with the edition, unless they have it; or None.

    It is for all rhythms but never: who was paused at its release, or has changed their rhythm since, gets it now.
    """
    if profile.kind is not RecipientKind.PERSON or _rhythm(item.level, profile) is Rhythm.NIE:
        return None
    return _in_digest(item, profile)


def choose_daily(item: Addressed, profile: Profile) -> Because | None:
    """Return the rule by which this recipient gets the item with the daily digest, unless they have it; or None."""
    return _in_digest(item, profile) if _rhythm(item.level, profile) is Rhythm.TAEGLICH else None


def _in_digest(item: Addressed, profile: Profile) -> Because | None:
    if not _may_read(item, profile) or item.role is not None:
        return None
    if not _in_region(item, profile) or not _shares(item.programmes, profile.programmes):
        return None
    return _by_subscription(item, profile)


def choose_whole(edition: Scope, profile: Profile) -> Because | None:
    """Return the rule by which this *place* gets the whole edition, or None. A public place gets its public part."""
    if profile.kind is not RecipientKind.PLACE or not profile.active:
        return None
    if edition is Scope.INTERNAL and profile.scope is Scope.PUBLIC:
        return None
    return Because.LANDESWEIT if profile.rhythm_info is Rhythm.WOECHENTLICH else None


def count(notice: Addressed, profiles: Iterable[Profile]) -> int:
    """Return how many recipients get the notice; profiles repeat once per recipient."""
    chosen = lru_cache(maxsize=None)(choose)
    return sum(1 for profile in profiles if chosen(notice, profile) is not None)


def _may_read(notice: Addressed, profile: Profile) -> bool:
    return profile.active and (notice.scope is Scope.PUBLIC or profile.scope is Scope.INTERNAL)


def _has_role(notice: Addressed, profile: Profile) -> bool:
    """Return whether they have the role where the notice is about: the coordination has it everywhere."""
    if profile.role is not notice.role:
        return False
    if notice.statewide or notice.role is Role.COORDINATION:
        return True
    if notice.role is Role.LEAD and profile.kind is RecipientKind.PERSON:
        return bool(profile.lead_regions & notice.regions)
    return _in_region(notice, profile)


def _in_region(notice: Addressed, profile: Profile) -> bool:
    reads_all = profile.statewide and not notice.invites
    return notice.statewide or reads_all or bool(notice.regions & profile.regions)


def _shares(wanted: frozenset[str], chosen: frozenset[str]) -> bool:
    return not wanted or not chosen or bool(wanted & chosen)


def _by_subscription(notice: Addressed, profile: Profile) -> Because | None:
    if not _shares(notice.topics, profile.topics):
        return None
    return Because.LANDESWEIT if notice.statewide else Because.REGION_TOPIC


def _rhythm(level: Level, profile: Profile) -> Rhythm:
    return profile.rhythm_important if level is Level.IMPORTANT else profile.rhythm_info
