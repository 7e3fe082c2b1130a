"""Files that go out with a notice: what is known of one, whoever carries it."""

from dataclasses import dataclass

#: No network is given more, in bytes; what one takes less of, its Capabilities say.
MAX_FILE = 50_000_000
#: What a slow line carries in a second, in bytes: so long a call with a file may take.
_SLOW = 100_000


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is sent. sha256: of its bytes, in hex; width, height: of an image, in pixels, else 0."""

    sha256: str
    name: str
    mime: str
    size: int
    width: int = 0
    height: int = 0

    @property
    def is_image(self) -> bool:
        """Whether it can be shown where it arrives."""
        return bool(self.width and self.height)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a notice. label: what people are told that it is, and of an image what it shows; "" for its name."""

    file: File
    label: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file on its way. path: where its bytes are here; reference: what the network gave for them, "" if nothing yet.

    What a reference says, only the channel knows that made it.
    """

    file: File
    path: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a network has from now on, and the reference under which it is sent again."""

    file: File
    reference: str


def transfer_seconds(size: int) -> float:
    """Return how long so many bytes may take."""
    return size / _SLOW
