"""What somebody has subscribed to, as one value."""

from dataclasses import dataclass

from domain.quiet import DEFAULT_SPEC
from domain.recipient import DEFAULT_IMPORTANT, DEFAULT_INFO, Rhythm


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a person chose. Codes are sorted; no topics or programmes means all of them.

    statewide: all regions. urgent: urgent notices at once, in office hours; urgent_offhours: at any time.
    """

    statewide: bool = False
    regions: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    rhythm_info: Rhythm = DEFAULT_INFO
    rhythm_important: Rhythm = DEFAULT_IMPORTANT
    urgent: bool = False
    urgent_offhours: bool = False
    quiet: str = DEFAULT_SPEC
