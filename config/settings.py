"""All settings in one typed place; each that an operator may set stands in docs/settings.md."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What an operator sets -------------------------------------------------------------------
DATABASE_URL = env.text("DATABASE_URL", "postgresql:///rundbrief")
REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
SMTP_URL = env.text("SMTP_URL", "smtp://127.0.0.1:25")
SMTP_URLS = env.family("SMTP_URL")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
SECRET_KEY = env.text("SECRET_KEY")
TOKEN_KEYS = env.ring("TOKEN_KEYS")
ADDRESS_KEYS = env.ring("ADDRESS_KEYS")
VAULT_KEYS = env.ring("VAULT_KEYS")
DEBUG = env.flag("DEBUG", default=False)
CITY = env.text("CITY", "Jena")
TIME_ZONE = env.text("TIME_ZONE", "Europe/Berlin")
EHLO_NAME = env.text("EHLO_NAME", urlsplit(SITE_URL).hostname or "")
BOUNCE_DOMAIN = env.text("BOUNCE_DOMAIN")
MEDIA_ROOT = env.text("MEDIA_ROOT", str(BASE_DIR / ".rundbrief" / "media"))
STATIC_ROOT = env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
SOURCES_ROOT = env.text("SOURCES_ROOT", str(BASE_DIR / ".rundbrief" / "sources"))
STATIC_HASHED = env.flag("STATIC_HASHED", default=True)
MEDIA_STORAGE = env.text("MEDIA_STORAGE", "django.core.files.storage.FileSystemStorage")
JOURNAL_ROOT = env.text("JOURNAL_ROOT", str(BASE_DIR / ".rundbrief" / "journal"))
BATCH_SIZE = env.number("BATCH_SIZE", 500)
SMTP_CONNECTIONS = env.number("SMTP_CONNECTIONS", 8)
RETRY_FIRST = env.number("RETRY_FIRST", 30 * 60)
RETRY_LONGEST = env.number("RETRY_LONGEST", 6 * 60 * 60)
SENDERS_PER_ISSUE = env.number("SENDERS_PER_ISSUE", 2)
SENDING_PROCESSES = env.number("BULK_WORKERS", 2) + env.number("TRANSACTIONAL_WORKERS", 1)
PACE = env.text("PACE")
MX_LOOKUPS = env.flag("MX_LOOKUPS", default=True)
DNS_SERVER = env.text("DNS_SERVER")
CHECK_OUTSIDE = env.flag("CHECK_OUTSIDE", default=True)
LINK_HOSTS = env.words("LINK_HOSTS")
LARGEST_MESSAGE = env.number("LARGEST_MESSAGE", 400_000)
RSPAMD_URL = env.text("RSPAMD_URL").rstrip("/")
QUIET_HOURS = env.text("QUIET_HOURS")
WARM_UP = env.words("WARM_UP", "50,100,500,1000,5000,10000,20000,40000,70000,100000")
GUARD_AFTER = env.number("GUARD_AFTER", 200)
GUARD_REFUSALS = env.share("GUARD_REFUSALS", 5.0)
GUARD_COMPLAINTS = env.share("GUARD_COMPLAINTS", 0.3)
GUARD_BLAMES = env.number("GUARD_BLAMES", 0)
CONFIRM_DAYS = env.number("CONFIRM_DAYS", 7)
WISH_PAUSE = env.number("WISH_PAUSE", 600)
WISHES_A_DAY = env.number("WISHES_A_DAY", 3)
ERASE_AFTER = env.number("ERASE_AFTER", 15 * 60)
EVIDENCE_YEARS = env.number("EVIDENCE_YEARS", 3)
NOTICES_A_DAY = env.number("NOTICES_A_DAY", 10)
SIGNUP_WINDOW = env.number("SIGNUP_WINDOW", 600)
SIGNUPS_PER_ADDRESS = env.number("SIGNUPS_PER_ADDRESS", 10)
SIGNUPS_PER_NETWORK = env.number("SIGNUPS_PER_NETWORK", 40)
SIGNUPS_PER_FORM = env.number("SIGNUPS_PER_FORM", 300)
SIGNUPS_IN_ALL = env.number("SIGNUPS_IN_ALL", 600)
EMBED_ORIGINS = env.words("EMBED_ORIGINS")
SIGN_UP_IP = env.text("SIGN_UP_IP", "none")
INVITATIONS_PER_MINUTE = env.number("INVITATIONS_PER_MINUTE", 60)
UNINVITED_DAYS = env.number("UNINVITED_DAYS", 30)
NOTICE_DAYS = env.number("NOTICE_DAYS", 30)
TESTER_MONTHS = env.number("TESTER_MONTHS", 12)
DELIVERY_MONTHS = env.number("DELIVERY_MONTHS", 13)
AUDIT_MONTHS = env.number("AUDIT_MONTHS", 12)
FILE_HOURS = env.number("FILE_HOURS", 24)
MEDIA_STORAGE_OPTIONS = env.table("MEDIA_STORAGE_OPTIONS")
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
INBOX_URL = env.text("INBOX_URL")
IMPRINT_URL = env.text("IMPRINT_URL")
PRIVACY_URL = env.text("PRIVACY_URL")
ACCESSIBILITY_URL = env.text("ACCESSIBILITY_URL")
EASY_URL = env.text("EASY_URL")
SIGN_LANGUAGE_URL = env.text("SIGN_LANGUAGE_URL")

# --- Django ----------------------------------------------------------------------------------
_site = urlsplit(SITE_URL)
ALLOWED_HOSTS = [_site.hostname or "localhost", *env.words("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]
HTTPS = _site.scheme == "https"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DATABASES = {"default": env.database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "staff.User"
USE_TZ = True

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "staff",
    "subscribers",
    "mailer",
    "config",
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
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "web"],
        "OPTIONS": {
            "environment": "config.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "config.jinja.site",
            ],
        },
    },
    # Only allauth pages that we do not override are written in Django's own language.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
FORMAT_MODULE_PATH = "config.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- Files -----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "templates" / "static"]
MEDIA_URL = "/media/"
# Names with a hash may be cached for ever; they take a `collectstatic` first.
_HASHED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": MEDIA_STORAGE, "OPTIONS": MEDIA_STORAGE_OPTIONS},
    "staticfiles": {"BACKEND": _HASHED if STATIC_HASHED else _PLAIN},
}
WHITENOISE_USE_FINDERS = True

# --- Security --------------------------------------------------------------------------------
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
# Browsers answer "no-referrer" with "Origin: null", which no CSRF check can trust. Pages whose
# address holds a token set "no-referrer" themselves (S31); their forms carry the token.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Login -----------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "staff.login.Adapter"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_SESSION_REMEMBER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
MFA_TOTP_ISSUER = "Rundbrief"
# Django itself mails nothing: every mail of the product goes through the ledger or the outbox.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "web",
    },
    # Pages of the archive that a process made, each under what stood then (mailer.archive.common).
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 300},
    },
    # The same for searches, which are endless: a flood of them shall not drive pages out.
    "searches": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "searches",
        "TIMEOUT": 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
    # Editions as they were mailed, of 30 to 100 KB each: 10 MB a process at most. Those of the last
    # sendings are read by many, older ones by few.
    "editions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "editions",
        "TIMEOUT": 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "config.logs.formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    # These tell of every request, addresses included: never in our logs. Nor is a visitor's slip
    # worth a line, which would name the path, and of which a flood would make thousands.
    "loggers": {
        "mail.log": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}
