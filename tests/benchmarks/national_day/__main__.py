"""`python -m tests.benchmarks.national_day SECONDS FASTER`."""

import sys

from tests.benchmarks.national_day.day import measure

measure(seconds=float(sys.argv[1]), faster=float(sys.argv[2]))
