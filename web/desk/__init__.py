"""Pages for who works on cases: the queue, the case file, duty, files, keys and sessions."""
