"""How people come in and what keeps the door: invitations, enrolment, spare codes, one's own sessions (design 04 §4.7)."""
