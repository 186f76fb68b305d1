"""Proof of filing: what a complainant may carry away as proof that the institution has their complaint, signed by it."""
