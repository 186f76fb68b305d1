"""The working calendar as the institution keeps it: its rows, how they are edited, and what is counted anew then."""
