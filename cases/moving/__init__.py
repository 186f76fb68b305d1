"""From one machine to several: an institution in a folder becomes one on PostgreSQL, with its files in an object store."""
