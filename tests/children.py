"""Processes that tests start: none outlives the test run, even a killed one."""

import ctypes
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def end_with_parent(how: signal.Signals) -> Callable[[], None]:
    """Return a `preexec_fn` after which the kernel sends this signal to the child when its parent is gone (Linux)."""

    def ask() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, how)

    return ask
