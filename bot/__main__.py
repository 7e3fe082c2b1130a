"""`python -m bot …`: the program `bote`."""

import os
import sys

from bot.cli.main import main

if __name__ == "__main__":
    try:
        code = main(sys.argv[1:], os.environ, sys.stdout, sys.stderr, sys.stdin)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read along (`| head`) has seen enough; nothing may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)
