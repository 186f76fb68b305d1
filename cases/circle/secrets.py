"""Another shred secret for a case whose keys stay: what was copied before leads nowhere any more.

Nothing is opened, so that nobody's keys are needed: each wrap is taken from under the former secret and laid under the new
one. Whoever has a code or a key that was voided, and a copy of the rows from before, then lacks the secret to use them with.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from cases.circle.doomed import doom
from cases.circle.epochs import boxes_of, code_place, cover_anew, cover_given, cover_links, cover_unsent
from cases.errors import CannotOpen
from cases.keys import public_key, shred_ids, shred_of
from cases.records import Case, Officer, UnitKey, Wrap
from cases.vault.circle import place_between
from cases.vault.keys import PublicKey
from cases.vault.shredding import ShredSecret
from cases.worklist.nicknames import move_nickname, secret_of

HOLDERS = {
    "unit": select(Wrap, UnitKey.public_key).join(
        UnitKey, (UnitKey.unit == Wrap.holder) & (UnitKey.epoch == Wrap.holder_epoch)
    ),
    "officer": select(Wrap, Officer.public_key).join(Officer, cast(Officer.id, String) == Wrap.holder),
}


def change_secret(session: Session, case: Case, shred: ShredSecret, *, at: datetime) -> None:
    """Lay every wrap of the case under *shred*, durable already, and doom what covered them before.

    The caller destroys that after the commit (`destroy_doomed`). Raises: CannotOpen where a wrap is damaged or the case was
    shredded, and then nothing may be written.
    """
    former = shred_ids(session, case)
    for wrap, to in wraps_of(session, case):
        place = place_between(public_key(session, case, wrap.epoch), to)
        wrap.wrap, wrap.shred = cover_anew(session, wrap.wrap, wrap.shred, shred, place), shred.id
    for box in boxes_of(session, case):
        if box.code_wrap is not None:
            box.code_wrap = cover_anew(session, box.code_wrap, box.shred, shred, code_place(box))
        place = place_between(box.public_key, public_key(session, case, box.file_epoch))
        box.file_wrap, box.shred = cover_anew(session, box.file_wrap, box.shred, shred, place), shred.id
    cover_given(session, case, shred)
    cover_unsent(session, case, shred)
    cover_links(session, case, shred)
    if case.nickname is not None:
        before = shred_of(session, secret_of(case.nickname))
        case.nickname = move_nickname(case.nickname, before, shred, case=case.id)
    session.flush()
    doom(session, [one for one in former if one != shred.id], at=at)


def wraps_of(session: Session, case: Case) -> Iterator[tuple[Wrap, PublicKey]]:
    """Every wrap of the case's file keys with the public half that it is sealed to. Raises: CannotOpen for one without."""
    for kind, holders in HOLDERS.items():
        own = (Wrap.case_id == case.id) & (Wrap.holder_kind == kind)
        found = [(wrap, public) for wrap, public in session.execute(holders.where(own)).all()]
        if len(found) != len(session.scalars(select(Wrap.id).where(own)).all()):
            raise CannotOpen
        yield from found
