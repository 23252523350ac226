from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChallengesConfig(AppConfig):
    name = "dejiro.apps.challenges"
    verbose_name = _("募集とアイデア")
