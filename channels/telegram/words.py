"""The few sentences that only Telegram needs."""

HINT = (
    "Telegram speichert Nachrichten auf eigenen Servern, und viele Träger erlauben es dienstlich nicht. Bitte fragen "
    "Sie dort."
)
