"""Users of a small product, served over SCIM by Flask."""

from flask import Flask, jsonify, request

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


def create_app():
    app = Flask(__name__)
    users = {}

    @app.get("/scim/v2/Users")
    def search():
        wanted = request.args.get("filter", "").partition(" eq ")[2].strip('"')
        found = [user for user in users.values() if wanted in ("", user["userName"])]
        return jsonify(schemas=[LIST], totalResults=len(found), Resources=found)

    @app.post("/scim/v2/Users")
    def create():
        user = {**request.get_json(), "id": str(len(users) + 1)}
        user.pop("password", None)
        users[user["id"]] = user
        return user, 201

    @app.route("/scim/v2/Users/<key>", methods=["GET", "PUT"])
    def one(key):
        if key not in users:
            return jsonify(schemas=[ERROR], status="404", detail="nobody"), 404
        if request.method == "PUT":
            users[key] = {**request.get_json(), "id": key}
        return users[key]

    return app
