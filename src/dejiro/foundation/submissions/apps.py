from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubmissionsConfig(AppConfig):
    name = "dejiro.foundation.submissions"
    verbose_name = _("送信の控え")
