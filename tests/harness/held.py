"""What of the stored rows `arasha verify` holds, and of every other column why nothing does. A new table has to say so here."""

from typing import Final

VERIFIED: Final = (
    "journal", "readings", "institution_journal", "anchors", "anchored_heads", "packs", "calendar_versions",
    "calendar_days", "sealed_words", "messages", "letters", "complaints", "evidence", "file_keys", "wraps", "mailboxes",
    "mailbox_wraps", "body_links", "body_words", "exclusions", "walls", "cases", "units", "unit_keys", "unit_memberships",
    "officers", "recovery_keys", "recovery_wraps", "renewals", "measures", "tally_pages", "tally_days", "tally_months",
    "tally_changes", "invitations", "key_resets", "spare_codes", "passkeys", "integrations", "legal_holds", "shreddings",
    "official_letters", "letter_links", "outcome_records",
)  # fmt: skip
"""Tables of the journal, of sealed words, of wraps, of the directory, of doors, of what goes, and of what is worked by."""
QUEUE = "repeats a fact for the queue and its lists; measures and the journal hold the facts themselves"
NUMBER = "a number that only tells rows apart; nothing names it"
MOVING = (
    "moves with every try or sign-in; turned back, a code or an answer counts a second time for as long as it is fresh"
)
EXCEPT: Final = {
    "sealed_words.id": NUMBER,
    "messages.id": NUMBER,
    "letters.id": NUMBER,
    "wraps.id": NUMBER,
    "renewals.id": NUMBER,
    "tally_changes.id": NUMBER,
    "letters.told_at": "shown and nothing else; who files without a name must not have their hours written into a journal",
    "officers.totp_used": MOVING,
    "officers.failures": MOVING,
    "officers.locked_until": MOVING,
    "passkeys.count": MOVING,
    "passkeys.used_at": MOVING,
    "key_resets.tries": MOVING,
    "shreddings.done_at": "says that the rows are gone, which they are or are not",
    "mailbox_wraps.since": "of a share, its beginning: whose it is, for whom and by which key is bound into it",
    "body_links.case_id": "repeats its proceeding's; the wrap is bound to that",
    **{f"body_links.{name}": "of a link that a body answers by, when; what is open is bound into its wrap" for name in (
        "issued_at", "expires_at", "opened_at", "closed_at", "reminded_at",
    )},
    "body_links.wrong": MOVING,
    "body_links.address": "sealed under the pepper with its link inside; changed, nobody is reminded",
    **{f"letter_links.{name}": "of a complainant's link, when; what is open is bound into its wrap" for name in (
        "issued_at", "expires_at", "opened_at", "closed_at",
    )},
    "letter_links.wrong": MOVING,
    "letter_links.mail": "sealed under the pepper with its link inside; changed, nobody is written to",
    **{f"letter_links.{name}": "the payload of the same row, which is held, commits to what lies in the store" for name in (
        "place", "digests",
    )},
    "cases.statistic": "only counts, and opens by the file key alone",
    "cases.handler_id": "who works on it; opens nothing, and every hand-over is in the journal",
    **{f"cases.{name}": QUEUE for name in (
        "reference", "kind", "track", "region", "facility", "stage", "stage_since", "open", "urgency", "unread", "pin", "aside",
        "ball", "ball_since", "language", "received_at", "next_due", "heard_at", "facts", "pack", "version",
    )},
}  # fmt: skip
"""Columns of those tables whose change is found by nobody, each with the reason."""
MAY_GO: Final = {
    "mailbox_wraps": "a share that is gone is missed by who reads it; nobody reads more by it",
    "body_links": "a link that is gone does not open; the body asks, and its words are held",
}
"""Tables whose last row can go without a trace."""

BY_USE = "sealed under a secret that is not in the database, its place inside: what was changed opens no more"
WORK = "how work is shared and shown; opens nothing, and what was done on a case is in its journal"
INDEX = "numbers that only a unit's key makes: worst, a case is not found, or one too many is; opened again, it is indexed again"
UNHELD: Final = {
    "staff_sessions": "everything in a row but when it was seen last is bound into what its cookie opens",
    "held": BY_USE,
    "saved_drafts": BY_USE,
    "unsent": BY_USE,
    "pending_wraps": "one that was slipped in is named (test_pending_wraps); one that is gone lets nobody in",
    "uploads": f"{BY_USE}; looked at when the file is whole",
    "evidence_copies": f"{BY_USE}; made from the original, which is held",
    "body_files": "the words of the same entry, which are held, commit to what lies in the store",
    "search_keys": INDEX,
    "searched_cases": INDEX,
    "search_tokens": INDEX,
    "desk_rows": WORK,
    "box_openings": "each opening, count and closing is in the institution's journal; letters are counted anew from complaints",
    "entered_complaints": "who entered it, its day and box are in the case's first entry, the second look in one of its own",
    "group_members": f"{WORK}; names are in sealed words, and every change of state is in the journal by number",
    "member_remedies": f"{WORK}; every change is in the journal by number",
    "proceedings": f"{WORK}; an act is checked against its procedure again",
    "clocks": WORK,
    "remedies": WORK,
    "case_links": WORK,
    "notices": WORK,
    "tasks": f"{WORK}; their words are sealed to the case, their place inside",
    "saved_views": WORK,
    "presences": WORK,
    "mail_wishes": "how often somebody wants a message without content, to an address that only the pepper opens",
    "calendar_feeds": "a token of a calendar that says no more than days and busy",
    "absences": WORK,
    "interests": WORK,
    "outbox": "messages without content, to addresses that only the pepper opens",
    "duty_contacts": f"{BY_USE} (the pepper's post key); gone, the weekly test alarm is not confirmed",
    "duty_shifts": "who is rung; the desk's key goes by memberships, which are held",
    "duty_alerts": WORK,
    "duty_tests": WORK,
    "statistics": "under random ids that nothing joins to a case, on purpose",
    "published_quarters": "figures that were published: whoever read them has them",
    "kept_reports": "figures of a day, counted from measures, which are held; whoever read them has them",
    "report_errata": "differences of kept figures and measures; counted again next week",
    "pack_proposals": "who proposed what, and what was seen, is read from the institution's journal when it is confirmed",
    "procedure_migrations": "only so that a migration can be undone; what was moved is in the journals",
    "procedure_migration_steps": "as procedure_migrations: what an undoing needs",
    "verifications": "what the look of a day found; the next one finds it again",
    "doomed_secrets": "secrets to destroy; one that a row still names stays",
    "source_counts": "counts of one hour, forgotten with it",
    "heartbeats": "when workers were heard of last; the next one says it again",
    "workers": "who is at work; each says it again in half a minute",
    "source_keys": "keys of one hour, forgotten with it",
}
"""Tables that `verify` does not look at, each with the reason."""
