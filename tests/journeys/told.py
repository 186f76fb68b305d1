"""What complainants are told at each stage: the table of design 01 §1.6b, written down here a second time on purpose."""

TOLD = {
    "received": ("Шағымыңыз бізге жетті", "Мы получили вашу жалобу", "We have your complaint"),
    "registered": ("Тіркелді", "Зарегистрирована", "Registered"),
    "admissibility": (
        "Көмектесе аламыз ба, тексеріп жатырмыз",
        "Проверяем, можем ли помочь",
        "Checking if we can help",
    ),
    "more_information": ("Сізден жауап күтеміз", "Нужен ваш ответ", "We need your answer"),
    "inquiry": ("Мән-жайын анықтап жатырмыз", "Разбираемся", "Looking into it"),
    "waiting": ("Органның жауабын күтеміз", "Ждём ответа органа", "Waiting for the body's answer"),
    "findings": ("Шешім дайындап жатырмыз", "Готовим решение", "Preparing the decision"),
    "decided": ("Шешім қабылданды", "Решение принято", "Decision made"),
    "follow_up": ("Орындалуын қадағалап отырмыз", "Следим за исполнением", "Checking it is put right"),
    "redirected": ("Басқа органға жіберілді", "Передано в другой орган", "Sent to another body"),
    "inadmissible": ("Қарай алмаймыз", "Не можем рассмотреть", "We cannot take this up"),
    "closed": ("Аяқталды", "Завершено", "Finished"),
}
"""Stage → (Kazakh, Russian, English)."""


def told(stage: str, language: str) -> str:
    """The words for *stage* in *language*."""
    return TOLD[stage][("kk", "ru", "en").index(language)]
