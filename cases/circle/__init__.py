"""Who can read a case, changed after its filing: new epochs of its file key, walls, wraps that wait, mailboxes shared."""
