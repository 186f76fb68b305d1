"""A whole institution as compose.yaml starts it: two pages, two workers, a worker for backups, a proxy; one of them dies."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.backups.listing import list_snapshots
from cases.backups.places import backup_place
from cases.backups.shelves import check_shelves
from cases.database import Database
from cases.journals.journal import read_body
from cases.operations.workers import list_workers
from cases.records import ClockRow, Entry
from cases.secrets_folder import make_secrets
from cases.viewer import System, Viewer
from tests.builders import CHEAP, Clock, House, found_house
from tests.harness.files import NOTE
from tests.harness.postgres import Cluster
from tests.harness.topology import Topology, laid_out
from tests.walks.people import Walk
from tests.web.public_visitor import Visitor
from tests.web.test_files import send

OLD = 30
"""Complaints of nine days ago: an alarm of each is due when the workers begin."""
REQUESTS = re.compile(r"^arasha_request_seconds_count\{[^}]*\} (\d+)$", re.MULTILINE)


class MachineClock(Clock):
    """The time that other processes have as well: nobody moves it."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)

    def move(self, **_: float) -> datetime:
        return self()


@dataclass(kw_only=True)
class Remote(Walk):
    """Everybody comes through the proxy."""

    topology: Topology

    def visitor(self, language: str) -> Visitor:
        return Visitor(self.topology.client(), language)


@pytest.fixture
def topology(cluster: Cluster, tmp_path: Path) -> Iterator[Topology]:
    with laid_out(cluster, tmp_path) as made:
        yield made


@pytest.fixture
def house(topology: Topology) -> Iterator[House]:
    """Tables by the one-shot service; the house with its secrets where all processes look for them."""
    settings = topology.settings("prepare")
    assert "up to date" in topology.run("prepare")
    secrets = make_secrets(settings.secrets, data=settings.data, code_cost=CHEAP, staff_cost=CHEAP)
    with Database.open(settings) as database:
        house = found_house(database, at=datetime.now(UTC) - timedelta(days=9), secrets=secrets)
        for _ in range(OLD):
            house.file()
        yield replace(house, clock=MachineClock(datetime.now(UTC)))


def late(session: Session, *, viewer: Viewer) -> int:
    due = ClockRow.alarm_at <= datetime.now(UTC) - timedelta(minutes=1)
    return session.scalar(select(func.count()).select_from(ClockRow).where(due)) or 0


def alarms(session: Session, *, viewer: Viewer) -> Counter[tuple[object, ...]]:
    """How often each alarm stands in the journal."""
    found = [
        (entry, read_body(entry)) for entry in session.scalars(select(Entry).where(Entry.act.startswith("alarm.")))
    ]
    return Counter(
        (entry.case_id, entry.act, body["proceeding"], body["clock"], body["due"], str(body["whom"]))
        for entry, body in found
    )


def served_by(topology: Topology, number: int) -> int:
    """How many requests one web process has answered."""
    return sum(map(int, REQUESTS.findall(topology.figures(number))))


def test_everything_goes_on_when_one_of_several_dies(topology: Topology, house: House) -> None:
    topology.start_all()
    walk = Remote(house, topology.settings("web"), topology=topology)

    somebody = walk.complainant("kk")
    reference = somebody.complain(story="Камерада ұрды.", region="KZ-39")
    somebody.at.get("/mailbox/files")
    send(somebody.at, [("жазба.txt", NOTE)], address="/kk/mailbox/files")
    assert somebody.at.page.status_code == 200, somebody.at.text

    worker = walk.officer("caseworker.39")
    worker.takes(reference)
    worker.does("register")
    assert served_by(topology, 0) > 5
    assert served_by(topology, 1) > 5

    topology.kill("web", 0)
    assert reference in worker.go("/desk?tab=mine")
    worker.opens(reference)
    somebody.look()
    (link,) = (each for each in somebody.at.links() if somebody.at.text_of(each).endswith("жазба.txt"))
    assert somebody.at.client.get(link).content == NOTE
    another = walk.complainant("ru").complain(story="Не дают лекарство.", region="KZ-39")
    assert another != reference

    topology.wait_for(lambda: house.database.read(late, viewer=System()) == 0)
    rung = house.database.read(alarms, viewer=System())
    assert len(rung) >= OLD
    assert set(rung.values()) == {1}

    kept = topology.settings("backup")
    topology.wait_for(lambda: bool(list_snapshots(backup_place(kept))))
    assert list(check_shelves(backup_place(kept))) == []

    assert all(Path(f"{topology.folder}/pulse-{each}").exists() for each in ("worker-0", "worker-1", "backup-0"))
    assert len(house.database.read(list_workers, viewer=System(), at=datetime.now(UTC))) == 3
    assert topology.stop() == {"web": [0], "worker": [0, 0], "backup": [0]}
    assert house.database.read(list_workers, viewer=System(), at=datetime.now(UTC)) == [], "each took leave"
    walk.check()


def test_a_page_is_asked_of_another_server_and_a_form_is_not_sent_twice(topology: Topology) -> None:
    """When one dies over an answer: who sends a form is told, and sends it again with its own mark against doubles."""
    with dying_server(topology.ports[0]) as asked:
        topology.start_proxy()
        topology.wait_for(lambda: "GET /health/serving" in asked)
        topology.wait_for(lambda: topology.client().get("/kk").status_code == 502)
        before = len(asked)
        assert "қайталап көріңіз" in topology.client().get("/kk/complaint").text
        assert asked[before:].count("GET /kk/complaint") > 1
        assert "Повторите" in topology.client().post("/ru/complaint").text
        assert asked.count("POST /ru/complaint") == 1


@contextmanager
def dying_server(port: int) -> Iterator[list[str]]:
    """A server that says it serves and closes over everything else. Gives the methods and paths that it was asked."""
    asked: list[str] = []

    class Conversation(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.command} {self.path}")
            if self.path == "/health/serving":
                self.send_response(200)
                self.end_headers()

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Conversation) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        try:
            yield asked
        finally:
            server.shutdown()
            serving.join()


def test_nobody_is_left_with_an_empty_page_while_no_server_answers(topology: Topology) -> None:
    topology.start_proxy()
    topology.wait_for(topology.proxy_speaks)
    browser = topology.client()
    answer = browser.get("/kk/complaint")
    assert answer.status_code == 503
    assert all(words in answer.text for words in ("қайталап көріңіз", "Повторите", "Try again"))
    assert browser.get("/metrics").status_code == 404
