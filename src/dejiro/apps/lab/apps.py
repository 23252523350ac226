from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LabConfig(AppConfig):
    name = "dejiro.apps.lab"
    verbose_name = _("共創ラボ")
