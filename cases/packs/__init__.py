"""Jurisdiction packs: read from a folder, checked at the gate, kept as rows, and what they say of the institution."""
