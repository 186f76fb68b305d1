"""What the program is made of, as CycloneDX 1.5: every locked package with its hashes and, where it is installed, its licence.

`python -m tests.harness.sbom FILE`. It needs no tool that would be in the list itself.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from json import dumps
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOCKED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?P<rest>(?:.*\\\n)+.*)$", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
CLASSIFIER = "License :: OSI Approved :: "


def bill(lock: str, project: dict[str, Any]) -> dict[str, Any]:
    """The bill of the *project* (pyproject.toml) whose packages are pinned in *lock*."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "name": project["name"], "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
            }
        },
        "components": list(components(lock)),
    }  # fmt: skip


def components(lock: str) -> Iterator[dict[str, Any]]:
    """One a locked package, in the order of the lock."""
    for found in LOCKED.finditer(lock):
        name, version = found["name"], found["version"]
        component: dict[str, Any] = {
            "type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "hashes": [{"alg": "SHA-256", "content": content} for content in HASH.findall(found["rest"])],
        }  # fmt: skip
        if licence := licence_of(name):
            component["licenses"] = [{"license": {"name": licence}}]
        yield component


def licence_of(name: str) -> str:
    """As the installed package says it; empty where it is not installed here (another system's) or says nothing."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    classified = [
        one.removeprefix(CLASSIFIER) for one in said.get_all("Classifier") or () if one.startswith(CLASSIFIER)
    ]
    expressed, written = (next(iter(said.get_all(name) or ()), "") for name in ("License-Expression", "License"))
    return str(expressed or " / ".join(classified) or written.partition("\n")[0])


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    made = bill((ROOT / "requirements.lock").read_text(encoding="utf-8"), project)
    Path(sys.argv[1]).write_text(dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{len(made['components'])} packages in {sys.argv[1]}")


if __name__ == "__main__":
    main()
