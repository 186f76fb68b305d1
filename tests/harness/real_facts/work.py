"""Harassment at work: what is answered, and where each fact stands."""

from collections.abc import Mapping

from tests.harness.real_facts.shape import CORE, RealFacts

WORK: Mapping[str, RealFacts] = {
    "WH-01": RealFacts(
        "KZ-39",
        core={
            **CORE, "filed_by": "lawyer", "track": "harassment", "region": "KZ-39", "body_kind": "local",
            "story": "Новый директор требовал близости и денег, иначе уволит. Отказалась – уволил.",
        },
        more={
            "relationship": "former",
            "who_decides": "Директор школы, договор на год",
            "conduct": ["coercion", "quid_pro_quo"],
            "demanded": "Близости и тридцати тысяч",
            "job_action": "dismissed",
            "job_action_date-month": "6",
            "job_action_date-year": "2011",
            "internal_report": "yes",
            "internal_report_result": "Директор порвал заявление",
            "evidence": "Две коллеги видели, есть сообщения",
            "elsewhere": ["court", "police"],
            "elsewhere_words": "Полиция не приняла, осень 2011",
            "court_cases": "Мой иск к отделу образования; его иск ко мне о чести",
        },
        facts={
            "employment link and date it ended": ["relationship", "job_action", "job_action_date"],
            "who had power over the contract": ["who_decides"],
            "demand made (sexual / money)": ["conduct", "demanded"],
            "witnesses, messages": ["evidence"],
            "earlier complaints and their outcome": [
                "internal_report", "internal_report_result", "elsewhere", "elsewhere_words",
            ],
            "parallel court cases in both directions": ["court_cases"],
            "consent to contact employer": ["respondent_may_know"],
        },
    ),
    "WH-03": RealFacts(
        "KZ-HO",
        core={
            **CORE, "filed_by": "self", "track": "harassment", "region": "KZ-75", "body_kind": "central",
            "story": "Мою должность сократили, пока я была в декрете.",
        },
        more={
            "relationship": "service",
            "leave_status": "parental",
            "conduct": ["exclusion", "retaliation"],
            "losses": "Хотят забрать служебную квартиру, пенсию не оформляют",
            "court_cases": "Верховный суд оставил мне квартиру",
            "ahead": "Приказ об увольнении по отрицательным мотивам",
            "ahead_date-day": "18",
            "ahead_date-month": "12",
            "ahead_date-year": "2026",
            "reprisal_happened": "true",
            "reprisal_log": "Приходили домой, напугали ребёнка",
        },
        facts={
            "leave status at the time of the act": ["leave_status"],
            "earlier court decisions": ["court_cases"],
            "pending order and its date": ["ahead", "ahead_date"],
            "retaliation tick-box with description": ["reprisal_happened", "reprisal_log"],
            "housing or pension consequences": ["losses"],
        },
    ),
    "WH-04": RealFacts(
        "KZ-19",
        core={
            **CORE, "filed_by": "self", "track": "harassment", "region": "KZ-19", "body_kind": "local",
            "contact_route": "trusted_person", "contact": "Сестра, вечером, не в гарнизоне",
            "story": "Командир домогается. Пожаловалась – уволили за нарушение дисциплины.",
        },
        more={
            "relationship": "former",
            "employer_name": "Часть 99999, гарнизон Жерұйық",
            "ranks": "Я – рядовая, он – подполковник",
            "penalties": "До жалобы – ни одного, после – три выговора",
            "job_action": "dismissed",
        },
        facts={
            "rank relation": ["ranks"],
            "garrison and unit number": ["employer_name"],
            "whether the person is still serving": ["relationship", "job_action"],
            "safe contact channel outside the unit": ["contact_route", "contact"],
            "disciplinary measures before and after the complaint": ["penalties"],
        },
    ),
}  # fmt: skip
