"""What leaves the house: messages laid into the outbox by use cases, carried by channels after the transaction."""
