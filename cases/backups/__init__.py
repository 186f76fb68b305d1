"""Copies of the whole house: made while it works, opened by a key of their own, put back and proven."""
