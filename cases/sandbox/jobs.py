"""What can be asked of the sandbox, by name, and how a job says that it cannot be done."""

from collections.abc import Callable, Mapping
from typing import Any

Job = Callable[[bytes, Mapping[str, Any]], tuple[dict[str, Any], bytes]]
"""Bytes and what was told with them, to what is told back and the bytes that were made."""
JOBS: Mapping[str, tuple[str, str]] = {
    "clean_picture": ("cases.evidence.cleaning.pictures", "clean"),
    "clean_paper": ("cases.evidence.cleaning.papers", "clean"),
    "preview_picture": ("cases.evidence.cleaning.pictures", "preview"),
    "preview_paper": ("cases.evidence.cleaning.previews", "preview"),
    "read_table": ("cases.groups.spreadsheets", "read"),
    "try_doors": ("cases.sandbox.trying", "try_doors"),
}
"""Module and function. The module's `warm` loads all that the job will need, while files can still be read."""


class Failed(Exception):
    """The job cannot be done with these bytes; the reason is told to who asked."""
