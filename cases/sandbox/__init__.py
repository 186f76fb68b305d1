"""Work on bytes that nobody trusts, in a process that can do nothing but compute: pipes in and out, no files, no network.

What holds it, from the outside in: limits of CPU time, memory, open files and file size (nothing can be written); namespaces
of its own without a network and an empty root where the system allows that; and a filter of system calls that knows some
forty of them, none of which opens a file, a socket or another process. Where neither the filter nor the namespaces hold,
it does not work at all.
"""
