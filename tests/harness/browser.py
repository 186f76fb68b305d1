"""Debian's Chromium in its headless build, and the switches that keep it quiet: it asks nobody outside for anything."""

from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium-headless-shell")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # a fresh process for each page costs a sixth more, and all pages are of one house
    "--renderer-process-limit=1",
]
