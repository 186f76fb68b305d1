"""Air, water, waste, and what is told of them: what is answered, and where each fact stands."""

from collections.abc import Mapping

from tests.harness.real_facts.shape import CORE, RealFacts

SURROUNDINGS: Mapping[str, RealFacts] = {
    "EN-01": RealFacts(
        "KZ-HO",
        core={
            **CORE, "filed_by": "ngo", "track": "environment", "region": "KZ-75", "body_kind": "national_company",
            "story": "Просили материалы о ввозе отходов и не получили.",
        },
        more={
            "issues": ["information"],
            "information_requested": "yes",
            "information_date-month": "11",
            "information_date-year": "2002",
            "information_text": "Обоснование ввоза и захоронения отходов",
            "information_due-month": "1",
            "information_due-year": "2003",
            "organisation": "Экологическое общество",
            "public_interest": "true",
            "authority": "Устав, пункт 2.1",
            "elsewhere": ["court"],
            "elsewhere_words": "Суд не принял 2 ноября: не тот суд",
        },
        facts={
            "organisation, authority to act": ["organisation", "authority"],
            "date of request and legal deadline": ["information_date", "information_due"],
            "text asked for": ["information_text"],
            "refusals to accept with court and date": ["elsewhere_words"],
            "public-interest flag instead of a person": ["public_interest"],
        },
    ),
    "EN-03": RealFacts(
        "KZ-27",
        core={
            **CORE, "filed_by": "parent", "minor": "true", "track": "environment", "region": "KZ-27",
            "body_kind": "private", "identity": "confidential", "urgent_signs": ["child"],
            "story": "Дети упали в обморок в школе.",
        },
        more={
            "issues": ["air"],
            "measurements": "Сероводород, впятеро выше нормы, мерила прокуратура",
            "symptoms": "Обмороки 28 ноября в классе",
            "hospitals": "Районная взяла, в марте четверым отказали",
            "name": "Мать ученика",
            "their_name": "Ученик пятого класса",
            "earlier_case": "Дело о переселении села",
        },
        facts={
            "guardian and child separately": ["filed_by", "minor", "name", "their_name"],
            "symptoms with time and place": ["symptoms"],
            "hospital records and refusals": ["hospitals"],
            "measurements (substance, level, who measured)": ["measurements"],
            "link to other cases": ["earlier_case"],
        },
    ),
    "EN-04": RealFacts(
        "KZ-47",
        core={
            **CORE, "filed_by": "self", "track": "environment", "region": "KZ-47", "body_kind": "private",
            "identity": "confidential", "story": "Карьердің шаңы үйлерге түседі.",
        },
        more={
            "issues": ["air"],
            "source": "Тас карьері, үйден бес жүз метр",
            "permit": "KZ00-1234",
            "desired_words": "Жолға су себілсе, шаң тоқтаса – болды",
            "elsewhere": ["prosecutor"],
            "elsewhere_words": "Экология прокуроры, 23 қыркүйек",
        },
        facts={
            "bodies already contacted and date": ["elsewhere", "elsewhere_words"],
            "source of harm and distance": ["source"],
            "permit number if known": ["permit"],
            "what would count as solved": ["desired_words"],
        },
    ),
}  # fmt: skip
