"""The day played to two processes of pages and a worker on PostgreSQL."""

from contextlib import ExitStack
from datetime import UTC, datetime
from queue import SimpleQueue

from cases.database import Database
from cases.secrets_folder import make_secrets
from cases.vault.links import LinkSecrets
from tests.benchmarks.houses import cluster_apart
from tests.benchmarks.national_day.people import CHIEF, Day
from tests.benchmarks.national_day.playing import PER_SECOND, SHARES, play
from tests.benchmarks.national_day.telling import tell, tell_aftermath
from tests.benchmarks.processes import compile_first, free_port, sampled, started, wait_for
from tests.builders import House, found_house
from tests.harness.bodies import ask_body
from tests.harness.crowds import session_of
from tests.harness.handling import OFFICER

WEB = 2


def measure(*, seconds: float, faster: float) -> None:
    """Play *seconds*, *faster* times as fast as the day goes. Raises: MissingPostgresqlError."""
    with cluster_apart() as (cluster, folder), ExitStack() as closing:
        settings = cluster.settings("bench", folder)
        secrets = make_secrets(settings.secrets, data=settings.data)
        with Database.open(settings) as database:
            house = found_house(database, at=datetime.now(UTC), secrets=secrets)
            links = asked_bodies(house, round(PER_SECOND * faster * seconds * SHARES["answer"]) + 1)
            sessions = {name: session_of(house, name) for name in (OFFICER, CHIEF)}
        compile_first(settings)
        ports = [free_port() for _ in range(WEB)]
        running = {
            f"web_{number}": closing.enter_context(started(settings, "serve", "--port", str(port)))
            for number, port in enumerate(ports, 1)
        }
        running["worker"] = closing.enter_context(started(settings, "worker"))
        day = Day([f"http://127.0.0.1:{port}" for port in ports], sessions, links)
        for address in day.addresses:
            wait_for(address)
        memory = closing.enter_context(sampled({name: process.pid for name, process in running.items()}))
        play(day, seconds=seconds, faster=faster)
        tell(day, memory, seconds=seconds, faster=faster)
        closing.close()
        with Database.open(settings) as database:
            tell_aftermath(house.moved_to(database, at=datetime.now(UTC)), settings, day)


def asked_bodies(house: House, number: int) -> SimpleQueue[LinkSecrets]:
    """Cases from before, about each of which a body was asked."""
    links: SimpleQueue[LinkSecrets] = SimpleQueue()
    for _ in range(number):
        links.put(ask_body(house, house.file().reference))
    return links
