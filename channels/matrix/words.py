"""The few sentences that only Matrix needs."""

CHOOSE_ONE = "Zum Auswählen bitte die Zahl schreiben:"
#: How the label of a choice begins that a thumb up means; not "Senden", which a broadcast wants said in full.
CONSENT = frozenset(
    ("ja", "gelesen", "verstanden", "einverstanden", "zusagen", "zustimmen", "bestaetigen", "passt", "erledigt", "ok")
)
CONFIRMED_NEEDED = (
    "In einen Gruppenraum kann mich nur einladen, wer im Verbund bestätigt ist: als Mitglied, Federführende oder "
    "Koordination. Einen direkten Chat können Sie jederzeit mit mir beginnen; „Hilfe“ sagt dort, wie es geht."
)
SERVER_NOT_ALLOWED = "Ich nehme nur Einladungen von den Servern an, die für diesen Dienst freigegeben sind."
TOO_MANY = (
    "Von Ihrem Server kommen gerade sehr viele Einladungen, deshalb kann ich diese nicht annehmen. "
    "Bitte laden Sie mich in einer Stunde noch einmal ein."
)
SILENT = (
    "In diesem Chat wurde seit 14 Tagen nichts geschrieben, deshalb verlasse ich ihn. "
    "Sie können jederzeit einen neuen Chat mit mir beginnen."
)
DIRECT_ROOM = "Verbundbote"
DEVICE = "Verbundbote"

LOGIN_MISSING = "Für Matrix fehlt der Zugang. Bitte setzen Sie BOTE_MATRIX_PASSWORD oder BOTE_MATRIX_ACCESS_TOKEN."
LOGIN_REFUSED = (
    "Der Matrix-Server nimmt Name und Passwort nicht an. Bitte prüfen Sie BOTE_MATRIX_USER und das Passwort."
)
LOGGED_OUT_AGAIN = (
    "Der Matrix-Server hat den Zugang von Verbundbote zweimal innerhalb einer Stunde beendet. Bitte prüfen Sie, wer "
    "sich dort abmeldet oder das Konto noch nutzt, und starten Sie Verbundbote dann neu."
)
ACCESS_REFUSED = "Der Matrix-Server nimmt BOTE_MATRIX_ACCESS_TOKEN nicht an. Bitte legen Sie einen neuen Zugang an."
ACCESS_IN_USE = (
    "Zu BOTE_MATRIX_ACCESS_TOKEN gehört ein Gerät, dessen Schlüssel hier fehlen. "
    "Bitte legen Sie einen neuen Zugang an, den sonst niemand nutzt, oder setzen Sie BOTE_MATRIX_PASSWORD."
)
OTHER_USER = "Der Zugang gehört zu {user}, nicht zu BOTE_MATRIX_USER. Bitte stimmen Sie beides aufeinander ab."

#: On invitations. {server}: where we are.
REACH = (
    "Erreicht mein Server den Boten? Der Bote ist auf dem Matrix-Server {server}. Wer sein Konto auf einem Server hat, "
    "der mit anderen verbunden ist, erreicht ihn. Aus dem BundesMessenger geht es nicht: Er verbindet sich nur mit "
    "seinesgleichen. Auch manche Behörde erlaubt nur bestimmte Server. Probieren Sie es: Öffnen Sie den Link, und "
    "schreiben Sie „Hilfe“. Kommt keine Antwort, fragen Sie Ihre IT, ob sie {server} freigibt, oder nehmen Sie ein "
    "Konto auf einem anderen Server."
)
REACH_ONLY = " Der Bote nimmt nur Einladungen von diesen Servern an: {servers}."
