"""What is said about mails for those who are not here yet."""

#: „mailtext umfrage 3“ is about a poll by its own number.
POLL = "umfrage"
WHICH = "Welche Meldung brauchen Sie als E-Mail?"
NONE = "Es gibt noch nichts, das sich als E-Mail verschicken ließe."
NOT_FOUND = "Eine solche Meldung gibt es nicht, oder sie ist nicht von Ihnen."
NOT_HERE = "Diese Meldung ist intern. Ihr Text wird in diesem Netz nicht gezeigt."
HOW = "Zum Kopieren: zuerst der Betreff, darunter der Text. Dahinter folgt dasselbe als Datei für Ihr Mailprogramm."
SUBJECT = "Betreff: {subject}"
HTML_LABEL = "Die E-Mail als Webseite (HTML)"
MAIL_LABEL = "Die E-Mail als Entwurf, mit Anlagen; nur Empfänger fehlen"
FILES_MISSING = "Anlagen der Meldung liegen gerade nicht vor; sie fehlen in der Datei."
