"""Where SCIM is, and the token that opens it."""

from django.contrib.auth.models import AnonymousUser
from django.urls import include, path

TOKEN = "the-products-own-token"
urlpatterns = [path("scim/v2/", include("django_scim.urls", namespace="scim"))]


class Provisioning(AnonymousUser):
    pass


def is_provisioning(user):
    return isinstance(user, Provisioning)


def token_middleware(get_response):
    def middleware(request):
        known = request.headers.get("Authorization") == f"Bearer {TOKEN}"
        request.user = Provisioning() if known else AnonymousUser()
        return get_response(request)

    return middleware
