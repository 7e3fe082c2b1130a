"""What the bot says to anybody: help, what is new, and that it did not understand."""

HELP_TITLE = "Verbundbote – Hilfe"
HELP = (
    "Guten Tag, hier ist der Verbundbote der Kooperativen Migrationsarbeit Niedersachsen. "
    "Er bringt Ihnen den Informationsdienst."
)
#: What each command does, by what it is for. Who may not give a command here does not see it either.
HELP_SECTIONS = (
    (
        "Nachlesen",
        (
            ("Aktuell", "zeigt die letzten Meldungen."),
            ("Suche", "findet Meldungen: „suche Wohnsitzauflage“."),
            ("Termine", "zeigt Fristen und Termine, die kommen."),
            ("Nochmal", "schickt die letzte Meldung noch einmal."),
            ("Weitergeben", "macht aus einer Meldung einen Text für andere."),
        ),
    ),
    (
        "Ihr Abonnement",
        (
            ("Anmelden", "beginnt Ihr Abonnement, in zwei Nachrichten."),
            ("Abo", "zeigt und ändert, was Sie erhalten."),
            ("Pause", "hält alles bis zu einem Tag zurück."),
            ("Weiter", "beendet die Pause."),
            ("Verknüpfen", "verbindet Ihren zweiten Messenger mit diesem."),
            ("Trennen", "löst die Verbindung zweier Adressen."),
            ("Abmelden", "beendet Ihr Abonnement."),
        ),
    ),
    (
        "Mitmachen",
        (
            (
                "Umfrage",
                (
                    "zeigt, zu welchen Terminen Sie gefragt sind, „zwischenstand“ die Antworten; Federführende "
                    "beginnen damit eine neue, dazu: „für Jobcenter Vechta: 1 ja“, „schließen“, „festlegen“."
                ),
            ),
            ("Treffen", "zeigt, wozu Sie eingeladen sind; Federführende laden damit ein, ändern und sagen ab."),
            ("Zusage", "sagt zu: „zusage“, „zusage online“; ebenso „absage“, „vielleicht“, „vertretung“."),
            ("Top", "schlägt einen Punkt für die Tagesordnung vor: „top vorschlagen …“."),
            ("Kalender", "gibt eine geheime Adresse, unter der Ihr Kalenderprogramm Ihre Termine findet."),
            ("Erinnern", "erinnert an die Frist einer Meldung: „erinnern 12“."),
            ("Hinweis", "gibt etwas aus Ihrer Region weiter: Text oder Link."),
            ("Frage", "fragt die Koordination."),
        ),
    ),
    (
        "Ihr Verbund",
        (
            ("Bestätigen", "zeigt, wer auf Bestätigung wartet."),
            ("Personen", "zeigt, wer in Ihrem Verbund dabei ist."),
            ("Einladen", "macht eine Einladung oder einen Aushang."),
            ("Einladungen", "zeigt offene Einladungen und zieht sie zurück."),
            ("Rolle", "gibt eine Rolle oder bestimmt eine Vertretung."),
            ("Entziehen", "beendet eine Rolle."),
            ("Hier", "richtet eine Gruppe, einen Raum oder einen Kanal ein."),
            ("Orte", "zeigt und ändert Ihre Gruppen, Räume und Kanäle."),
            ("Teilnahme", "zeigt, wer zu Ihrem Treffen kommt."),
            ("Niederschrift", "macht das Gerüst eines Protokolls und verteilt Entwurf und Endfassung an Bestätigte."),
        ),
    ),
    (
        "Mitteilungen",
        (
            ("Neu", "schreibt eine Mitteilung: erste Zeile der Titel, darunter der Text."),
            ("Eilt", "bringt Eiliges auf den Weg: „eilt bis 1.12. 12 Uhr, alle: Text“."),
            ("Anhalten", "hält an, was gerade hinausgeht oder geplant ist."),
            ("Korrektur", "berichtigt eine Mitteilung; ebenso Aktualisierung, Erledigt."),
            ("Zurückziehen", "nimmt eine Mitteilung zurück, die schon hinaus ist."),
            ("Gegenlesen", "zeigt, was auf Ihre Freigabe wartet."),
            ("Mailtext", "gibt eine Meldung als fertige E-Mail für die, die noch nicht hier sind."),
            ("Bericht", "zeigt, was aus einer Meldung wurde, auch als Tabelle und Bild."),
        ),
    ),
    (
        "Koordination",
        (
            ("Freigabe", "zeigt, was aus Quellen und Hinweisen wartet."),
            ("Quellen", "zeigt die Quellen und wie es ihnen geht."),
            ("Ausgabe", "zeigt den Entwurf der nächsten Ausgabe, zum Ändern und Freigeben."),
            ("Pflegen", "ändert Regionen, Themen und Schlagwörter."),
            ("Einrichtungen", "führt Schreibweisen einer Einrichtung zusammen."),
            ("Protokoll", "zeigt, wer zuletzt was getan hat."),
        ),
    ),
    (
        "Über Sie",
        (
            ("Name", "sagt oder ändert, wie Sie genannt werden."),
            ("Einrichtung", "sagt oder ändert, wo Sie arbeiten."),
            ("MeineDaten", "zeigt, was über Sie gespeichert ist."),
            ("Einwilligung", "zeigt, wozu Sie zugestimmt haben, und widerruft es."),
            ("Löschen", "löscht alles über Sie, sofort."),
        ),
    ),
    (
        "Dieser Dienst",
        (
            ("Datenschutz", "sagt, was gespeichert wird und warum."),
            ("Kontakt", "sagt, an wen Sie sich wenden können."),
            ("Impressum", "sagt, wer diesen Dienst anbietet."),
            ("Barrierefreiheit", "sagt, was wir dafür tun."),
            ("Hilfe", "zeigt diese Übersicht."),
        ),
    ),
)
HELP_COMMANDS = tuple(command for _, commands in HELP_SECTIONS for command in commands)
MEANINGS = dict(HELP_COMMANDS)
HELP_HOW = "Schreiben Sie eines der Wörter, oder wählen Sie unten aus."
NO_CASES = "Bitte schreiben Sie hier keine Falldaten und keine Namen von Ratsuchenden."

LATEST_TITLE = "Die letzten Meldungen"
LATEST_NONE = "Es gibt noch keine Meldungen."

NOT_UNDERSTOOD = "Das habe ich nicht verstanden. Schreiben Sie „Hilfe“, dann sehen Sie, was Sie hier tun können."
DID_YOU_MEAN = "Das habe ich nicht verstanden. Meinten Sie „{name}“?"
CASE_NOT_KEPT = (
    "Ihre Nachricht sieht nach Falldaten aus: Angaben, an denen man einen Menschen erkennt, etwa ein Name mit "
    "Geburtsdatum oder Alter oder eine AZR-, Pass- oder BAMF-Nummer. "
    "Ich habe sie nicht gespeichert und nichts damit getan, denn sie steht unter Schweigepflicht."
)
CASE_DELETE = "Bitte löschen Sie die Nachricht auch bei sich."
CASE_DELETE_IN_GROUP = "Bitte löschen Sie die Nachricht auch bei sich und hier in der Gruppe."
CASE_ASK_OTHERWISE = "Ihre Frage können Sie ohne Namen, Geburtsdatum, Nummern und andere Angaben zur Person stellen."
NOT_DECRYPTED = (
    "Ihre Nachricht kam verschlüsselt an, und ich kann sie nicht lesen. Bitte senden Sie sie noch einmal. "
    "Wenn das nicht hilft, beginnen Sie bitte einen neuen Chat mit mir."
)
CAME_LATE = (
    "Ihre Nachricht vom {when} kam verspätet an. Ich habe sie deshalb nicht ausgeführt. "
    "Bitte senden Sie sie noch einmal, wenn Sie das noch möchten."
)
PARKED = (
    "Das hat leider nicht geklappt, der Fehler liegt bei uns. Ihre Nachricht ist notiert, die Betreuung sieht sie. "
    "Bitte versuchen Sie es später noch einmal."
)

BUTTON_LATEST = "Aktuell"
BUTTON_HELP = "Hilfe"
BUTTON_JOIN = "Anmelden"
BUTTON_SETTINGS = "Abo"
