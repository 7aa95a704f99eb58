from scim2_server.applications.wsgi import WSGIApplication
from scim2_server.memory import InMemoryStorage
from scim2_server.utils import load_default_provider


def create_app():
    return WSGIApplication(InMemoryStorage(), load_default_provider())
