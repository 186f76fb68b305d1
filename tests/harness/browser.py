"""Debian's Chromium in its headless build, and the switches that keep it quiet: it asks nobody outside for anything."""

from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium-headless-shell")
NEEDLESS = [
    # A frame, a view and a first empty document of its own for each page: a third of the cost of going to one.
    "RenderDocument",
    "ProactivelySwapBrowsingInstance",
    # The driver turns these off by itself, but only where nobody else names any.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
]
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
    f"--disable-features={','.join(NEEDLESS)}",
]
