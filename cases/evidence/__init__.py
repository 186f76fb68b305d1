"""Files that people give us: taken in as a stream, sealed part by part, kept where only their names are random.

A file lies in the store as parts of 2 MiB, each an age file of its own under one random folder, filled up with zeros so that
the sum is a Padmé size. Opened one after the other with the `age` tool and cut to the file's size, they are the file.
"""
