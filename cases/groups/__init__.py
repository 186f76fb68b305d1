"""Complaints of many: the list of the people that one complaint is for."""
