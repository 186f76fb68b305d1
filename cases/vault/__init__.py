"""The only door to sealed bytes: pure functions of keys and bytes, no session, no clock.

Everything that is kept for longer than a cookie is in the age format with X25519 recipients (age-encryption.org/v1), so
that it opens with the ordinary `age` tool when this program is gone. What only a cookie or the pepper opens is
ChaCha20-Poly1305 (RFC 8439).
"""
