"""Complaints that an officer enters for somebody: from paper, a complaint box, the telephone, a visit, another body."""
