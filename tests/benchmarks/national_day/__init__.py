"""A working day of a country a hundred times as busy as Kazakhstan's institution, played by everybody at once over HTTP.

The arithmetic: the Commissioner and the regional representatives received some 9,700 complaints in 2025 (the published figure
is "more than 9.7 thousand"). A hundred times that are 970,000 a year; over 247 working days of eight hours 491 an hour, 3,928 a
day. Nothing is published of how often the rest is done, so it is assumed, for each complaint: a file by every third
complainant, three looks into the mailbox, three acts of an officer, each after a look at the queue and at the case; every fifth
case is asked about at a body, which answers; and a supervisor opens the reports for every third.

That day is played *faster*, as many times as is given, for a length of time that is given: a whole day at thirty times its pace
lasts sixteen minutes and wants more than two cores. Who comes when is
drawn before anything begins (a Poisson process) and nobody waits for an answer to somebody else's page. How late the generator
itself was is a figure of its own, and the time of a page never leaves it out: who came late because all hands were busy has
waited (coordinated omission).
"""
