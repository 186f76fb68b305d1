"""What no backup takes along, each with the reason."""

from typing import Final

EXCLUDED: Final = {
    "staff_sessions": "sessions end with their server; a copy would keep keys that a cookie still opens",
    "held": "a draft lives as long as its cookie, a code that nobody has written down an hour; a copy would keep both for weeks",
    "saved_drafts": "forms that wait for a week, and hang on what is held",
    "uploads": "files that are still arriving: their parts are not taken along either",
    "evidence_copies": "cleaned copies and thumbnails: made again when somebody looks",
    "source_counts": "counts by connection, forgotten within the hour",
    "source_keys": "keys of an hour",
    "heartbeats": "when workers were heard of",
    "workers": "who is at work on machines that a restored house does not have",
}
"""Tables of which only the shape is kept."""
