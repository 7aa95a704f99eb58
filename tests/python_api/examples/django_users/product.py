"""The settings of the product."""

SECRET_KEY = "for tests only"
ALLOWED_HOSTS = ["localhost"]
ROOT_URLCONF = "accounts.access"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django_scim", "accounts"]
AUTH_USER_MODEL = "accounts.User"
MIDDLEWARE = ["accounts.access.token_middleware", "django_scim.middleware.SCIMAuthCheckMiddleware"]
SCIM_SERVICE_PROVIDER = {
    "NETLOC": "localhost",
    "SCHEME": "http",
    "GROUP_MODEL": "accounts.models.Team",
    "AUTHENTICATION_SCHEMES": [{"type": "oauth2", "name": "OAuth 2", "description": "a bearer token"}],
    "GET_IS_AUTHENTICATED_PREDICATE": "accounts.access.is_provisioning",
}
