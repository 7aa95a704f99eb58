import os

import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "product"


@pytest.fixture
def oktasim_target():
    """The product with an empty database, and its token."""
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    return {"target": application, "token": "the-products-own-token"}
