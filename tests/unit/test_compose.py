"""compose.yaml against the settings of the program, the image, and what every container of a house is held to."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from cases.settings import described, read_settings
from tests.harness.topology import read_compose

ROOT = Path(__file__).parents[2]
COMPOSE = read_compose()
SERVICES: Mapping[str, Any] = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"].startswith("arasha:")}
STAYING = {name: each for name, each in SERVICES.items() if each["restart"] != "no"}
WITHOUT_DOCSTRINGS = "PYTHONOPTIMIZE"
"""What Python itself is told."""
SIZE = re.compile(r"\d+[mg]")


def named_secrets(service: Mapping[str, Any]) -> Iterator[str]:
    """Names of the secrets that a service's settings and command speak of."""
    said = [*service.get("environment", {}).values(), *service.get("command", [])]
    for words in map(str, said):
        yield from re.findall(r"/run/secrets/(\w+)", words)


@pytest.mark.parametrize("name", OURS)
def test_every_setting_is_one_of_the_program_and_of_its_shape(name: str) -> None:
    environment = {key: str(value) for key, value in OURS[name]["environment"].items()}
    assert set(environment) - {WITHOUT_DOCSTRINGS} <= set(described())
    settings = read_settings(environment)
    assert settings.database.startswith("postgresql+psycopg://")
    assert settings.shred_database not in {"", settings.database}
    assert settings.evidence.startswith("s3://")
    assert ":" not in settings.database.partition("//")[2].partition("@")[0], "a password stands in the address"


def test_pages_leave_alarms_to_the_workers_and_trust_the_proxy_alone() -> None:
    web = read_settings({key: str(value) for key, value in OURS["web"]["environment"].items()})
    assert not web.worker
    assert web.tls
    assert web.proxy == SERVICES["proxy"]["networks"]["front"]["ipv4_address"]
    assert "ports" not in OURS["web"]
    worker = read_settings({key: str(value) for key, value in OURS["worker"]["environment"].items()})
    assert worker.pulse in str(OURS["worker"]["healthcheck"]["test"])
    assert not worker.backup


def test_what_pages_run_as_is_compiled_in_the_image() -> None:
    level = OURS["web"]["environment"][WITHOUT_DOCSTRINGS]
    made = (ROOT / "Dockerfile").read_text()
    compiled = made.partition("compileall")[2].partition("\n")[0]
    assert f"-o {level} " in compiled
    assert "-o 0 " in compiled, "other services run as they are"
    assert made.index("compileall") > made.index("COPY --from=build")


def test_backups_lie_apart_from_the_data_and_from_each_other() -> None:
    places = dict(each.split(":") for each in OURS["backup"]["volumes"])
    settings = read_settings({key: str(value) for key, value in OURS["backup"]["environment"].items()})
    where = {place: volume for volume, place in places.items()}
    assert len({where[settings.backup], where[settings.backup_shred], where["/data"], where["/keys"]}) == 4
    others = [each for name, each in OURS.items() if name != "backup"]
    assert not any(volume.startswith("backup") for each in others for volume in each["volumes"])


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_may_more_than_it_must(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"[\w./-]+:[\w.-]*\d[\w.-]*", service["image"]), "an image without a version"
    assert "user" in service
    if service["user"].startswith(("0", "root")):
        assert (service["restart"], service["network_mode"], service["cap_add"]) == ("no", "none", ["CHOWN"])
    limits = service["deploy"]["resources"]["limits"]
    assert float(limits["cpus"]) > 0
    assert SIZE.fullmatch(limits["memory"])
    assert limits["pids"] >= 16
    assert set(named_secrets(service)) == set(service.get("secrets", [])) - {"certificate"}
    assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])


@pytest.mark.parametrize("name", STAYING)
def test_whoever_stays_is_looked_after(name: str) -> None:
    assert STAYING[name]["restart"] == "unless-stopped"
    assert STAYING[name]["healthcheck"]["test"][0] == "CMD"


def test_databases_and_store_are_reached_from_inside_only() -> None:
    networks = COMPOSE["networks"]
    for name in ("database", "shred", "objects", "bucket"):
        assert all(networks[each]["internal"] for each in SERVICES[name]["networks"]), name
        assert "ports" not in SERVICES[name]
    assert not set(SERVICES["proxy"]["networks"]) & {"rows", "files"}
    assert "outside" not in OURS["web"]["networks"]
    assert "log " not in COMPOSE["configs"]["proxy"]["content"].replace("`log` line", "")


def test_secrets_are_files_that_stand_in_no_commit() -> None:
    assert all(each["file"].startswith("secrets/") for each in COMPOSE["secrets"].values())
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    first, *taken = (ROOT / ".dockerignore").read_text().splitlines()
    assert first == "*", "the image takes what is named and nothing else"
    assert "!secrets" not in taken


def test_the_image_has_the_account_and_the_folders_that_are_named() -> None:
    made = (ROOT / "Dockerfile").read_text()
    user = OURS["web"]["user"].partition(":")[0]
    assert f"--uid {user} " in made
    folders = made.partition("install --directory")[2].partition("\n")[0].split()
    places = {each.split(":")[1] for service in OURS.values() for each in service["volumes"]}
    assert places <= set(folders)
    port = COMPOSE["configs"]["proxy"]["content"].partition("server-template web 8 web:")[2].split()[0]
    assert int(port) == read_settings({}).port
    assert f"EXPOSE {port}" in made
    debian = (ROOT / "Makefile").read_text()
    assert "haproxy" in debian.partition("DEBIAN_PACKAGES =")[2].partition("\n")[0]
