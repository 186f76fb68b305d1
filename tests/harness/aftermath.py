"""What must hold after every fault: nothing acknowledged is lost, nothing is there twice, and the journal is whole."""

from collections import Counter
from collections.abc import Iterable
from email import message_from_bytes
from hashlib import sha256

from cases import mailbox
from cases.casefile import open_case
from cases.evidence.reading import own_files
from cases.journals.journal import read_body
from cases.records import Case, ClockRow, Entry, Outbox, Proceeding
from cases.sending import outbox
from cases.settings import Settings
from cases.viewer import Complainant, Officer
from cases.worker.rounds import Shop, ring_alarms
from tests.builders import House
from tests.harness.callers import Acknowledged
from tests.harness.files import content_of, desk_of
from tests.harness.handling import damages, open_box, records
from tests.harness.mail_server import MailBox
from workflows.engine import read_clocks


def check_aftermath(house: House, settings: Settings, known: Iterable[Acknowledged], *, officer: Officer) -> None:
    """Every complaint of *known* is there once and opens, for whom it belongs to and for *officer*; its files open too.

    Its journal is whole, the numbers of reports are what the journal adds up to, and no alarm was lost or doubled: whoever was
    at work when it happened, a worker that comes afterwards rings what is left.
    """
    ring_alarms(Shop(database=house.database, pack=house.pack, at=house.clock()))
    rows = Counter(row.reference for row in records(house, Case))
    assert set(rows.values()) <= {1}
    for each in known:
        assert rows[each.reference] == 1, each.reference
        owner = owner_of(house, each)
        assert open_box(house, owner).reference == each.reference
        files = house.database.read(own_files, viewer=owner)
        found = {file.name: file.id for file in files}
        assert len(found) == len(files), "one of them is there twice"
        assert each.files.keys() <= found.keys()
        desk = desk_of(house, settings, owner)
        for name, content in each.files.items():
            assert content_of(desk, found[name], owner, house.clock()) == content
        opened = house.database.write(open_case, each.reference, pack=house.pack, viewer=officer, at=house.clock())
        assert opened.filed
    alarms_rang_once(house)
    assert damages(house) == []


def owner_of(house: House, known: Acknowledged) -> Complainant:
    """Whoever filed it, with the code that they were shown."""
    cookie = mailbox.enter(house.database, known.code, secrets=house.secrets, at=house.clock())
    return mailbox.resume(cookie, secrets=house.secrets, at=house.clock())


def alarms_rang_once(house: House) -> None:
    """Each alarm stands in the journal once, as often as in the state of its clock, and none is due any more."""
    written = Counter[tuple[int, int, str]]()
    seen = Counter[tuple[object, ...]]()
    for entry in records(house, Entry):
        if entry.act.startswith("alarm."):
            body = read_body(entry)
            place = (entry.case_id, body["proceeding"], body["clock"])
            written[place] += 1
            seen[*place, entry.act, body["due"], str(body["whom"]), body["does"]] += 1
    assert set(seen.values()) <= {1}
    due = [row.name for row in records(house, ClockRow) if row.alarm_at and row.alarm_at <= house.clock()]
    assert due == []
    by_id = {row.id: row for row in records(house, Proceeding)}
    for row in records(house, ClockRow):
        its = by_id[row.proceeding_id]
        if not house.pack.procedure(its.procedure, its.version).clocks[row.name].repeats:
            fired = read_clocks(f'{{"it":{row.state}}}')["it"].fired
            assert written[row.case_id, its.number, row.name] == len(fired), (its.procedure, row.name)


def letters_came_once(house: House, box: MailBox, *, killed: int = 0) -> int:
    """Each letter arrived under its own id; gives how many were laid in to go out.

    What came twice came under one id, and only because its sender was *killed* before it heard that it was kept. A call that
    still waits when the next one is laid in is called off: such a letter may have gone out or not.
    """
    laid = [row for row in records(house, Outbox) if row.kind == "email"]
    assert {row.failure for row in laid} <= {None, outbox.CALLED_OFF}
    assert all(row.done_at is not None for row in laid)
    sent = {letter_id(row.key) for row in laid if row.failure is None}
    arrived = Counter(str(message_from_bytes(letter)["Message-ID"]) for _, _, letter in box.letters)
    assert sent <= arrived.keys() <= {letter_id(row.key) for row in laid}
    assert arrived.total() - len(arrived) <= killed * outbox.BATCH
    return len(sent)


def letter_id(key: str) -> str:
    """What an outbox key becomes in a letter's head."""
    return f"<{sha256(key.encode()).hexdigest()[:32]}@nhri.example>"
