from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TalentConfig(AppConfig):
    name = "dejiro.apps.talent"
    verbose_name = _("人材の共同活用")
