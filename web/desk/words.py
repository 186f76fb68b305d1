"""The desk's own words: tabs, signs, filters. What the institution calls its things stands in the pack."""

from collections.abc import Mapping

import msgspec

from cases.packs.jurisdiction import Pack
from cases.viewer import Officer
from cases.worklist.tabs import Tab
from web.i18n import N_
from workflows.names import Label


class SignWords(msgspec.Struct, frozen=True):
    """A sign of the queue: its word for people, its drawing and its colour, never the colour alone."""

    words: str
    sign: str
    colour: str


TAB_WORDS: Mapping[Tab, str] = {
    "mine": N_("My cases"),
    "needs_me": N_("Needs me"),
    "unassigned": N_("Nobody has it"),
    "late": N_("Late"),
    "silent": N_("Silent for 10 working days"),
    "remedies": N_("Remedies overdue"),
    "unit": N_("All open"),
    "duty": N_("On duty"),
    "aside": N_("Held aside"),
    "closed": N_("Closed"),
}
EMPTY_WORDS: Mapping[Tab, str] = {
    "mine": N_("No case is yours yet. Look under “Nobody has it” and take one."),
    "unassigned": N_("Every case has a handler."),
    "unit": N_("No case is open."),
    "duty": N_("No life is in danger in any open case."),
    "late": N_("Nothing is late."),
    "needs_me": N_("Nothing waits for you."),
    "silent": N_("Every complainant has heard from us within ten working days."),
    "remedies": N_("No remedy is overdue."),
    "aside": N_("Nothing is held aside."),
    "closed": N_("No case is closed yet."),
}
SORT_WORDS: Mapping[str, str] = {
    "queue": N_("Most urgent first"),
    "oldest": N_("Oldest first"),
    "newest": N_("Newest first"),
}
COLUMN_WORDS: Mapping[str, str] = {"work": N_("Columns for handling"), "lead": N_("Columns for leading")}
SIGN_WORDS: Mapping[str, SignWords] = {
    "unopened": SignWords(N_("Not opened"), "unread", "red"),
    "urgent": SignWords(N_("Urgent 1"), "urgent", "red"),
    "at_risk": SignWords(N_("Urgent 2"), "urgent", "sand"),
    "escalated": SignWords(N_("Passed up"), "late", "red"),
    "letter_refused": SignWords(N_("Letter did not arrive"), "mail", "red"),
    "letter_locked": SignWords(N_("Ten wrong PINs"), "mail", "red"),
    "letter_unopened": SignWords(N_("Letter not opened"), "mail", "red"),
    "warned": SignWords(N_("Reminder"), "clock", "sand"),
    "unread": SignWords(N_("New message"), "mail", "sand"),
    "late": SignWords(N_("Overdue"), "late", "red"),
    "child": SignWords(N_("Child"), "child", "blue"),
    "anonymous": SignWords(N_("Anonymous"), "anonymous", "grey"),
    "mine": SignWords(N_("Mine"), "mine", "green"),
}
PAYMENT_WORDS: Mapping[str, SignWords] = {
    "claimed": SignWords(N_("said to be paid"), "clock", "sand"),
    "verified": SignWords(N_("it has come"), "check", "green"),
    "unconfirmed": SignWords(N_("nobody confirmed it"), "clock", "grey"),
    "denied": SignWords(N_("did not come"), "late", "red"),
}
"""What became of a payment that a body says it made."""
LINK_WORDS: Mapping[str, str] = {
    "systemic": N_("of the same systemic issue"),
    "own_initiative": N_("taken up on our own initiative"),
    "linked": N_("about the same matter"),
    "joined": N_("handled together"),
    "split": N_("divided from one complaint"),
    "parent": N_("the larger case"),
    "child": N_("a part of this case"),
}
"""What one case is to another."""
ALIKE_WORDS: Mapping[str, str] = {
    "person": N_("The same telephone, e-mail address or personal number"),
    "facility": N_("The same place and matter, in the same two weeks"),
    "body": N_("The same body and matter, in the same two weeks"),
    "region": N_("The same region and matter, in the same two weeks"),
}
"""Why another case may be about the same."""
NOTICE_SIGNS: Mapping[str, SignWords] = {"warn": SIGN_WORDS["warned"], "escalate": SIGN_WORDS["escalated"]}
"""What an alarm has said of a clock, shown beside it."""
ASTRAY_WORDS: Mapping[str, tuple[str, str]] = {
    "letter_refused": (
        N_("The e-mail did not arrive"),
        N_("The mail server did not take it. Ask the complainant for the right address."),
    ),
    "letter_locked": (
        N_("Ten wrong PINs: the link is shut"),
        N_(
            "Either the complainant mistook the PIN, or the link is with somebody else. Speak to the complainant first."
        ),
    ),
    "letter_unopened": (
        N_("Nobody opened the letter"),
        N_("Its link is closed now. Ask the complainant whether the e-mail came."),
    ),
}
"""What befell a letter that went by e-mail, and what to do first."""
URGENCY_SIGNS: Mapping[int, SignWords] = {1: SIGN_WORDS["urgent"], 2: SIGN_WORDS["at_risk"]}
ACTOR_WORDS: Mapping[str, str] = {
    "complainant": N_("the complainant"),
    "body": N_("the body that was asked"),
    "system": N_("automatically"),
    "nobody": N_("the complainant"),
}
EVENT_WORDS: Mapping[str, str] = {
    "file": N_("Complaint filed"),
    "entry.check": N_("The entry was compared with the paper"),
    "family.set": N_("Made part of a larger case"),
    "family.taken": N_("Taken out of the larger case"),
    "family.child": N_("Another case became a part of this one"),
    "family.child_lost": N_("A case is a part of this one no more"),
    "group.members": N_("People of the list became members of the group"),
    "group.change": N_("Noted for members of the group"),
    "opened": N_("Opened by an officer for the first time"),
    "take": N_("Taken on"),
    "aside.back": N_("Put back into the queue after being held aside"),
    "assign": N_("Given to a handler"),
    "let_go": N_("The handler left; the unit hands it out again"),
    "open": N_("Begun without a complaint"),
    "alarm.warn": N_("Reminder: a time limit is near or over"),
    "alarm.escalate": N_("Passed up: a time limit is over"),
    "alarm.alert": N_("Duty rung up"),
    "alarm.resume": N_("The longest pause is over: the clock runs again"),
    "alarm.act": N_("Done because a time limit was reached"),
    "calendar": N_("Time limits counted anew: the working calendar has changed"),
    "joined": N_("Another case was joined to this one"),
    "unjoined": N_("A joined case goes on by itself again"),
    "split": N_("A part of it goes on as a case of its own"),
    "outcome": N_("Recorded: what came of it for people"),
    "outcome.strike": N_("A record of what came of it was struck"),
    "party": N_("Party entered"),
    "party.change": N_("Party changed"),
    "task": N_("Task written down"),
    "task.done": N_("Task done"),
    "task.change": N_("Task changed"),
    "told_apart": N_("Another case was compared: it is not about the same"),
    "new_code": N_("A new code was given to the complainant"),
    "own_code": N_("The complainant chose a new code"),
    "wall": N_("Somebody is kept out of the case"),
    "unwall": N_("Somebody may read the case again"),
    "widen": N_("Another unit was let in, as had been asked before"),
    "migrate": N_("Goes on by a newer version of the procedure"),
    "migrate.undo": N_("Goes on by the former version of the procedure again"),
    "retention.propose": N_("Proposed for shredding"),
    "retention.refuse": N_("Not shredded: the proposal was taken off the list"),
    "retention.shred": N_("Shredded by two people"),
    "retention.hold": N_("Held: it must stay"),
    "retention.release": N_("Released: it need not stay any more"),
    "letter.save": N_("Letter written"),
    "letter.propose": N_("Letter handed on to be signed"),
    "letter.return": N_("Letter given back to be changed"),
    "letter.sign": N_("Letter signed"),
    "letter.send": N_("Letter sent"),
    "letter.deliver": N_("Letter delivered"),
    "letter.close_link": N_("The link to a letter was closed"),
    "letter.discard": N_("Letter laid aside"),
    "complainant.message": N_("Message from the complainant"),
    "complainant.evidence": N_("The complainant added a file"),
    "evidence.add": N_("File added"),
    "evidence.infected": N_("A file with a virus was kept out"),
    "evidence.scanned": N_("A file was looked at for viruses"),
    "body.evidence": N_("The body that was asked sent a file"),
    "body_link": N_("A link was made for the body that was asked"),
    "body_words": N_("More was written to the body behind its link"),
    "visit_asked": N_("A special visit to the place was asked for, with other cases"),
    "body_file": N_("A file was given to the body behind its link"),
    "body_link_opened": N_("The body opened its link for the first time"),
    "body_link_closed": N_("The body's link was closed"),
    "body_answer": N_("It came through the body's link"),
    "complainant.filing": N_("The complainant added answers"),
}
"""Entries of the journal that are no act of a procedure."""
READ_WORDS: Mapping[str, str] = {
    "case": N_("The case file"),
    "export": N_("Everything about one complainant, taken out"),
    "sealed export": N_("The whole case, taken out sealed"),
    "search": N_("Found by its words"),
    "letter": N_("A letter of ours"),
    "files": N_("The names of the files"),
    "party": N_("What is known of a party"),
    "link": N_("By the body that was asked: its request"),
    "original": N_("A file"),
    "cleaned": N_("A cleaned copy of a file"),
    "thumbnail": N_("A small picture of a file"),
}
"""What was read, by its name in the chain of readings."""
FAULT_WORDS: Mapping[str, str] = {
    "changed": N_("was changed"),
    "missing": N_("is missing"),
    "moved": N_("stands in another place"),
    "broken": N_("does not follow the one before it"),
    "forged": N_("was slipped in"),
    "miscounted": N_("was counted wrongly"),
}
IN_HEADER = frozenset({"track", "urgency", "opened"})
"""Facts that the header of a case shows already."""
URGENCIES = {"1": N_("Urgent 1"), "2": N_("Urgent 2"), "3": N_("Ordinary")}


def places_for(pack: Pack, viewer: Officer, chosen: str | None) -> Mapping[str, Label]:
    """Places that the queue can be narrowed to: of the viewer's region, or all where the unit has none of its own."""
    places = pack.registers["facilities"]
    near = {code: one.label for code, one in places.items() if one.region == viewer.unit}
    shown = near or {code: one.label for code, one in places.items()}
    return shown if chosen is None or chosen in shown else {**shown, chosen: places[chosen].label}


def filter_choices(pack: Pack) -> Mapping[str, Mapping[str, Label]]:
    """What the queue can be narrowed by: filter → value → the pack's words for it."""
    main = [procedure for procedure in pack.procedures.values() if procedure.kind == "main"]
    stages = {name: stage.label for procedure in main for name, stage in procedure.stages.items()}
    return {"track": pack.taxonomies["tracks"].labels, "stage": stages, "urgency": {value: {} for value in URGENCIES}}
