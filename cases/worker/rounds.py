"""What a worker does when its time comes: rounds, each one kind of work that falls due.

Each is done in batches, each batch in a transaction, so that a worker that is killed leaves nothing by half and the next one
goes on where it stood; several at once share what there is (PostgreSQL).
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event

import msgspec

from cases.alarms import due as alarms
from cases.anchoring import listing
from cases.anchoring.making import anchor_day
from cases.backups.daily import DailyBackup
from cases.bodies.reminding import look_after_links
from cases.calendars.recounting import recount_batch
from cases.circle.doomed import destroy_doomed
from cases.database import Database
from cases.duty import watch
from cases.evidence.store import Store
from cases.evidence.sweeping import sweep
from cases.letters.ageing import close_old
from cases.operations import heartbeats, workers
from cases.packs.jurisdiction import Pack
from cases.planning import mailing
from cases.reports import folding
from cases.reports.documents import making
from cases.retention import carrying_out, reminding
from cases.statistics import freezing
from cases.vault.directory import DirectoryPublic
from cases.vault.signatures import SigningKey
from cases.verifying.daily import verify_day
from cases.viewer import System

LAID_ANEW = 30
"""Anchors that are looked for in the witness's folder: one that could not be laid there yesterday is laid today."""


def call(_: str, work: Callable[[], object]) -> None:
    work()


class Signing(msgspec.Struct, frozen=True):
    """With what the day's anchor is signed, by what lines of the directory are checked, and the witness's folder, if any.

    `kept`: the secrets' folder, where the newest anchor is remembered.
    """

    key: SigningKey
    witness: Path | None = None
    pinned: DirectoryPublic | None = None
    kept: Path | None = None


class Shop(msgspec.Struct, frozen=True, kw_only=True):
    """What a round works with. `at`: the moment of the round; `stopped`: set when the process is asked to end.

    Without `signing` (a round by hand) no anchor is made.
    """

    database: Database
    pack: Pack
    at: datetime
    signing: Signing | None = None
    store: Store | None = None
    """Where files lie; without it nothing is swept."""
    backups: DailyBackup | None = None
    """The day's backup, where one is set up."""
    beside: Callable[[str, Callable[[], object]], None] = call
    """How something is done that takes minutes, by its name: at once, or beside the clocks."""
    stopped: Event = msgspec.field(default_factory=Event)
    me: workers.Identity | None = None
    """Which worker it is; nobody's for a round by hand."""


def be_heard_of(shop: Shop) -> int:
    """Say that a worker is at work, and which."""
    if shop.me is not None:
        if not shop.database.read(workers.is_fresh, shop.me, viewer=System(), at=shop.at):
            shop.database.write(workers.beat, shop.me, viewer=System(), at=shop.at)
    elif not shop.database.read(heartbeats.is_fresh, heartbeats.WORKER, viewer=System(), at=shop.at):
        shop.database.write(heartbeats.beat, heartbeats.WORKER, viewer=System(), at=shop.at)
    return 0


def follow_calendar(shop: Shop) -> int:
    """Count anew every open clock that an older calendar counted."""
    total = 0
    while not shop.stopped.is_set() and (
        taken := shop.database.claim(recount_batch, pack=shop.pack, viewer=System(), at=shop.at)
    ):
        total += taken
    return total


def ring_alarms(shop: Shop) -> int:
    """Fire every clock whose alarm is due."""
    total = 0
    while not shop.stopped.is_set() and (
        taken := shop.database.claim(alarms.fire_due, pack=shop.pack, viewer=System(), at=shop.at)
    ):
        total += taken
    return total


def forget_expired(shop: Shop) -> int:
    """Drop drafts, receipts and sessions whose time is over."""
    shop.database.write(alarms.tidy, viewer=System(), at=shop.at)
    return 0


def look_after_bodies(shop: Shop) -> int:
    """Remind bodies of what they were asked, and close links that lead to nothing any more."""
    return shop.database.write(look_after_links, pack=shop.pack, viewer=System(), at=shop.at)


def look_after_letters(shop: Shop) -> int:
    """Close links to letters that nobody opened in time."""
    return shop.database.write(close_old, pack=shop.pack, viewer=System(), at=shop.at)


def look_after_duty(shop: Shop) -> int:
    """Warn of gaps in the duty roster, ring the weekly test alarm, take keys back from who is off the roster."""
    shop.database.write(watch.look_after, pack=shop.pack, viewer=System(), at=shop.at)
    return 0


def tell_desks(shop: Shop) -> int:
    """Write to officers who asked for it that something waits at their desk."""
    shop.database.write(mailing.tell_desks, pack=shop.pack, viewer=System(), at=shop.at)
    return 0


def finish_shredding(shop: Shop) -> int:
    """Finish what two people decided on and a killed process left half done; nothing is shredded without them."""
    destroy_doomed(shop.database)
    return carrying_out.finish(shop.database, at=shop.at, store=shop.store)


def sweep_files(shop: Shop) -> int:
    """Remove what files that nobody sends any more left in the store."""
    return 0 if shop.store is None else sweep(shop.database, shop.store, viewer=System(), at=shop.at)


def anchor_chains(shop: Shop) -> int:
    """Sign once a day where every chain stands; remind of cases whose time is over while at it."""
    if shop.signing is None:
        return 0
    made = anchor_day(shop.database, pack=shop.pack, key=shop.signing.key, at=shop.at, kept=shop.signing.kept)
    if made is not None:
        shop.database.write(reminding.remind, pack=shop.pack, viewer=System(), at=shop.at)
    if made is not None and shop.signing.witness is not None:
        for copy in shop.database.read(listing.copies, last=LAID_ANEW, viewer=System()):
            listing.drop(shop.signing.witness, copy)
    return 0


def fold_sums(shop: Shop) -> int:
    """Add to the sums of reports what acts have moved since."""
    while not shop.stopped.is_set() and shop.database.read(folding.any_waiting, viewer=System()):
        if not shop.database.claim(folding.fold, viewer=System()):  # others are at it
            break
    return 0


def freeze_statistics(shop: Shop) -> int:
    """Freeze the public figures of a quarter that is over for long enough."""
    if not shop.database.read(freezing.any_due, pack=shop.pack, viewer=System(), at=shop.at):
        return 0
    return shop.database.write(freezing.freeze_quarters, pack=shop.pack, viewer=System(), at=shop.at)


def make_reports(shop: Shop) -> int:
    """Make the reports whose period is over; they are drawn when somebody asks for them."""
    if not shop.database.read(making.any_due, pack=shop.pack, viewer=System(), at=shop.at):
        return 0
    return shop.database.write(making.make_reports, pack=shop.pack, viewer=System(), at=shop.at)


def look_at_everything(shop: Shop) -> int:
    """Verify the whole journal once a day, beside the clocks, which must not wait for it."""
    if shop.signing is not None:
        signing = shop.signing
        shop.beside(
            "verification",
            partial(
                verify_day,
                shop.database,
                pack=shop.pack,
                key=signing.key.public,
                pinned=signing.pinned,
                kept=signing.kept,
                at=shop.at,
            ),
        )
    return 0


def back_up(shop: Shop) -> int:
    """Make the day's backup, beside the clocks; tell the house of the newest, because pages may have no way to it."""
    if shop.backups is None:
        return 0
    if shop.backups.is_due(shop.at):
        shop.beside("backup", partial(shop.backups.make, at=shop.at))
    if (news := shop.backups.news(shop.at)) is not None:
        shop.database.write(heartbeats.beat, heartbeats.BACKUP, viewer=System(), at=news)
        shop.backups.told = news
    return 0


ROUNDS: tuple[Callable[[Shop], int], ...] = (
    be_heard_of,
    follow_calendar,
    ring_alarms,
    look_after_duty,
    tell_desks,
    look_after_bodies,
    look_after_letters,
    forget_expired,
    finish_shredding,
    sweep_files,
    anchor_chains,
    fold_sums,
    freeze_statistics,
    make_reports,
    look_at_everything,
    back_up,
)
"""In this order, every few seconds. A round gives how much it found to do."""


def work_once(database: Database, pack: Pack, *, at: datetime, signing: Signing | None = None) -> int:
    """All rounds once: everything that is due *at*. Gives how much there was to do. Raises what a round raises."""
    shop = Shop(database=database, pack=pack, at=at, signing=signing)
    return sum(each(shop) for each in ROUNDS)
