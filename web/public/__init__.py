"""Pages for everybody: the form, the receipt, the mailbox, paper, figures, how we work."""
