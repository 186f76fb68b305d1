"""Alarms that cannot ring, in words: of which case, why, and what mends it."""

from collections.abc import Iterable

from cases.alarms.clocks import PutOff
from cases.packs.jurisdiction import Pack
from web.i18n import N_, gettext, label, moment, whole

NO_VERSION = N_(
    "The published pack no longer has this version of the procedure. Publish it again, or move the case: arasha migrate-procedure"
)
NO_CLOCK = N_("The procedure no longer has this time limit. Publish the version that has it")
UNREADABLE = N_("What is stored of the case cannot be read. Run arasha verify")
CONTRADICTED = N_("The database contradicts it. Run arasha verify")
WHY = {
    "UnknownProcedure": NO_VERSION,
    "LookupError": NO_CLOCK,
    "KeyError": NO_CLOCK,
    "ValidationError": UNREADABLE,
    "DecodeError": UNREADABLE,
    "TypeError": UNREADABLE,
    "ValueError": UNREADABLE,
    "IntegrityError": CONTRADICTED,
}
"""By the name of the error that put it off."""
OTHER = N_("Something else: the log of the server has it under “%(kind)s”")


def unrung_by_reason(found: Iterable[PutOff], pack: Pack) -> dict[str, list[str]]:
    """Why, and what mends it → the alarms that it stops: case, time limit, how often each was tried, when it is tried again."""
    by_reason: dict[str, list[str]] = {}
    for one in found:
        why = gettext(WHY[one.trouble]) if one.trouble in WHY else gettext(OTHER, kind=one.trouble)
        by_reason.setdefault(why, []).append(
            gettext(
                "%(reference)s: %(clock)s. Tries so far: %(times)s, the next at %(moment)s",
                reference=one.reference,
                clock=clock_words(one, pack),
                times=whole(one.times),
                moment=moment(one.again_at),
            )
        )
    return by_reason


def clock_words(one: PutOff, pack: Pack) -> str:
    """The procedure and the clock by their names in the pack; by those of the files where it has them no more."""
    procedure = pack.procedures.get(one.procedure)
    rule = procedure.clocks.get(one.clock) if procedure else None
    return f"{label(procedure.title) if procedure else one.procedure}: {label(rule.label) if rule else one.clock}"
