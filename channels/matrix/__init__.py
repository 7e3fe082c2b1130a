"""Matrix: encrypted direct rooms and rooms of many, for one account.

Of matrix-nio we take the encryption (its Olm machine and its store) and the reading of single events. The sync loop,
the state of rooms, sending and the calls themselves are ours: nio's own loop loses what a handler failed on, spins when
the server is down, and ends at a single malformed message.
"""
