from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "dejiro.foundation.organizations"
    verbose_name = _("団体")
