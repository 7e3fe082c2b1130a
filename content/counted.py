"""How many there are of something, in words."""


def counted(forms: tuple[str, str], count: int) -> str:
    """Return "1 Person" or "{count} Personen" of the two forms, with the number in it."""
    return forms[0] if count == 1 else forms[1].format(count=count)
