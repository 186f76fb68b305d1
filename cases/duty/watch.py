"""What the worker looks after besides the ladder: gaps ahead, the weekly test alarm, keys of those who are off the roster."""

from datetime import datetime

from sqlalchemy.orm import Session

from cases.duty.contacts import channels_of
from cases.duty.members import let_out
from cases.duty.people import HEADS, with_roles
from cases.duty.roster import Gap, gaps_ahead
from cases.duty.texts import COVERAGE
from cases.duty.trial import ring_trial
from cases.packs.jurisdiction import Pack
from cases.sending import outbox
from cases.viewer import Viewer


def look_after(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> None:
    """Warn of gaps, ring the test alarm, take keys back. Run it through `database.write`."""
    warn_of_gaps(session, pack=pack, viewer=viewer, at=at)
    ring_trial(session, pack=pack, viewer=viewer, at=at)
    let_out(session, pack=pack, viewer=viewer, at=at)


def warn_of_gaps(session: Session, *, pack: Pack, viewer: Viewer, at: datetime) -> int:
    """Write to the heads of the office about every gap ahead, once a day each; gives how many gaps there are.

    By e-mail only: an empty place next week is no reason to ring somebody at night. The text says that there are gaps and
    nothing more; the roster's page names each.
    """
    gaps = gaps_ahead(session, pack=pack, viewer=viewer, at=at)
    if not gaps:
        return 0
    heads = with_roles(session, [pack.institution.head_office], HEADS)
    reached = [officer for officer, channels in channels_of(session, heads).items() if "email" in channels]
    day = at.astimezone(pack.zone).date()
    for gap in gaps:
        for officer in reached:
            payload = {"officer": officer, "text": COVERAGE, "at": int(at.timestamp())}
            outbox.lay_in(session, f"gap:{day}:{name_of(gap, at)}:{officer}", "email", payload, due=at)
    return len(gaps)


def name_of(gap: Gap, at: datetime) -> str:
    """What stays of a gap while time goes by: its beginning, or its end once it has begun."""
    moment = gap.starts_at if gap.starts_at > at else gap.ends_at
    begun = "" if gap.starts_at > at else "until "
    return f"{gap.place} {begun}{moment:%Y-%m-%d}"
