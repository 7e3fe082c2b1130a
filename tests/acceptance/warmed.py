"""What the process loads that warm ones are forked from: all that `bote run` and `bote chat` need; then it is still.

Frozen, what is loaded is not looked through by the garbage collector of each of them, which would copy all its memory.
Source: https://docs.python.org/3/library/gc.html#gc.freeze
"""

import gc
from importlib import import_module

from sqlalchemy.orm import configure_mappers

for _name in (
    "bot.app",
    "bot.chat",
    "bot.cli.tree",
    "channels.matrix.channel",
    "channels.telegram.channel",
    "holidays.countries.germany",
    "tests.acceptance.warm",
):
    import_module(_name)
configure_mappers()
gc.collect()
gc.freeze()
