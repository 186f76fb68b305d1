"""Six publicly documented cases from Kazakhstan, coded: what is asked and known of each, and where its remedies stand.

Retold in few words of our own, without names and without anything that is not public; the full retelling is not part
of this tree. Dates are those of the public record. Nothing here says that a case ever passed through an ombudsman.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.journeys.office import Remedy

Answers = Mapping[str, str | Sequence[str]]
Act = tuple[str, Answers]


@dataclass(frozen=True)
class KnownRemedy:
    """A remedy of the public record: what was to be done and what became of it."""

    remedy: Remedy
    stage: str
    """Where it stands at the end of the test: a stage of the remedy's procedure."""
    acts: Sequence[Act] = ()
    """What the caseworker records once the body was served."""
    complainant: Act | None = None
    """What the complainant says of it in the mailbox."""


@dataclass(frozen=True)
class RealCase:
    """One case as its people bring it today."""

    answers: Answers
    unit: str
    urgency: int
    issues: Sequence[str]
    remedies: Sequence[KnownRemedy]
    outcome: str = "violation_found"
    language: str = "ru"
    more: Answers = field(default_factory=dict)
    """What the form asks after the code."""
    at_once: Sequence[Act] = ()
    """What is done before anything else."""
    weeks: int = 0
    """How long the remedies are watched until the last known state."""
    closed: bool = False


REPLY: Answers = {"words": "Письмо органа, изложено кратко."}
SEEN: Answers = {"verified_by": "evidence", "words": "Видели документы."}
TAKEN: Act = ("accept", REPLY)
CLAIMED: Act = ("record_implementation", REPLY)
VERIFIED: Act = ("verify", SEEN)
REFUSED: Act = ("reject", REPLY)
UNMET: Act = ("record_failure", {})
PARTLY: Act = ("record_partly", REPLY)
BASIC: Answers = {
    "danger_24h": "no", "contact_route": "code_only", "about_us": "no", "identity": "named", "consents": "processing",
}  # fmt: skip

REAL_CASES = {
    # A school's cloakroom worker; refused compensation, then sent back to court; nothing paid as far as is known.
    "WH-01": RealCase(
        answers={
            **BASIC,
            "filed_by": "lawyer",
            "track": "harassment",
            "region": "KZ-39",
            "happened-year": "2011",
            "body_kind": "local",
            "respondent_may_know": "yes",
            "story": "Новый директор сельской школы требовал близости и денег за место. После отказа я лишилась работы. "
            "Есть свидетели. Он подал на меня иск о чести, мои заявления не рассматривали.",
        },
        more={
            "relationship": "former",
            "conduct": ["coercion", "quid_pro_quo"],
            "issues": ["ill_treatment_at_work", "job_loss"],
            "perpetrator_role": "superior",
            "still_contact": "false",
            "internal_report": "yes",
            "internal_report_result": "Без результата",
            "job_action": "dismissed",
            "evidence": "Свидетели, переписка",
        },
        unit="KZ-39",
        urgency=3,
        issues=["ill_treatment_at_work", "job_loss", "discrimination"],
        remedies=(
            KnownRemedy(
                Remedy("compensation", "B-EDUCATION", "Возместить вред", {"amount": "7463641"}),
                "superior",
                [REFUSED],
            ),
            KnownRemedy(
                Remedy("non_repetition", "B-MLSP", "Закон о домогательствах на работе"),
                "in_progress",
                [TAKEN, ("start_work", {})],
            ),
            KnownRemedy(
                Remedy("satisfaction", "B-EDUCATION", "Признать её пострадавшей"),
                "verified",
                [CLAIMED],
                ("confirm", {}),
            ),
        ),
        weeks=6,
    ),
    # Held a night at a police station without a record and tortured; money awarded, an investigation never seen.
    "DT-01": RealCase(
        answers={
            **BASIC,
            "filed_by": "self",
            "track": "detention",
            "region": "KZ-39",
            "facility": "F-3901",
            "happened-day": "27",
            "happened-month": "3",
            "happened-year": "2007",
            "body_kind": "local",
            "urgent_signs": ["torture"],
            "story": "Ночь в полиции без записи, били и душили, требовали признания. Тринадцать дней в больнице. "
            "Дело отказывались возбуждать, угрожали и предлагали деньги.",
        },
        more={
            "issues": ["torture", "force"],
            "injuries": "Голова и почки, тринадцать дней в больнице",
            "examined": "yes",
        },
        at_once=[("notify_prosecutor", {"to_body": "B-GP-SPECIAL", "words": "Заявлено о пытках в полиции."})],
        unit="KZ-39",
        urgency=1,
        issues=["torture", "force"],
        remedies=(
            KnownRemedy(
                Remedy("compensation", "B-POLICE", "Выплатить присуждённое", {"amount": "2000000"}),
                "accepted",
                [TAKEN],
            ),
            KnownRemedy(
                Remedy("discipline", "B-GP-SPECIAL", "Расследовать и судить"),
                "minister",
                [TAKEN, UNMET],
            ),
            KnownRemedy(Remedy("rehabilitation", "B-HEALTH", "Полное лечение"), "superior"),
        ),
        weeks=12,
    ),
    # Assaulted in a pre-trial centre; two sentences passed, nothing known to be left open.
    "DT-04": RealCase(
        answers={
            **BASIC,
            "filed_by": "lawyer",
            "track": "detention",
            "region": "KZ-75",
            "facility": "F-7501",
            "happened-year": "2015",
            "body_kind": "facility",
            "urgent_signs": ["torture"],
            "identity": "confidential",
            "respondent_may_know": "no",
            "story": "Насилие со стороны сотрудников изолятора, родился ребёнок. Есть экспертиза. "
            "На неё давят, чтобы изменила показания; адвокату передала записку.",
        },
        at_once=[
            ("notify_prosecutor", {"to_body": "B-GP-SPECIAL", "words": "Насилие в изоляторе, давление на потерпевшую."})
        ],
        unit="KZ-75",
        urgency=1,
        issues=["torture"],
        remedies=(
            KnownRemedy(
                Remedy("discipline", "B-GP-SPECIAL", "Судить исполнителя"),
                "verified",
                [TAKEN, CLAIMED, VERIFIED],
            ),
            KnownRemedy(
                Remedy("non_repetition", "B-PENAL", "Ответственность начальника изолятора"),
                "verified",
                [TAKEN, CLAIMED, VERIFIED],
            ),
        ),
        closed=True,
    ),
    # A village beside a gas field; moved after years, homes with defects, hardship never paid for.
    "BZ-01": RealCase(
        answers={
            **BASIC,
            "filed_by": "ngo",
            "track": "business",
            "region": "KZ-27",
            "place": "Село у газового месторождения",
            "happened-month": "12",
            "happened-year": "2002",
            "ongoing": "true",
            "body_kind": "private",
            "respondent_may_know": "yes",
            "story": "Защитную зону сократили, чтобы нас не переселять. Дети падают в обморок. Полномочия от каждого двора "
            "есть списком; каждый двор сам скажет, чего хочет.",
        },
        more={"company_name": "Оператор месторождения", "sector": "B", "company_link": "community", "issues": ["land"]},
        unit="KZ-27",
        urgency=3,
        issues=["land", "air"],
        remedies=(
            KnownRemedy(
                Remedy("restitution", "B-AKIMAT", "Переселить 465 дворов"),
                "verified",
                [TAKEN, CLAIMED, VERIFIED],
            ),
            KnownRemedy(Remedy("compensation", "B-COMPANY", "За лишения с первой жалобы"), "no_reply"),
            KnownRemedy(
                Remedy("restitution", "B-COMPANY", "Исправить дефекты новых домов"),
                "partly_implemented",
                [TAKEN, CLAIMED, PARTLY],
            ),
        ),
        weeks=4,
    ),
    # Children fainted at the village school; some were treated, the families were moved, the diagnosis is disputed.
    "EN-03": RealCase(
        answers={
            **BASIC,
            "filed_by": "parent",
            "minor": "true",
            "track": "environment",
            "region": "KZ-27",
            "place": "Сельская школа",
            "happened-day": "28",
            "happened-month": "11",
            "happened-year": "2014",
            "ongoing": "true",
            "body_kind": "private",
            "urgent_signs": ["child"],
            "identity": "confidential",
            "respondent_may_know": "without_name",
            "story": "Дети и взрослые упали в обморок в школе рядом с месторождением. Прокурор говорил о газе выше нормы, "
            "потом о котельной. Одну больницу просили о приёме и получили отказ.",
        },
        more={
            "issues": ["air"],
            "source": "Газовое месторождение",
            "started-year": "2014",
            "symptoms": "Обмороки, слабость",
        },
        unit="KZ-27",
        urgency=1,
        issues=["air"],
        remedies=(
            KnownRemedy(
                Remedy("rehabilitation", "B-HEALTH", "Санаторное лечение детей"),
                "partly_implemented",
                [TAKEN, CLAIMED, PARTLY],
            ),
            KnownRemedy(
                Remedy("restitution", "B-AKIMAT", "Переселение семей"),
                "verified",
                [TAKEN, CLAIMED, VERIFIED],
            ),
            KnownRemedy(Remedy("compensation", "B-COMPANY", "За вред здоровью"), "no_reply"),
            KnownRemedy(
                Remedy("medicine", "B-HEALTH", "Диагноз и лечение каждому ребёнку"),
                "not_implemented",
                [CLAIMED],
                ("dispute", {"words": "Диагноз спорный, лечения нет."}),
            ),
        ),
        weeks=2,
    ),
    # A group asked a national company about nuclear waste; the information never came, the rules changed slowly.
    "EN-01": RealCase(
        answers={
            **BASIC,
            "filed_by": "ngo",
            "track": "environment",
            "region": "KZ-75",
            "happened-year": "2004",
            "body_kind": "national_company",
            "respondent_may_know": "yes",
            "story": "Организация просила материалы о ввозе радиоактивных отходов и не получила ответа. "
            "Суды отказали: то не тот суд, то организация не вправе просить. Интерес общественный.",
        },
        more={
            "issues": ["information", "radiation"],
            "information_requested": "yes",
            "information_date-year": "2004",
            "information_answer": "Ответа не было",
        },
        unit="KZ-HO",
        urgency=3,
        issues=["information", "participation"],
        outcome="partly_found",
        remedies=(
            KnownRemedy(
                Remedy("satisfaction", "B-COMPANY", "Дать информацию"),
                "minister",
                [REFUSED],
            ),
            KnownRemedy(
                Remedy("non_repetition", "B-GOVERNMENT", "Закон и обучение судей"),
                "partly_implemented",
                [("accept_partly", REPLY), CLAIMED, PARTLY],
            ),
        ),
        weeks=20,
    ),
}
