"""One file or folder per network; each owns everything that is particular to it."""
