"""`arasha doctor`: everything that a house rests on looked at once, without changing any of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cases import seen_keys
from cases.anchoring.listing import copies
from cases.anchoring.seen import remembered
from cases.circle.store_check import check_store
from cases.database import Database
from cases.errors import ArashaError, NewerFolder, NoAnchor, OldFolder
from cases.health import Health, look_at_health
from cases.operations import heartbeats
from cases.operations.findings import Finding, bad, good, mind
from cases.operations.machine import (
    look_at_backups,
    look_at_channels,
    look_at_clock,
    look_at_folders,
    look_at_papers,
    look_at_room,
    look_at_scanner,
    look_at_store,
)
from cases.operations.readiness import RINGS_WITHIN
from cases.operations.workers import WorkerView, list_workers
from cases.packs import packs
from cases.records import Unit, UnitMembership
from cases.schema import HEAD
from cases.secrets_folder import ANCHOR, DIRECTORY, read_secrets, read_verifying_key
from cases.settings import Settings
from cases.vault.directory import DirectoryPublic
from cases.verifying.daily import last_verified
from cases.viewer import System, Viewer

SIGNED_WITHIN = timedelta(hours=36)


def examine(settings: Settings, *, at: datetime) -> Iterator[Finding]:
    """What is found, one thing after the other; beside a running server too. Nothing is written and nothing sent."""
    yield from look_at_folders(settings)
    yield from look_at_room(settings)
    yield look_at_secrets(settings)
    yield from look_at_database(settings, at=at)
    yield look_at_store(settings)
    yield look_at_scanner(settings)
    yield from look_at_channels(settings)
    yield look_at_papers()
    yield look_at_backups(settings, at)


def look_at_secrets(settings: Settings) -> Finding:
    try:
        read_secrets(settings.secrets)
    except ArashaError as error:
        return bad("pepper and keys", f"{settings.secrets} is not whole ({type(error).__name__})")
    return good("pepper and keys", "all there, public halves as the private ones say")


def look_at_database(settings: Settings, *, at: datetime) -> Iterator[Finding]:
    """The database and what it says of the house; where it does not open, only that."""
    try:
        with Database.open(settings, writing=False) as database:
            yield good("database", f"version {HEAD}, as this program needs it")
            yield database.read(look_at_clock, viewer=System(), at=at)
            yield from look_inside(settings, database, at=at)
    except (OldFolder, NewerFolder) as error:
        yield bad("database", f"version {error.found}; this program needs {error.needed}: arasha upgrade")
    except ArashaError as error:
        yield bad("database", f"does not open ({type(error).__name__})")
    except SQLAlchemyError as error:
        yield bad("database", f"does not answer ({type(error).__name__})")


def look_inside(settings: Settings, database: Database, *, at: datetime) -> Iterator[Finding]:
    pinned = read_verifying_key(settings.secrets, DIRECTORY)
    if database.read(packs.published, viewer=System()) is None:
        yield bad("institution", "none is founded here yet: arasha init")
        return
    try:
        check_store(database)
        yield good("shred store", f"{database.shred.count()} secrets, those of this database among them")
    except ArashaError:
        yield bad("shred store", "not the one of this database: without it no case opens")
    if pinned is not None:
        database.read(seen_keys.look, pinned=DirectoryPublic(pinned.raw), viewer=System())
    if database.seen.put_back:
        yield bad("unit keys", f"an older key was put back: {', '.join(sorted(database.seen.put_back))}; arasha verify")
    else:
        yield from database.read(look_at_units, viewer=System())
    yield database.read(look_at_journal, settings=settings, viewer=System(), at=at)
    verified = database.read(last_verified, viewer=System())
    if verified is None or at - verified.at > SIGNED_WITHIN:
        yield mind("verification", "not within a day: is a worker at work? arasha verify")
    elif verified.damages:
        yield bad("verification", f"{verified.damages} damages were found: arasha verify names them")
    else:
        yield good("verification", f"nothing damaged on {verified.at:%Y-%m-%d}")
    heard = database.read(heartbeats.last_beat, heartbeats.WORKER, viewer=System())
    yield from look_at_work(database.read(look_at_health, viewer=System(), at=at), heard, at)
    yield from look_at_workers(database.read(list_workers, viewer=System(), at=at))


def look_at_workers(known: Sequence[WorkerView]) -> Iterator[Finding]:
    """Those that fell silent without taking leave, each by its name."""
    for each in known:
        if each.silent:
            yield mind("worker", f"{each.name} fell silent at {each.heard_at:%Y-%m-%d %H:%M} UTC without taking leave")


def look_at_units(session: Session, *, viewer: Viewer) -> list[Finding]:
    """Units whose key nobody holds: what is filed there waits for its first member."""
    held = exists().where(UnitMembership.unit == Unit.code)
    empty = list(session.scalars(select(Unit.code).where(~held).order_by(Unit.code)))
    if empty:
        return [mind("unit keys", f"nobody belongs yet to {', '.join(empty)}: nobody reads what is filed there")]
    return [good("unit keys", "every unit has its newest key, and members")]


def look_at_journal(session: Session, *, settings: Settings, viewer: Viewer, at: datetime) -> Finding:
    """The end of the chain of anchors: the newest is there, of today or yesterday, and not older than one seen here."""
    if read_verifying_key(settings.secrets, ANCHOR) is None:
        return mind("journal", "its signatures cannot be checked: the anchor key's public half is not at hand")
    try:
        newest = next(iter(copies(session, last=1, viewer=viewer)), None)
    except NoAnchor:
        return bad("journal", "its newest anchor is damaged: arasha verify")
    seen = remembered(settings.secrets)
    if seen is not None and (newest is None or newest.number < seen.number):
        return bad("journal", "shorter than it was here before: an older database was put back, or its end was cut off")
    if newest is None:
        return mind("journal", "not signed yet: the worker does so once a day")
    state = bad if at - newest.at > SIGNED_WITHIN else good
    return state("journal", f"signed to its end on {newest.day}")


def look_at_work(health: Health, heard: datetime | None, at: datetime) -> Iterator[Finding]:
    """Whether somebody rings alarms and sends what waits."""
    if heard is None or at - heard > heartbeats.SILENT:
        yield bad("worker", "none is at work: arasha worker, or serve with ARASHA_WORKER=yes")
    elif health.oldest_due is not None and at - health.oldest_due > RINGS_WITHIN:
        yield bad("worker", f"does not keep up: {health.late} alarms are late")
    else:
        yield good("worker", f"was heard of {(at - heard).total_seconds():.0f} s ago")
    if health.put_off:
        yield bad("alarms", f"{health.put_off} fail each time they are tried: /admin/health says which")
    if health.given_up:
        yield bad("messages", f"{health.given_up} of the last day reached nobody")
