"""A process beside the test run that cleans up after it, also when the run is killed.

It stops PostgreSQL and removes the run's folder.
It is started with the run's folder and waits for the end of its input, which comes when the run ends, however it ends.
"""

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from signal import SIGQUIT
from time import monotonic, sleep

PATIENCE_S = 10.0


def clean_up(folder: Path) -> None:
    running = folder / "cluster" / "postmaster.pid"
    if running.is_file():
        with suppress(ProcessLookupError):
            os.kill(int(running.read_text().splitlines()[0]), SIGQUIT)
        end = monotonic() + PATIENCE_S
        while running.exists() and monotonic() < end:
            sleep(0.02)
    shutil.rmtree(folder)


if __name__ == "__main__":
    sys.stdin.read()
    clean_up(Path(sys.argv[1]))
