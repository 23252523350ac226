"""All settings, from the environment, with defaults under which a fresh machine shows the demo.

`docs/operate/settings.md` lists every variable; `dejiro.config.checks` says what production still lacks.
"""

from pathlib import Path
from urllib.parse import quote

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from dejiro.config import env

MODE = env.one_of("DEJIRO_MODE", "demo", "production")
DEMO = MODE == "demo"
DATA_DIR = Path(env.text("DEJIRO_DATA_DIR", "var/demo" if DEMO else "var")).resolve()
PACKAGE_DIR = Path(__file__).resolve().parent.parent

DEMO_SECRET_KEY = "dejiro-demo-key-that-production-refuses"  # noqa: S105  # public on purpose; production refuses it
DEMO_LEDGER_KEY = "64656a69726f2d64656d6f2d6c65646765722d6b65792d6e6f742d7365637265"
DEMO_LEDGER_ORIGIN = "dejiro.demo/ledger"
SECRET_KEY = env.text("DEJIRO_SECRET_KEY", DEMO_SECRET_KEY)
LEDGER_KEY = env.text("DEJIRO_LEDGER_KEY", DEMO_LEDGER_KEY)
LEDGER_ORIGIN = env.text("DEJIRO_LEDGER_ORIGIN", DEMO_LEDGER_ORIGIN)
DEBUG = env.boolean("DEJIRO_DEBUG", default=False)
ALLOWED_HOSTS = env.words("DEJIRO_ALLOWED_HOSTS", "127.0.0.1,localhost,testserver" if DEMO else "")
CSRF_TRUSTED_ORIGINS = env.words("DEJIRO_TRUSTED_ORIGINS")
BASE_URL = env.text("DEJIRO_BASE_URL", "http://127.0.0.1:8000")
CLOCK = env.text("DEJIRO_CLOCK", "2026-10-05T10:00:00+09:00" if DEMO else "")
AREA = env.text("DEJIRO_AREA", "130001")
FILES_DIR = DATA_DIR / "files"
MAXIMUM_UPLOAD_BYTES = env.integer("DEJIRO_MAXIMUM_UPLOAD_MB", 20) * 1024 * 1024

INSTALLED_APPS = [
    "dejiro.foundation.ledger",
    "dejiro.foundation.organizations",
    "dejiro.foundation.accounts",
    "dejiro.foundation.submissions",
    "dejiro.foundation.notices",
    "dejiro.foundation.files",
    "dejiro.foundation.search",
    "dejiro.apps.needs",
    "dejiro.apps.commitments",
    "dejiro.apps.lab",
    "dejiro.apps.pilots",
    "dejiro.apps.challenges",
    "dejiro.apps.talent",
    "dejiro.apps.hiring",
    "dejiro.apps.careers",
    "dejiro.apps.desk",
    "dejiro.apps.audit",
    "dejiro.apps.people",
    "dejiro.ui",
    "dejiro.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "django_tasks_db",
    "ninja",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dejiro.foundation.accounts.middleware.actor_middleware",
]
ROOT_URLCONF = "dejiro.config.urls"
WSGI_APPLICATION = "dejiro.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("dejiro.ui.signs.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "dejiro.config.context.page",
            ],
        },
    },
]
FORM_RENDERER = "dejiro.ui.forms.HouseRenderer"
# The design system stands below the calendar; here it learns whom to ask.
UI_CALENDAR = {
    "now": "dejiro.foundation.clock.now",
    "business_days_between": "dejiro.foundation.calendars.business_days_between",
    "wareki": "dejiro.foundation.calendars.wareki",
}

DATABASES = {"default": env.database(env.text("DATABASE_URL", f"sqlite:///{quote(str(DATA_DIR))}/dejiro.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("日本語")), ("en", _("英語"))]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = None  # served from where they lie, by whitenoise; there is no collecting step
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

AUTH_USER_MODEL = "accounts.User"
HANDOVER_MOVERS = [
    "dejiro.apps.needs.moving.needs_move",
    "dejiro.apps.commitments.moving.commitments_move",
    "dejiro.apps.lab.moving.lab_move",
    "dejiro.apps.challenges.moving.challenges_move",
    "dejiro.apps.careers.moving.careers_move",
    "dejiro.apps.talent.moving.talent_move",
    "dejiro.apps.hiring.moving.hiring_move",
]
# Who erases what the apps keep of a person, before the account itself is erased.
PERSON_ERASERS = [
    "dejiro.apps.talent.moving.talent_erase",
    "dejiro.apps.hiring.moving.hiring_erase",
    "dejiro.apps.careers.moving.careers_erase",
]
# Who is asked whether an expert's week has room for one more consultation.
CONSULTATION_OBSTACLES = ["dejiro.apps.talent.services.consulting.consultation_obstacle"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "dejiro.foundation.accounts.passwords.LongEnough"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "dejiro.foundation.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "dejiro.foundation.accounts.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Dejiro"
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "municipal",
                    "name": env.text("DEJIRO_OIDC_NAME", "庁内認証"),
                    "client_id": env.text("DEJIRO_OIDC_CLIENT_ID"),
                    "secret": env.text("DEJIRO_OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": env.text("DEJIRO_OIDC_SERVER_URL")},
                },
            ],
        },
    }
    if env.text("DEJIRO_OIDC_SERVER_URL")
    else {}
)

SECURE_COOKIES = not DEMO
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_AGE = 60 * 60 * 12
SECURE_SSL_REDIRECT = env.boolean("DEJIRO_SSL_REDIRECT", default=not DEMO)
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.boolean("DEJIRO_BEHIND_PROXY", default=False) else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}

EMAIL_BACKEND = env.text(
    "DEJIRO_EMAIL_BACKEND",
    "django.core.mail.backends.locmem.EmailBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_HOST = env.text("DEJIRO_EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("DEJIRO_EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("DEJIRO_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("DEJIRO_EMAIL_PASSWORD")
EMAIL_USE_TLS = env.boolean("DEJIRO_EMAIL_TLS", default=False)
DEFAULT_FROM_EMAIL = env.text("DEJIRO_EMAIL_FROM", "dejiro@localhost")

TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend" if DEMO else "django_tasks_db.DatabaseBackend",
    },
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
        if DEMO
        else "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "dejiro_cache",
        # Beyond the default of 300 a third is deleted, and with it the counts of the limits on reading. This holds ten
        # thousand addresses a minute; far more would slow every write, since the table's rows are counted at each.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = MAXIMUM_UPLOAD_BYTES + 1024 * 1024
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("DEJIRO_LOG_LEVEL", "WARNING")},
}
