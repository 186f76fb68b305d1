"""A real clamd of the test's own, on a socket of its own, that knows one made-up virus and nothing else."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from socket import AF_UNIX, socket
from time import monotonic, sleep

VIRUS = b"this-is-the-made-up-virus-of-the-arasha-tests"
LIMIT = 3_000_000
PATIENCE_S = 60.0


@contextmanager
def scanner(folder: Path) -> Iterator[str]:
    """The path of its socket; stopped when the block ends. A missing clamd is a failure that names the Debian package."""
    clamd = which("clamd", path="/usr/sbin:/usr/bin")
    assert clamd is not None, "clamd is missing: Debian package `clamav-daemon` (make test installs it)"
    signatures, line = folder / "signatures", folder / "clamd.socket"
    signatures.mkdir()
    (signatures / "tests.ndb").write_text(f"Arasha.Test:0:*:{VIRUS.hex()}\n")
    settings = folder / "clamd.conf"
    settings.write_text(
        f"LocalSocket {line}\nDatabaseDirectory {signatures}\nTemporaryDirectory {folder}\nForeground yes\n"
        f"StreamMaxLength {LIMIT}\nUser root\nMaxThreads 2\nDisableCache yes\nLogFile {folder}/clamd.log\n"
    )
    with subprocess.Popen(
        [clamd, "--config-file", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(line, process, folder / "clamd.log")
            yield str(line)
        finally:
            process.terminate()


def wait_for(line: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    end = monotonic() + PATIENCE_S
    while monotonic() < end and process.poll() is None:
        with socket(AF_UNIX) as probe:
            try:
                probe.connect(str(line))
            except OSError:
                sleep(0.05)
            else:
                return
    raise AssertionError(f"clamd does not answer: {log.read_text() if log.exists() else 'no log'}")
