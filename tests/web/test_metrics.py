"""Figures for a monitor: how much waits and how long requests take, and nothing of a person, a case or a unit."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from litestar.types import ASGIApp, Receive, Scope, Send
from msgspec.structs import replace

from cases.settings import Settings
from cases.worker.rounds import work_once
from tests.builders import ORDINARY, House
from tests.harness.app import app_of
from tests.harness.handling import URGENT
from tests.web.desk_browser import open_browser
from tests.web.public_visitor import Visitor
from web.health.times import RequestTimes, Timed

HERE = ("127.0.0.1", 50_000)


@dataclass(frozen=True)
class From:
    """An application as it is asked from one address."""

    app: ASGIApp
    client: tuple[str, int] = HERE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["client"] = self.client
        await self.app(scope, receive, send)


def asked_from(app: ASGIApp, client: tuple[str, int] = HERE) -> TestClient[Any]:
    return TestClient(From(app, client), base_url="http://desk.test")


LINE = re.compile(r"(?P<name>[a-z_]+)(?:\{(?P<labels>.*)\})? (?P<value>[0-9.e+-]+)")


def read_figures(text: str) -> Mapping[str, float]:
    """Figures by name with their labels; every line is one that Prometheus reads."""
    found: dict[str, float] = {}
    declared: set[str] = set()
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            declared.add(line.split()[2])
        elif not line.startswith("# HELP "):
            match = LINE.fullmatch(line)
            assert match is not None, line
            assert match["name"].removesuffix("_bucket").removesuffix("_sum").removesuffix("_count") in declared
            found[line.rpartition(" ")[0]] = float(match["value"])
    return found


def test_without_a_token_figures_are_read_on_the_machine_alone(house: House, settings: Settings) -> None:
    asked: Sequence[tuple[tuple[str, int], Mapping[str, str]]] = (
        (HERE, {}),
        (HERE, {"authorization": "Bearer guess"}),
        (("203.0.113.9", 50_000), {}),
        (HERE, {"x-forwarded-for": "127.0.0.1"}),
        (HERE, {"via": "1.1 proxy"}),
    )
    for tls, wanted in ((False, [200, 200, 403, 403, 403]), (True, [403] * 5)):
        app = app_of(house, replace(settings, tls=tls))
        assert [asked_from(app, client).get("/metrics", headers=said).status_code for client, said in asked] == wanted


@pytest.mark.parametrize(
    ("given", "status"),
    [("Bearer eighteen storks", 200), ("Bearer eighteen stork", 403), ("Bearer ", 403), ("eighteen", 403), ("", 403)],
)
def test_with_a_token_only_who_brings_it_reads_them(
    house: House, settings: Settings, tmp_path: Path, given: str, status: int
) -> None:
    (tmp_path / "token").write_text("eighteen storks\n")
    app = app_of(house, replace(settings, metrics_token=str(tmp_path / "token")))
    assert asked_from(app).get("/metrics", headers={"authorization": given}).status_code == status


@pytest.mark.parametrize("content", ["", "\n", None])
def test_a_token_that_is_empty_or_gone_opens_to_nobody(
    house: House, settings: Settings, tmp_path: Path, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "token").write_text(content)
    app = app_of(house, replace(settings, metrics_token=str(tmp_path / "token")))
    assert asked_from(app).get("/metrics", headers={"authorization": "Bearer "}).status_code == 403


def test_figures_tell_what_waits_and_of_whom_nothing(house: House, settings: Settings, tmp_path: Path) -> None:
    snapshots = tmp_path / "backup" / "snapshots"
    snapshots.mkdir(parents=True)
    (snapshots / "20261122T043000Z-0a0b0c0d.age").touch()
    app = app_of(house, replace(settings, backup=str(tmp_path / "backup")))
    times: RequestTimes = app.state.times
    house_before = dict(app.state.items())
    timed = asked_from(Timed(app, times))
    before = read_figures(timed.get("/metrics").text)
    references = [house.file(**URGENT).reference, house.file(region="KZ-75").reference, house.file().reference]
    timed.cookies.update(open_browser(house, settings, "caseworker.39").client.cookies)
    app.state.update(house_before)
    for path in (f"/en/desk/cases/{references[2]}", "/kk/desk", "/ru/", "/nothing/here", "/kk/complaint"):
        timed.get(path)
    Visitor(timed).send(ORDINARY)
    house.clock.move(minutes=40)
    text = timed.get("/metrics").text
    after = read_figures(text)
    assert (before["arasha_ready"], after["arasha_ready"]) == (1, 0)
    assert (before["arasha_alarms_oldest_seconds"], after["arasha_alarms_oldest_seconds"]) == (0, 2400)
    assert after["arasha_worker_silent_seconds"] == 2400
    assert after["arasha_backup_age_seconds"] == 86_400 + 2400
    assert after['arasha_request_seconds_count{route="/desk/cases/{reference}",status="2xx"}'] == 1
    assert after['arasha_request_seconds_count{route="none",status="4xx"}'] == 1
    routes = set(re.findall(r'route="([^"]*)"', text))
    assert {route for route in routes if not route.startswith("/")} == {"public", "none"}, "no form is told apart"
    assert not any(status != "2xx" for route, status in re.findall(r'route="(public)",status="(\w+)"', text))
    assert [word for word in (*references, *house.pack.units, "caseworker.39") if word in text] == []
    work_once(house.database, house.pack, at=house.clock())
    assert read_figures(timed.get("/metrics").text)["arasha_ready"] == 1
