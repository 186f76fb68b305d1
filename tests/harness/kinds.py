"""Which databases a test runs on."""

import pytest

KINDS = ("sqlite", "postgresql")

on_both = pytest.mark.parametrize("kind", KINDS, indirect=True)
"""For one broad test of each surface of the web, whose other tests run on SQLite alone (`tests/web/conftest.py`)."""
