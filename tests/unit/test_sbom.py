import re

from tests.harness.sbom import ROOT, bill, components

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = {"name": "arasha", "version": "0.1.0", "license": "EUPL-1.2"}


def test_every_locked_package_is_in_the_bill_with_its_hashes() -> None:
    named = {line.partition("==")[0] for line in LOCK.splitlines() if "==" in line and not line.startswith((" ", "#"))}
    found = {one["name"]: one for one in components(LOCK)}
    assert set(found) == named
    assert all(len(one["hashes"]) > 0 for one in found.values())
    assert sum(len(one["hashes"]) for one in found.values()) == LOCK.count("--hash=sha256:")


def test_what_runs_says_its_licence() -> None:
    found = {one["name"]: one for one in bill(LOCK, PROJECT)["components"]}
    assert found["litestar"]["licenses"] == [{"license": {"name": "MIT License"}}]
    assert found["sqlalchemy"]["purl"].startswith("pkg:pypi/sqlalchemy@")


def test_the_image_takes_out_what_only_checks_and_what_only_that_brought() -> None:
    words = (ROOT / "Dockerfile").read_text(encoding="utf-8").partition("uninstall --yes")[2].partition("\n\n")[0]
    removed = set(words.replace("\\", " ").split())
    assert {"bandit", "pytest", "schemathesis"} <= removed
    assert removed <= users_in_lock().keys(), "a name that is not in the lock takes nothing out"
    assert {name for name, users in users_in_lock().items() if users <= removed} <= removed


def users_in_lock() -> dict[str, set[str]]:
    """Every locked package with those for whose sake it is there."""
    blocks = re.split(r"\n(?=[a-z0-9])", LOCK)
    return {
        block.partition("==")[0]: set(re.findall(r"^ +#(?: via)? +([a-z0-9.-]+)", block, re.MULTILINE)) - {"via"}
        for block in blocks
    }
