"""The official Python SDK drives the org over HTTP, and each call causes the SCIM requests Okta would send."""

from collections.abc import Callable, Coroutine
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.conftest import run_apart

pytest.importorskip("okta", reason="the official SDK is a test dependency")


@pytest.fixture
def sdk(served: SimpleNamespace, tokens: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs a coroutine function with a client of the served org."""
    monkeypatch.setenv("OKTA_TESTING_TESTINGDISABLEHTTPSCHECK", "true")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)

    def run(work: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:
        from okta.client import Client

        client = Client({"orgUrl": served.url, "token": tokens.api})
        return run_apart(work(client))

    return run


def _good(answer: tuple[Any, ...]) -> Any:
    assert answer[-1] is None, answer[-1]
    return answer[0]


def _user_body(login: str) -> Any:
    from okta.models import CreateUserRequest

    return CreateUserRequest.from_dict(
        {
            "profile": {"login": login, "email": login, "firstName": "Mia", "lastName": "Lund"},
            "credentials": {"password": {"value": "Not-a-secret-1"}},
        }
    )


def _profile_update(**profile: str) -> Any:
    from okta.models import AppUserProfileRequestPayload, AppUserUpdateRequest

    return AppUserUpdateRequest(AppUserProfileRequestPayload.from_dict({"profile": profile}))


def test_people_are_created_found_updated_deactivated_and_deleted(sdk, served) -> None:
    async def work(client: Any) -> None:
        created = _good(await client.create_user(_user_body("mia.lund@acme.test")))
        assert created.status.value == "ACTIVE"
        assert created.profile.first_name == "Mia"
        found = _good(await client.get_user("mia.lund@acme.test"))
        assert found.id == created.id
        from okta.models import UpdateUserRequest

        body = UpdateUserRequest.from_dict({"profile": {"lastName": "Lindqvist"}})
        assert _good(await client.update_user(created.id, body)).profile.last_name == "Lindqvist"
        logins = {user.profile.login for user in _good(await client.list_users(search='profile.firstName eq "mia"'))}
        assert logins == {"mia.lund@acme.test"}
        assert (await client.deactivate_user(created.id))[-1] is None
        assert _good(await client.get_user(created.id)).status.value == "DEPROVISIONED"
        assert (await client.delete_user(created.id))[-1] is None
        *_, error = await client.get_user(created.id)
        assert (error.status, error.error_code) == (404, "E0000007")

    sdk(work)
    assert served.okta.traffic() == []


def test_every_page_of_people_is_walked(sdk, served) -> None:
    for number in range(5):
        served.okta.person(f"person.{number}@acme.test")

    async def work(client: Any) -> list[str]:
        logins, after = [], None
        while True:
            users, answer, error = await client.list_users(limit=3, after=after)
            assert error is None
            logins += [user.profile.login for user in users]
            link = answer.headers["Link"]
            if 'rel="next"' not in link:
                return logins
            after = parse_qs(urlsplit(link.strip("<").partition(">")[0]).query)["after"][0]

    logins = sdk(work)
    assert len(logins) == len(set(logins)) == 8


def test_assignment_profile_and_unassignment_cause_their_requests(sdk, served) -> None:
    okta = served.okta
    app_id, ada = okta.app_id, okta.user("ada")

    async def assign(client: Any) -> None:
        from okta.models import AppUserAssignRequest

        body = AppUserAssignRequest.from_dict({"id": ada})
        assert _good(await client.assign_user_to_application(app_id, body)).id == ada

    async def change_profile(client: Any) -> None:
        from okta.models import UpdateUserRequest

        _good(await client.update_user(ada, UpdateUserRequest.from_dict({"profile": {"lastName": "King"}})))

    async def read(client: Any) -> Any:
        return _good(await client.get_application_user(app_id, ada))

    async def unassign(client: Any) -> None:
        assert (await client.unassign_user_from_application(app_id, ada))[-1] is None

    sdk(assign)
    assert okta.traffic() == ["GET /Users 200", "POST /Users 201"]
    held = sdk(read)
    assert (held.status.value, held.sync_state.value, held.profile["familyName"]) == (
        "PROVISIONED", "SYNCHRONIZED", "Lovelace",
    )  # fmt: skip
    sdk(change_profile)
    assert okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]
    sdk(unassign)
    assert okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]


def test_an_app_users_unmapped_attribute_is_pushed_and_a_mapped_one_refused(sdk, served) -> None:
    okta = served.okta
    ada, mapping_id = okta.assigned("ada"), None

    async def refused(client: Any) -> Any:
        body = _profile_update(givenName="Augusta")
        return (await client.update_application_user(okta.app_id, ada, body))[-1]

    async def unmapped(client: Any) -> None:
        nonlocal mapping_id
        mappings = _good(await client.list_profile_mappings(target_id=okta.app_id))
        mapping_id = mappings[0].id
        whole = _good(await client.get_profile_mapping(mapping_id))
        assert whole.properties["displayName"].expression == "user.displayName"

    async def accepted(client: Any) -> Any:
        body = _profile_update(displayName="Countess")
        return _good(await client.update_application_user(okta.app_id, ada, body))

    error = sdk(refused)
    assert (error.status, error.error_code) == (403, "E0000075")
    sdk(unmapped)
    okta.ok("POST", f"/api/v1/mappings/{mapping_id}", {"properties": {"displayName": None}})
    assert sdk(accepted).profile["displayName"] == "Countess"
    assert okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]


def test_a_mapping_edit_reaches_the_provider_with_the_next_update(sdk, served) -> None:
    okta = served.okta
    ada = okta.assigned("ada")

    async def edit(client: Any) -> None:
        from okta.models import ProfileMappingRequest

        mapping = _good(await client.list_profile_mappings(target_id=okta.app_id))[0]
        row = {"expression": "String.toUpperCase(user.displayName)", "pushStatus": "PUSH"}
        body = ProfileMappingRequest.from_dict({"properties": {"displayName": row}})
        changed = _good(await client.update_profile_mapping(mapping.id, body))
        assert changed.properties["displayName"].expression == "String.toUpperCase(user.displayName)"

    sdk(edit)
    assert okta.traffic() == []
    okta.ok("POST", f"/api/v1/users/{ada}", {"profile": {"nickName": "Ada"}})
    put = okta.exchanges()[-1]
    assert put.request["body"]["displayName"] == "ADA LOVELACE"


def test_groups_their_members_and_their_push(sdk, served) -> None:
    okta = served.okta
    ada = okta.assigned("ada")

    async def work(client: Any) -> str:
        from okta.models import AddGroupRequest, CreateGroupPushMappingRequest

        group = _good(await client.add_group(AddGroupRequest.from_dict({"profile": {"name": "quantum"}})))
        assert (await client.assign_user_to_group(group.id, ada))[-1] is None
        assert [user.id for user in _good(await client.list_group_users(group.id))] == [ada]
        body = CreateGroupPushMappingRequest.from_dict(
            {"sourceGroupId": group.id, "targetGroupName": "quantum", "status": "ACTIVE"}
        )
        pushed = _good(await client.create_group_push_mapping(okta.app_id, body))
        assert pushed.source_group_id == group.id
        return group.id

    group_id = sdk(work)
    assert okta.traffic() == ["GET /Groups 200", "POST /Groups 201", "GET /Groups/{id} 200", "PUT /Groups/{id} 200"]

    async def leave(client: Any) -> None:
        assert (await client.unassign_user_from_group(group_id, ada))[-1] is None

    sdk(leave)
    assert okta.traffic() == ["GET /Groups/{id} 200", "PUT /Groups/{id} 200"]


def test_a_group_assigned_to_the_app_provisions_its_members(sdk, served) -> None:
    okta = served.okta

    async def work(client: Any) -> Any:
        assigned = _good(await client.assign_group_to_application(okta.app_id, okta.group("ml-team")))
        listed = _good(await client.list_application_group_assignments(okta.app_id))
        assert [one.id for one in listed] == [assigned.id]
        return assigned

    assert sdk(work).priority == 0
    assert sorted(okta.traffic()) == ["GET /Users 200", "GET /Users 200", "POST /Users 201", "POST /Users 201"]


def test_deactivating_a_person_deactivates_the_account_and_the_log_says_so(sdk, served) -> None:
    okta = served.okta
    ada = okta.assigned("ada")

    async def deactivate(client: Any) -> None:
        assert (await client.deactivate_user(ada))[-1] is None

    async def log(client: Any) -> list[str]:
        entries = _good(await client.list_log_events(filter=f'target.id eq "{ada}" and target.id eq "{okta.app_id}"'))
        return [entry.event_type for entry in entries]

    sdk(deactivate)
    assert okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]
    assert sdk(log) == [
        "application.user_membership.add",
        "application.provision.user.push",
        "application.provision.user.sync",
        "application.user_membership.remove",
        "application.provision.user.deactivate",
        "application.provision.user.deprovision",
    ]


def test_apps_features_and_schemas_pass_the_sdks_own_validation(sdk, served) -> None:
    okta = served.okta
    user_type = okta.ok("GET", "/api/v1/meta/types/user")[0]["id"]

    async def work(client: Any) -> None:
        apps = _good(await client.list_applications())
        assert [app.id for app in apps] == [okta.app_id]
        assert "SCIM_PROVISIONING" in [getattr(name, "value", name) for name in apps[0].features]
        _good(await client.get_default_provisioning_connection_for_application(okta.app_id))
        features = _good(await client.list_features_for_application(okta.app_id))
        assert len(features) == 2
        schema = _good(await client.get_application_user_schema(okta.app_id))
        assert "displayName" in schema.definitions.custom.properties
        assert [kind.id for kind in _good(await client.list_user_types())] == [user_type]

    sdk(work)


def test_a_429_is_waited_out_by_the_sdk(sdk, served) -> None:
    served.okta.ok("POST", "/simulator/v1/rate-limits/exhaust", {"requests": 1, "part": "users"})

    async def work(client: Any) -> int:
        return len(_good(await client.list_users()))

    assert sdk(work) == 3


def _group_rule(group: str, last_name: str, **more: Any) -> dict[str, Any]:
    expression = {"type": "urn:okta:expression:1.0", "value": f'user.lastName == "{last_name}"'}
    return {
        "type": "group_rule",
        "name": "Navy",
        "conditions": {"expression": expression, "people": {"users": {"exclude": []}, "groups": {"exclude": []}}},
        "actions": {"assignUserToGroups": {"groupIds": [group]}},
        **more,
    }


def test_group_rules_are_made_switched_changed_and_deleted(sdk, served) -> None:
    group = served.okta.group("research")

    async def work(client: Any) -> None:
        from okta.models import CreateGroupRuleRequest, GroupRule

        async def members() -> list[str]:
            return [user.profile.first_name for user in _good(await client.list_group_users(group))]

        made = _good(await client.create_group_rule(CreateGroupRuleRequest.from_dict(_group_rule(group, "Hopper"))))
        assert (made.status.value, await members()) == ("INACTIVE", ["Linus"])
        assert [rule.id for rule in _good(await client.list_group_rules(search="nav"))] == [made.id]
        assert (await client.activate_group_rule(made.id))[-1] is None
        assert await members() == ["Grace", "Linus"]
        *_, error = await client.delete_group_rule(made.id)
        assert (error.status, error.error_code) == (400, "E0000001")
        assert (await client.deactivate_group_rule(made.id))[-1] is None
        body = GroupRule.from_dict(_group_rule(group, "Lovelace"))
        changed = _good(await client.replace_group_rule(made.id, body))
        assert changed.conditions.expression.value == 'user.lastName == "Lovelace"'
        assert (await client.activate_group_rule(made.id))[-1] is None
        assert await members() == ["Ada", "Linus"]
        held = _good(await client.get_group_rule(made.id, expand="groupIdToGroupNameMap"))
        assert (held.status.value, held.actions.assign_user_to_groups.group_ids) == ("ACTIVE", [group])
        assert (await client.deactivate_group_rule(made.id))[-1] is None
        assert (await client.delete_group_rule(made.id, remove_users=True))[-1] is None
        assert await members() == ["Linus"]
        *_, error = await client.get_group_rule(made.id)
        assert (error.status, error.error_code) == (404, "E0000007")

    sdk(work)


def test_the_orgs_settings_and_a_persons_factors_are_read(sdk, served) -> None:
    async def work(client: Any) -> None:
        assert _good(await client.get_org_settings()).subdomain == "acme"
        assert _good(await client.list_factors(served.okta.user("ada"))) == []

    sdk(work)


def test_somebody_is_assigned_with_the_values_of_mapped_attributes(sdk, served) -> None:
    ada, app = served.okta.user("ada"), served.okta.app_id

    async def work(client: Any) -> None:
        from okta.models import AppUserAssignRequest

        profile = {"givenName": "Ada", "familyName": "Lovelace", "emailType": "work", "email": "ada.lovelace@acme.test"}
        body = AppUserAssignRequest.from_dict({"id": ada, "scope": "USER", "profile": profile})
        assert _good(await client.assign_user_to_application(app, body)).id == ada

    sdk(work)
    served.okta.settle()
    served.okta.ok("POST", f"/api/v1/users/{ada}", {"profile": {"firstName": "Augusta"}})
    assert served.okta.exchanges()[-1].request["body"]["name"]["givenName"] == "Augusta"
