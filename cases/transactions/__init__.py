"""Underneath the door to the rows: connections, the one writer of SQLite, and writing again on PostgreSQL."""
