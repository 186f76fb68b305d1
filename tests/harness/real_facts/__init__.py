"""What the form must take of fourteen publicly documented cases: each listed fact, the questions that take it, and answers.

The facts are listed in the words of the study that collected the cases; the answers are invented, short, and name nobody.
"""

from collections.abc import Mapping

from tests.harness.real_facts.companies import COMPANIES
from tests.harness.real_facts.custody import CUSTODY
from tests.harness.real_facts.shape import Answers, RealFacts
from tests.harness.real_facts.surroundings import SURROUNDINGS
from tests.harness.real_facts.work import WORK

REAL_FACTS: Mapping[str, RealFacts] = {**WORK, **CUSTODY, **COMPANIES, **SURROUNDINGS}

__all__ = ["REAL_FACTS", "Answers", "RealFacts"]
