"""The provisioning connection and its boxes by their names in the Management API."""

import pytest

from simulator.okta.actions import configuring
from simulator.okta.actions.record import Refused


@pytest.fixture
def w(world):
    return world(features=["create_users"])


@pytest.mark.parametrize("url", ["http://hub.test/scim", "https://hub.test/scim", None])
def test_a_connection_has_a_url_or_keeps_the_one_it_had(w, url):
    configuring.check_connection(w.app, url)


@pytest.mark.parametrize("held, given, said", [
    ("", None, "baseUrl: The field cannot be left blank"),
    ("", "", "baseUrl: The field cannot be left blank"),
    ("", "hub.test", "baseUrl: a URL that begins with https:// or http:// is expected"),
    ("https://hub.test", "ftp://hub.test", "baseUrl: a URL that begins with https:// or http:// is expected"),
])  # fmt: skip
def test_a_connection_without_a_url_okta_would_take_is_refused(w, held, given, said):
    w.app.base_url = held

    with pytest.raises(Refused) as refused:
        configuring.check_connection(w.app, given)

    assert (str(refused.value), refused.value.about) == (said, "connection")


def test_switching_the_integration_off_and_on_is_a_change_with_its_row(w):
    configuring.switch(w.org, w.app, on=False)
    assert (w.app.connected, w.app.changed, w.log) == (False, w.org.now, ["application.lifecycle.update"])
    configuring.switch(w.org, w.app, on=True)
    assert (w.app.connected, w.log) == (True, ["application.lifecycle.update"] * 2)


@pytest.mark.parametrize("base_url, connected, on", [
    ("https://hub.test", True, True), ("https://hub.test", False, False), ("", True, False), ("", False, True),
])  # fmt: skip
def test_an_integration_switched_to_what_it_is_or_without_a_connection_stays_as_it_is(w, base_url, connected, on):
    w.app.base_url, w.app.connected = base_url, connected

    configuring.switch(w.org, w.app, on=on)

    assert (w.app.connected, w.app.changed, w.log) == (connected, 0.0, [])


ON, OFF = {"status": "ENABLED"}, {"status": "DISABLED"}


@pytest.mark.parametrize("capabilities, on, off", [
    ({"create": {"lifecycleCreate": OFF}}, [], ["create_users"]),
    ({"create": {"lifecycleCreate": ON}}, [], []),
    ({"update": {"profile": ON}}, ["update_user_attributes"], []),
    ({"update": {"lifecycleDeactivate": ON}}, ["deactivate_users"], []),
    ({"update": {"password": ON, "profile": OFF}}, ["sync_password"], []),
    ({"create": {"lifecycleCreate": {}}, "update": None, "importSettings": {"schedule": ON}}, [], []),
    ({}, [], []),
])  # fmt: skip
def test_the_boxes_of_to_app_are_named_by_their_capability(w, capabilities, on, off):
    assert configuring.boxes(w.app, "USER_PROVISIONING", capabilities) == (on, off)


@pytest.mark.parametrize("held, capabilities, on, off", [
    (False, {"importSettings": {"schedule": ON}}, ["import_users"], []),
    (True, {"importSettings": {"schedule": ON}}, [], []),
    (True, {"importSettings": {"schedule": OFF}}, [], ["import_users"]),
    (True, {"importSettings": {"schedule": {}}}, [], []),
    (True, {"importSettings": {"username": {}}, "importRules": {}}, [], []),
    (True, {"create": {"lifecycleCreate": OFF}}, [], []),
])  # fmt: skip
def test_imports_are_on_while_their_schedule_is(w, held, capabilities, on, off):
    w.app.features |= {"import_users"} if held else set()

    assert configuring.boxes(w.app, "INBOUND_PROVISIONING", capabilities) == (on, off)


@pytest.mark.parametrize("feature, capabilities, said", [
    ("USER_PROVISIONING", {"create": "ENABLED"}, "create: an object is expected"),
    ("USER_PROVISIONING", {"create": False}, "create: an object is expected"),
    ("USER_PROVISIONING", {"update": {"profile": []}}, "profile: an object is expected"),
    ("INBOUND_PROVISIONING", {"importSettings": {"schedule": 1}}, "schedule: an object is expected"),
    ("USER_PROVISIONING", {"update": {"profile": {"status": "on"}}}, "status: 'on' is neither ENABLED nor DISABLED"),
])  # fmt: skip
def test_capabilities_that_are_no_objects_or_have_another_status_are_refused(w, feature, capabilities, said):
    with pytest.raises(Refused) as refused:
        configuring.boxes(w.app, feature, capabilities)

    assert (str(refused.value), refused.value.about) == (said, "feature")


def test_an_app_without_a_connection_has_no_boxes(w):
    w.app.base_url = ""

    with pytest.raises(Refused, match=r"^Provisioning is not supported\.$") as refused:
        configuring.boxes(w.app, "USER_PROVISIONING", {})

    assert refused.value.about == "feature"
