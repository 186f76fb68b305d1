"""What compose.yaml starts, as plain processes: the same commands, settings and proxy, at places of this machine.

The databases are two of the run's PostgreSQL server, the store of files is the harness's own, everything else is the program
itself and HAProxy.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL, SIGTERM
from ssl import SSLContext
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import httpx
import yaml

from cases.backups.keys import write_pair
from cases.settings import Settings, read_settings
from tests.harness.mail_server import certificate_for
from tests.harness.postgres import Cluster
from tests.harness.s3_server import Bucket, s3_server, write_secret

COMPOSE = Path(__file__).parents[2] / "compose.yaml"
RUN = "from web.starting import main; main()"
PATIENCE_S = 300.0
TOKEN = "a token that only these tests know"


class MissingProxyError(Exception):
    """The tests need HAProxy: on Debian, the package `haproxy`."""


def read_compose() -> Mapping[str, Any]:
    """The file as YAML gives it, with its anchors followed."""
    found: Mapping[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return found


@dataclass
class Topology:
    """A running institution. *places*: what compose.yaml names, and what that is here."""

    folder: Path
    compose: Mapping[str, Any]
    places: dict[str, str]
    bucket: Bucket
    ports: list[int]
    """Of the web processes, and last of the proxy."""
    trusts: SSLContext
    closing: ExitStack
    running: dict[str, list[subprocess.Popen[bytes]]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"https://localhost:{self.ports[-1]}"

    @property
    def key(self) -> Path:
        """The private half of the backups' key: no process is given it."""
        return self.folder / "backup-key"

    def here(self, words: str) -> str:
        """*words* of compose.yaml with the places of this machine in them; each is looked at once."""
        longest_first = sorted(self.places, key=len, reverse=True)
        return re.sub("|".join(map(re.escape, longest_first)), lambda found: self.places[found[0]], words)

    def environment(self, service: str, number: int = 0) -> dict[str, str]:
        """The settings of one process of a service."""
        said = self.compose["services"][service]["environment"]
        found = {name: self.here(str(value)) for name, value in said.items()}
        if service == "web":
            found["ARASHA_PORT"] = str(self.ports[number])
        if "ARASHA_PULSE" in found:
            found["ARASHA_PULSE"] += f"-{service}-{number}"
        return found

    def settings(self, service: str) -> Settings:
        return read_settings(self.environment(service))

    def start(self, service: str, number: int = 0) -> "subprocess.Popen[bytes]":
        """One process of a service, with the command that stands there."""
        process = self.begin(service, *self.compose["services"][service]["command"], number=number)
        self.running.setdefault(service, []).append(process)
        return process

    def run(self, service: str, *words: str) -> str:
        """What `docker compose run --rm SERVICE WORDS` does; gives what it printed. Raises: CalledProcessError."""
        process = self.begin(service, *(words or self.compose["services"][service]["command"]), number=-1)
        process.wait(timeout=PATIENCE_S)
        printed = self.log(service, -1).read_text(encoding="utf-8")
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, words, printed)
        return printed

    def begin(self, service: str, *words: str, number: int = 0) -> "subprocess.Popen[bytes]":
        bare = {name: value for name, value in os.environ.items() if not name.startswith("ARASHA_")}
        with self.log(service, number).open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-c", RUN, *map(self.here, words)],
                env={**bare, **self.environment(service, number)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def log(self, service: str, number: int) -> Path:
        return self.folder / f"{service}-{number}.log"

    def start_proxy(self) -> None:
        program = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
        if program is None:
            raise MissingProxyError("no HAProxy found: install the Debian package haproxy")
        path = self.folder / "haproxy.cfg"
        path.write_text(self.proxy_configuration(), encoding="utf-8")
        self.running["proxy"] = [subprocess.Popen([program, "-db", "-f", str(path)], stdin=subprocess.DEVNULL)]

    def proxy_configuration(self) -> str:
        """What stands in compose.yaml; names that a container network would know are listed as addresses."""
        said: str = self.here(self.compose["configs"]["proxy"]["content"].replace("$$", "$"))
        servers = "\n  ".join(f"server web{number} 127.0.0.1:{port}" for number, port in enumerate(self.ports[:-1]))
        return said.replace("server-template web 8 web:8000", servers)

    def start_all(self) -> None:
        """Everything that stays, as often as compose.yaml says, until the proxy serves."""
        for service in ("web", "worker", "backup"):
            for number in range(self.compose["services"][service]["deploy"].get("replicas", 1)):
                self.start(service, number)
        self.start_proxy()
        self.wait_for(self.answers)

    def wait_for(self, holds: Callable[[], bool]) -> None:
        """Until it *holds*. Raises: TimeoutError, with what the processes have said until then."""
        end = monotonic() + PATIENCE_S
        while not holds():
            if monotonic() > end:
                raise TimeoutError(self.said())
            sleep(0.1)  # the other processes take their own time

    def said(self) -> str:
        return "\n".join(f"{path.name}: {path.read_text(encoding='utf-8')}" for path in self.folder.glob("*.log"))

    def answers(self) -> bool:
        """Whether every web process serves, and the proxy leads to one."""
        addresses = [*(f"http://127.0.0.1:{port}" for port in self.ports[:-1]), self.address]
        with suppress(httpx.HTTPError):
            return all(httpx.get(f"{each}/health/serving", verify=self.trusts).status_code == 200 for each in addresses)
        return False

    def proxy_speaks(self) -> bool:
        """Whether the proxy answers anything at all."""
        with suppress(httpx.HTTPError):
            return bool(httpx.get(self.address, verify=self.trusts).status_code)
        return False

    def client(self) -> httpx.Client:
        """A browser at the proxy, closed when everything ends."""
        return self.closing.enter_context(httpx.Client(base_url=self.address, verify=self.trusts, timeout=PATIENCE_S))

    def figures(self, number: int) -> str:
        """What one web process tells a monitor."""
        address = f"http://127.0.0.1:{self.ports[number]}/metrics"
        return httpx.get(address, headers={"authorization": f"Bearer {TOKEN}"}).raise_for_status().text

    def kill(self, service: str, number: int) -> None:
        process = self.running[service].pop(number)
        process.send_signal(SIGKILL)
        process.wait()

    def stop(self) -> dict[str, list[int]]:
        """Ask every process of ours to end; gives with what status each did, by service."""
        ours = {service: each for service, each in self.running.items() if service != "proxy"}
        for process in (one for each in ours.values() for one in each):
            process.send_signal(SIGTERM)
        return {service: [wait_out(one) for one in each] for service, each in ours.items()}

    def end(self) -> None:
        for process in (one for each in self.running.values() for one in each):
            process.kill()
            process.wait()


def wait_out(process: "subprocess.Popen[bytes]") -> int:
    process.wait(timeout=PATIENCE_S)
    return process.returncode


@contextmanager
def laid_out(cluster: Cluster, folder: Path) -> Iterator[Topology]:
    """Two empty databases, an empty store, secrets in files and free ports; nothing of the program runs yet."""
    with ExitStack() as open_here:
        bucket = open_here.enter_context(s3_server())
        rows, shred = f"arasha_{uuid4().hex}", f"shred_{uuid4().hex}"
        for name in (rows, shred):
            cluster.create(name, template="template0")
            open_here.callback(cluster.drop, name)
        _, trusts = certificate_for("localhost", folder)
        secrets = {
            "database_password": "one", "shred_password": "another", "metrics_token": TOKEN,
            "backup_public_key": write_pair(folder / "backup-key"),
        }  # fmt: skip
        for name, words in secrets.items():
            (folder / name).write_text(f"{words}\n", encoding="utf-8")
        ports = free_ports(4)
        said = read_compose()["x-settings"]
        places = {
            "/data": str(folder / "data"), "/keys": str(folder / "keys"), "/backup": str(folder / "backup"),
            "/backup-shred": str(folder / "backup-shred"), "/tmp/pulse": str(folder / "pulse"),
            "/run/secrets/certificate": str(folder / "server.pem"), "/run/secrets/store_secret": str(write_secret(folder)),
            **{f"/run/secrets/{name}": str(folder / name) for name in secrets},
            said["ARASHA_DATABASE"]: cluster.url(rows), said["ARASHA_SHRED_DATABASE"]: cluster.url(shred),
            said["ARASHA_EVIDENCE_ENDPOINT"]: bucket.address, said["ARASHA_ADDRESS"]: f"https://localhost:{ports[-2]}",
            "0.0.0.0": "127.0.0.1", "172.31.250.2": "127.0.0.1",
            "bind :8443": f"bind 127.0.0.1:{ports[-2]}", "bind :8080": f"bind 127.0.0.1:{ports[-1]}",
            " resolvers names init-addr none": "",
        }  # fmt: skip
        made = Topology(folder, read_compose(), places, bucket, ports[:-1], trusts, open_here)
        open_here.callback(made.end)
        yield made


def free_ports(count: int) -> list[int]:
    with ExitStack() as open_here:
        sockets = [open_here.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in sockets]
