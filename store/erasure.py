"""What becomes of each column when a person is erased. Every column of every table is registered here.

A person's row stays as a number with state "erased" and nothing else in it, so that what was sent stays countable; this
is what "anonymise" relies on. What is erased is emptied (or reset to its default); a row of which nothing is left goes.
Backups: the list of the erased, kept beside them, is applied again after each restore.
"""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What is done with a column's values about an erased person."""

    #: Emptied, or deleted with its row.
    ERASE = "erase"
    #: Stays, for the reason given.
    KEEP = "keep"
    #: Stays as a value that leads to nobody any more.
    ANONYMISE = "anonymise"
    #: Is never about a person.
    NOT_PERSONAL = "not personal"


@dataclass(frozen=True)
class Rule:
    """What is done with a column, and why it may stay."""

    action: Action
    because: str = ""


ERASE = Rule(Action.ERASE)
NOT_PERSONAL = Rule(Action.NOT_PERSONAL)


def keep(because: str) -> Rule:
    """Return the rule of a column that stays, for this reason."""
    return Rule(Action.KEEP, because)


def anonymise(because: str) -> Rule:
    """Return the rule of a column whose value leads to nobody once the person is erased, in this way."""
    return Rule(Action.ANONYMISE, because)


_NUMBER = anonymise("only a number: the row it leads to holds nothing about anybody any more")
_NAME = anonymise('the name is replaced by "gelöscht"; that and when something was done stays answerable')
_PUBLISHED = keep("editorial text that went to many; who is named in it asks for a correction or withdrawal instead")
_PUBLIC_SOURCE = keep("taken from a public source under its own responsibility; goes when the entry goes")
_GROUP = keep("about a group of many, which goes on without one of them; groups are removed as places")
_COUNTED = keep("one of a few fixed words, to count what was sent; with the chat gone it is about nobody")


def _each(table: str, rule: Rule, columns: str) -> dict[str, Rule]:
    return {f"{table}.{column}": rule for column in columns.split()}


#: "table.column" -> rule; "table.*" where one rule holds for the whole table, also for columns to come.
REGISTER: dict[str, Rule] = {
    # Who receives
    **_each("recipient", _NUMBER, "id"),
    **_each("recipient", keep("says only that it was a person or a place"), "kind"),
    **_each("recipient", ERASE, "quiet_profile statewide urgent_ok urgent_offhours preferred_address"),
    **_each("person", _NUMBER, "id merged_into"),
    **_each("person", keep('says "erased", so that the number is never written to again'), "state"),
    **_each(
        "person",
        ERASE,
        "key display_name organisation role pause_until confirmed_at confirmed_by fallback_ok refused_at",
    ),
    **_each("person", ERASE, "seen_at asked_at asked_organisation_at asked_name_at"),
    **_each("place", _GROUP, "id key display_name scope audience_role"),
    **_each("place", _NUMBER, "registered_by"),
    **_each("address", ERASE, "id account chat thread user recipient state moved_to"),
    "lead_region.*": ERASE,
    "sub_region.*": ERASE,
    "sub_topic.*": ERASE,
    "sub_programme.*": ERASE,
    "rhythm.*": ERASE,
    # Without the person a consent proves nothing; that they were erased on their wish is recorded apart.
    "consent.*": ERASE,
    # A few hundred profiles, shared by all: who has which is recipient.quiet_profile.
    "quiet_profile.*": NOT_PERSONAL,
    **_each("organisation", NOT_PERSONAL, "id merged_into"),
    **_each(
        "organisation", keep("the name of a body, shared by those who work there; unused ones are removed"), "name"
    ),
    "region.*": NOT_PERSONAL,
    "county.*": NOT_PERSONAL,
    "topic.*": NOT_PERSONAL,
    "keyword.*": NOT_PERSONAL,
    "programme.*": NOT_PERSONAL,
    # What is told
    "source.*": NOT_PERSONAL,
    **_each("entry", NOT_PERSONAL, "id fingerprint hash changes published_at first_seen_at state"),
    **_each("entry", NOT_PERSONAL, "tagged due_day due_time"),
    **_each("entry", _PUBLIC_SOURCE, "title link summary html due_because"),
    **_each("entry_tag", NOT_PERSONAL, "entry kind code position"),
    **_each("entry_tag", _PUBLIC_SOURCE, "because"),
    "entry_source.*": NOT_PERSONAL,
    "entry_sketch.*": NOT_PERSONAL,
    **_each("notice", NOT_PERSONAL, "id kind level scope state rev statewide audience_role entry follows"),
    **_each("notice", NOT_PERSONAL, "created_at released_at release_at starts_at deadline expires_at"),
    **_each(
        "notice",
        keep("keeps a repeated command from making a second notice; leads to an event, no person"),
        "request_key",
    ),
    **_each("notice", _NAME, "author approver"),
    **_each("proposal", NOT_PERSONAL, "id kind notice created_at"),
    **_each(
        "proposal",
        keep("editorial text that is to go to many, about a notice or an edition; it goes once it is decided on"),
        "title data",
    ),
    **_each("proposal", _NAME, "author"),
    **_each("notice_revision", NOT_PERSONAL, "notice rev text_form audience frozen_at"),
    **_each("notice_revision", _PUBLISHED, "title source document follow_up"),
    "notice_region.*": NOT_PERSONAL,
    "notice_topic.*": NOT_PERSONAL,
    "notice_programme.*": NOT_PERSONAL,
    "edition_item.*": NOT_PERSONAL,
    "next_edition.*": NOT_PERSONAL,
    "edition_choice.*": NOT_PERSONAL,
    **_each("edition_draft", NOT_PERSONAL, "slot drafted_at told_at"),
    **_each("edition_draft", _PUBLISHED, "editorial"),
    **_each("rendering", NOT_PERSONAL, "id notice rev variant form part buttons"),
    **_each("rendering", _PUBLISHED, "body"),
    "asset.*": NOT_PERSONAL,
    **_each("notice_file", NOT_PERSONAL, "notice rev position asset mime width height"),
    **_each("notice_file", _PUBLISHED, "name label"),
    **_each("entry_file", NOT_PERSONAL, "entry position asset mime width height"),
    **_each("entry_file", ERASE, "name label"),
    **_each("asset_upload", NOT_PERSONAL, "asset account reference"),
    **_each("asset_upload", _PUBLISHED, "name"),
    "account_limit.*": NOT_PERSONAL,
    "report_due.*": ERASE,
    # With it goes what the hint or question said (erasing.py).
    "entry_giver.*": ERASE,
    **_each("tag_correction", NOT_PERSONAL, "entry topics regions at"),
    **_each("tag_correction", _PUBLIC_SOURCE, "title summary"),
    "source_rule.*": NOT_PERSONAL,
    "acknowledgement.*": ERASE,
    "reached.*": ERASE,
    "year_sum.*": NOT_PERSONAL,
    # What goes out
    **_each(
        "delivery", NOT_PERSONAL, "id notice rev lane account not_before expires_at edition digest replaces expanded_at"
    ),
    **_each("delivery", _NUMBER, "recipient address"),
    **_each("delivery", _COUNTED, "because state reason"),
    **_each("digest", NOT_PERSONAL, "id slot composed"),
    **_each("digest", _NUMBER, "recipient"),
    **_each(
        "dispatch", NOT_PERSONAL, "id account lane op seq after target rendering silent on_unsure state mark device"
    ),
    **_each("dispatch", NOT_PERSONAL, "created_at not_before expires_at deadline attempts tries repeated"),
    **_each("dispatch", NOT_PERSONAL, "claimed_at finished_at"),
    **_each("dispatch", keep("keeps a repeat from going out twice; made of numbers of ours"), "key"),
    **_each("dispatch", _NUMBER, "address"),
    **_each("dispatch", ERASE, "chat thread body buttons reply_to remote_id error"),
    "delivery_dispatch.*": NOT_PERSONAL,
    "surface.*": ERASE,
    # Meetings
    **_each("meeting", NOT_PERSONAL, "id uid notice sequence kind start_local end_local zone state hybrid capacity"),
    **_each("meeting", NOT_PERSONAL, "sign_up_until poll created_at changed_at"),
    **_each("meeting", _PUBLISHED, "title place link hosts access"),
    **_each("meeting", _NUMBER, "invited_by"),
    "attendance.*": ERASE,
    **_each("agenda_item", NOT_PERSONAL, "id meeting position state"),
    **_each("agenda_item", _PUBLISHED, "text"),
    **_each("agenda_item", ERASE, "proposed_by"),
    "reminder.*": ERASE,
    # Polls
    **_each("poll", NOT_PERSONAL, "id notice state visibility rev quorum created_at closes_at closed_at"),
    **_each("poll", NOT_PERSONAL, "proposed result offer"),
    **_each("poll", _PUBLISHED, "title invitation"),
    **_each("poll", _NUMBER, "asked_by"),
    "poll_option.*": NOT_PERSONAL,
    "poll_offer.*": NOT_PERSONAL,
    "poll_voter.*": ERASE,
    "poll_organiser.*": ERASE,
    "ballot_answer.*": ERASE,
    **_each("ballot", NOT_PERSONAL, "id poll organisation account way cast_at"),
    **_each("ballot", ERASE, "person"),
    **_each("ballot", keep("recognises an answer that the network repeats; a number of ours"), "key"),
    # What was said for a body, by its organiser.
    "organisation_answer.*": NOT_PERSONAL,
    # What comes in, and the rest
    **_each("inbox", NOT_PERSONAL, "id account direct kind said_at received_at handled_at tries"),
    **_each(
        "inbox",
        keep("recognises an event that the network repeats, for some days; says nothing about anybody"),
        "event_id",
    ),
    **_each("inbox", ERASE, "chat thread user person payload parked"),
    "dialog.*": ERASE,
    # What is fetched for somebody.
    "errand.*": ERASE,
    # A room of somebody who has not joined.
    "stranger.*": ERASE,
    **_each("code", NOT_PERSONAL, "hash purpose role region many made_at expires_at used_at uses tries text_version"),
    **_each("code", ERASE, "person"),
    **_each("code", _NAME, "made_by"),
    "link_offer.*": ERASE,
    "guess.*": ERASE,
    "cursor.*": NOT_PERSONAL,
    "entrance.*": NOT_PERSONAL,
    "account.*": NOT_PERSONAL,
    # Its chat is somebody's.
    "pace.*": ERASE,
    "job_run.*": NOT_PERSONAL,
    **_each("audit", NOT_PERSONAL, "id"),
    **_each("audit", keep("that something was done, and when, stays answerable to the operator"), "at action"),
    **_each("audit", _NAME, "actor subject"),
    **_each("audit", ERASE, "detail"),
}


def rule_of(table: str, column: str) -> Rule | None:
    """Return the rule of a column, or None when it is not registered."""
    return REGISTER.get(f"{table}.{column}", REGISTER.get(f"{table}.*"))
