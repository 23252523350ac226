from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "dejiro.foundation.ledger"
    verbose_name = _("記録台帳")
