"""`bote doctor`: what was found (facts, looking) and what follows from it (verdicts), apart from each other."""
