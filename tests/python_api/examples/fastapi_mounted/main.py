from fastapi import FastAPI
from scim2_server.applications.asgi import ASGIApplication
from scim2_server.memory import AsyncInMemoryStorage
from scim2_server.utils import load_default_provider


def create_app():
    app = FastAPI()

    @app.get("/")
    async def home():
        return {"product": "a small one"}

    app.mount("/scim", ASGIApplication(AsyncInMemoryStorage(), load_default_provider()))
    return app
