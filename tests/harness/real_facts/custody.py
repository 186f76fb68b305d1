"""In custody: what is answered, and where each fact stands."""

from collections.abc import Mapping

from tests.harness.real_facts.shape import CORE, RealFacts

CUSTODY: Mapping[str, RealFacts] = {
    "DT-01": RealFacts(
        "KZ-39",
        core={
            **CORE, "filed_by": "self", "track": "detention", "region": "KZ-39", "facility": "F-3901",
            "body_kind": "local", "urgent_signs": ["torture"],
            "story": "Держали ночь, били, надевали пакет, требовали признаться.",
        },
        more={
            "issues": ["torture", "force"],
            "custody_hours": "С 20:00 до 9:00 следующего дня",
            "custody_recorded": "no",
            "injuries": "Голова, почки",
            "injured_on-day": "27",
            "injured_on-month": "3",
            "injured_on-year": "2007",
            "hospital": "Областная, тринадцать дней, ушиб почек",
            "elsewhere": ["prosecutor"],
            "elsewhere_words": "Следователь отказал 4 апреля: нет состава",
            "witnesses": "В соседней камере сидели ещё двое",
            "reprisal_happened": "true",
            "reprisal_log": "В мае грозили посадить и предлагали деньги",
        },
        facts={
            "hours held and whether registered": ["custody_hours", "custody_recorded"],
            "injuries, hospital, dates, diagnosis": ["injuries", "injured_on", "hospital"],
            "threats after complaining": ["reprisal_happened", "reprisal_log"],
            "who refused, on what date, on what ground": ["elsewhere_words"],
            "others held at the same time": ["witnesses"],
        },
    ),
    "DT-03": RealFacts(
        "KZ-11",
        core={
            **CORE, "filed_by": "relative", "track": "detention", "region": "KZ-11", "facility": "F-1101",
            "body_kind": "local", "urgent_signs": ["torture"],
            "story": "Сына вызвали в полицию, через день он умер в изоляторе.",
        },
        more={
            "issues": ["death", "torture"],
            "where_now": "dead",
            "custody_hours": "28-го в 10:00 вызвали, 29-го в 15:00 изолятор, ночью умер",
            "medical_papers": "Справка при поступлении, заключение судмедэксперта у следователя",
            "relation": "Это мой сын",
            "elsewhere": ["prosecutor"],
            "elsewhere_words": "Прокуратура отказала дважды: 12 мая и 3 июля",
        },
        facts={
            "relation to the deceased": ["filed_by", "relation", "where_now"],
            "custody chronology by hour": ["custody_hours"],
            "medical documents at entry and exit": ["medical_papers"],
            "forensic report": ["medical_papers"],
            "earlier refusals": ["elsewhere_words"],
        },
    ),
    "DT-04": RealFacts(
        "KZ-75",
        core={
            **CORE, "filed_by": "lawyer", "track": "detention", "region": "KZ-75", "facility": "F-7501",
            "body_kind": "facility", "urgent_signs": ["torture"], "identity": "confidential", "respondent_may_know": "no",
            "story": "Насилие со стороны сотрудников изолятора.",
        },
        more={
            "issues": ["torture"],
            "where_now": "same",
            "mother_and_child": ["born_here", "with_child"],
            "medical_papers": "Экспертиза ДНК у следователя, копии нет",
            "reply_route": "lawyer",
            "reprisal_happened": "true",
            "reprisal_log": "13 сентября заставили отказаться от адвоката",
        },
        facts={
            "whether the complainant is in the same facility now": ["where_now"],
            "safe way to answer": ["reply_route"],
            "forensic/DNA evidence and who holds it": ["medical_papers"],
            "pregnancy/child": ["mother_and_child"],
            "pressure log with dates": ["reprisal_log"],
        },
    ),
    "DT-07": RealFacts(
        "KZ-27",
        core={
            **CORE, "filed_by": "ngo", "track": "detention", "region": "KZ-27", "facility": "F-2701",
            "body_kind": "facility", "urgent_signs": ["torture"], "respondent_may_know": "without_name",
            "story": "Полтораста заявлений, записаны во дворе колонии.",
        },
        more={
            "issues": ["torture", "force"],
            "may_we_name": "without_name",
            "taken_down": "Записал руководитель бюро во дворе колонии, 23 августа",
            "reprisal_feared": "true",
            "reprisal_words": "Бьют тех, кто говорил с нами",
        },
        people=[
            {
                "full_name": "Первый", "suffered": "Бил начальник отряда", "their_part": "Пострадавший",
                "may_be_named": "Имя не называть", "marks_seen": "Синяки на спине",
            },
            {"full_name": "Второй", "suffered": "Видел всё", "their_part": "Свидетель", "may_be_named": "Можно назвать"},
        ],
        facts={
            "batch header (place, date, taker) plus short individual sheet": [
                "facility", "taken_down", "people:full_name", "people:suffered",
            ],
            "injuries seen by the taker": ["people:marks_seen"],
            "consent to be named": ["respondent_may_know", "people:may_be_named"],
            "role: victim / witness / suspect": ["people:their_part"],
            "reprisal watch with review dates": ["reprisal_feared", "reprisal_words"],
        },
    ),
    "DT-08": RealFacts(
        "KZ-10",
        core={
            **CORE, "filed_by": "relative", "track": "detention", "region": "KZ-10", "facility": "F-1001",
            "body_kind": "facility", "story": "Муж умирает в колонии, суд не отпускает.",
        },
        more={
            "issues": ["health_care"],
            "next_of_kin": "Жена, согласна, звоните вечером",
            "illness": "Опухоль, четвёртая стадия, не ходит",
            "release_papers-month": "12",
            "release_papers-year": "2019",
            "their_consent": "yes",
            "relation": "Мой муж",
            "ahead": "Суд об освобождении",
            "ahead_date-day": "11",
            "ahead_date-month": "12",
            "ahead_date-year": "2026",
        },
        facts={
            "diagnosis, stage, mobility": ["illness"],
            "date papers went to the commission": ["release_papers"],
            "next hearing date": ["ahead", "ahead_date"],
            "next of kin and consent": ["next_of_kin", "their_consent", "relation"],
            "facility code at the time": ["facility"],
        },
    ),
}  # fmt: skip
