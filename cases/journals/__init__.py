"""The two journals, of a case and of the institution: written, chained, and read by the auditor."""
