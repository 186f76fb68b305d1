"""Harm done by companies: what is answered, and where each fact stands."""

from collections.abc import Mapping

from tests.harness.real_facts.shape import CORE, RealFacts

COMPANIES: Mapping[str, RealFacts] = {
    "BZ-01": RealFacts(
        "KZ-27",
        core={
            **CORE, "filed_by": "ngo", "track": "business", "region": "KZ-27", "body_kind": "private",
            "story": "Зону защиты сократили, чтобы нас не переселять.",
        },
        more={
            "company_name": "Оператор месторождения",
            "company_others": "Акционеры – четыре компании, кредитор – банк, подрядчик по бурению",
            "mechanism_used": "yes",
            "mechanism_words": "Жалоба № 02 от 11 апреля 2007, ответа нет",
            "organisation": "Общественный фонд посёлка",
            "authority": "Протокол схода от 3 мая",
        },
        people=[
            {
                "full_name": "Двор 1", "represented_by": "Сын, доверенность 7", "agrees": "Согласен, подпись есть",
                "wanted": "Переехать в другое село",
            },
            {"full_name": "Двор 2", "agrees": "Пока думает", "wanted": "Только деньги"},
        ],
        files=["зона.png"],
        facts={
            "list of households with representative and proof of mandate": [
                "people:full_name", "people:represented_by", "organisation", "authority",
            ],
            "each member's consent": ["people:agrees"],
            "business relationships (operator, shareholder, lender, contractor)": ["company_name", "company_others"],
            "company grievance number and date": ["mechanism_used", "mechanism_words"],
            "map of zone": ["file:зона.png"],
            "what remedy each household wants": ["people:wanted"],
        },
    ),
    "BZ-03": RealFacts(
        "KZ-19",
        core={
            **CORE, "filed_by": "ngo", "track": "business", "region": "KZ-19", "body_kind": "private",
            "identity": "anonymous", "respondent_may_know": "without_name",
            "story": "Сезонные рабочие без договоров, дети на поле.",
        },
        more={
            "company_name": "Хозяин поля",
            "company_others": "Весь урожай берёт табачная компания",
            "issues": ["forced_labour", "child_labour", "wages"],
            "papers_held": "Паспорта у хозяина в доме",
            "migration_status": "visit",
            "children": "Десять и двенадцать лет, в школу не ходят",
            "accommodations": ["interpreter"],
            "speaks": "Кыргызча",
            "reach_later": "После сезона – через тётю в Токмоке",
        },
        facts={
            "preferred language and interpreter": ["speaks", "accommodations"],
            "migration status optional and hidden from referral copies": ["migration_status"],
            "who holds the documents": ["papers_held"],
            "employer and buyer": ["company_name", "company_others"],
            "children's ages, school": ["children"],
            "contact after the season": ["reach_later"],
        },
    ),
    "BZ-04": RealFacts(
        "KZ-35",
        core={
            **CORE, "filed_by": "relative", "track": "business", "region": "KZ-35", "body_kind": "private",
            "story": "Взрыв на шахте, погиб муж и ещё сорок пять человек.",
        },
        more={
            "company_name": "Шахта",
            "company_others": "Тогда – прежний владелец, с декабря – новый",
            "issues": ["safety"],
            "accident_report": "Акт 17 от 12 ноября 2023",
            "paid_so_far": "Десять зарплат в январе, квартиры нет",
            "relation": "Жена погибшего",
            "dependants": "Трое детей и свекровь",
            "court_cases": "Уголовное дело, я потерпевшая",
        },
        facts={
            "relation to the victim, dependants": ["relation", "dependants"],
            "employer legal entity at the date and now": ["company_name", "company_others"],
            "accident act number": ["accident_report"],
            "payments received so far": ["paid_so_far"],
            "status in criminal case": ["court_cases"],
        },
    ),
}  # fmt: skip
