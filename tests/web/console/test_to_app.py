"""Provisioning > To App: the boxes, the attribute mappings; the Profile Editor."""

import pytest

from simulator.web.console.provisioning import values


@pytest.fixture
def tab(visitor) -> str:
    return f"/admin/apps/{visitor.okta.app_id}/provisioning/to-app"


@pytest.fixture
def editor(visitor) -> str:
    return f"/admin/apps/{visitor.okta.app_id}/provisioning/profile-editor"


def test_the_card_has_okta_s_rows_in_order_and_the_warning(visitor, tab) -> None:
    page = visitor.get(tab)

    labels = ("Create Users", "Update User Attributes", "Deactivate Users", "Sync Password", "switched on later")
    places = [page.index(label) for label in labels]
    assert places == sorted(places)
    assert "The default username is set to <b>Custom</b>" in page


def test_boxes_are_saved(visitor, tab) -> None:
    said = visitor.does(tab, tab, feature=["create_users", "sync_password", "update_user_attributes"])

    assert said == "good: Settings saved!"
    assert visitor.steps() == [("enable", ["sync_password"]), ("disable", ["deactivate_users"])]
    assert {"push_groups", "import_users"} <= visitor.okta.engine.instance.tenant.app.features
    ticked = ["create_users", "sync_password", "update_user_attributes"]
    assert visitor.does(tab, tab, feature=ticked) == "good: Nothing was changed."
    assert visitor.get(f"{tab}/edit").count(" checked") == 3


def test_the_mappings_have_username_first_and_the_unmapped_on_demand(visitor, tab, editor) -> None:
    visitor.does(f"{editor}/add", editor, name="site", title="Site", type="string")
    page = visitor.get(tab)

    assert page.index("Configured in") < page.index(">givenName<")
    assert "Show Unmapped Attributes" in page
    assert ">site<" not in page
    page = visitor.get(f"{tab}?unmapped=1")
    assert ">site<" in page
    assert "not mapped" in page


@pytest.mark.parametrize("fields, expression", [
    ({"kind": "profile", "profile": "nickName", "same": "no", "expression": "no"}, "user.nickName"),
    ({"kind": "same", "same": 'say "hi"'}, '"say ""hi"""'),
    ({"kind": "expression", "expression": " String.trim(user.title) "}, "String.trim(user.title)"),
])  # fmt: skip
def test_a_row_is_saved_in_each_of_the_three_ways(visitor, tab, fields, expression) -> None:
    said = visitor.does(f"{tab}/mappings/displayName", tab, apply="create_only", **fields)

    assert said.startswith("good: Settings saved!")
    argument = {"attribute": "displayName", "expression": expression, "apply": "create_only"}
    assert visitor.steps() == [("edit_mapping", argument)]
    page = visitor.get(f"{tab}/mappings/displayName")
    assert f'name="kind" value="{fields["kind"]}" checked' in page
    assert visitor.okta.traffic() == []


def test_what_a_row_shows_and_what_is_typed_are_the_same_expression() -> None:
    for expression in ("user.login", '"a ""b"" c"', '""', "user.nothing", "'a'", '"a" + "b"', "user.login + 1"):
        assert values.of(expression, ("login",)).expression == expression
    assert values.of("user.login", ("login",)).kind == "profile"
    assert values.of('"a" + "b"', ("login",)).kind == "expression"


def test_a_row_is_previewed_for_one_person_by_the_real_engine(visitor, tab) -> None:
    page = visitor.get(f"{tab}/mappings/displayName?kind=profile&profile=lastName&person=grace.hopper@acme.test")

    assert "Grace Hopper: <b>Hopper</b>" in page
    asked = f"{tab}/mappings/displayName?kind=expression&person=grace.hopper@acme.test&expression="
    assert "no value" in visitor.get(f"{asked}user.title")
    page = visitor.get(f"{asked}String.len(user.title")
    assert '<div class="band bad">' in page
    assert "EL1044E at 21: " in page
    assert visitor.steps() == []


def test_a_bad_row_is_refused_and_comes_back_as_it_was_typed(visitor, tab) -> None:
    here = f"{tab}/mappings/displayName"

    answer = visitor.post(
        here, here, then=tab, kind="expression", expression="user.<script>", apply="create_only",
        keep=["kind", "expression", "apply"],
    )  # fmt: skip

    page = visitor.get(answer.headers["Location"])
    assert "Api validation failed: updateMapping. " in page
    assert 'value="user.&lt;script&gt;"' in page
    assert "user.<script>" not in page
    assert 'value="create_only" checked' in page


def test_the_x_asks_and_then_the_row_is_gone(visitor, tab) -> None:
    page = visitor.get(f"{tab}/mappings/displayName/remove")
    assert "Do not map displayName any more?" in page
    assert visitor.steps() == []

    assert visitor.does(f"{tab}/mappings/displayName/remove", tab) == "good: displayName is not mapped any more."

    assert visitor.steps() == [("remove_mapping", ["displayName"])]
    assert visitor.does(f"{tab}/mappings/displayName/remove", tab) == "bad: displayName is not mapped."


def test_the_username_has_its_own_page_and_a_stranger_has_none(visitor, tab) -> None:
    assert visitor.client.get(f"{tab}/mappings/userName").headers["Location"].endswith("/sign-on/edit")
    assert visitor.client.get(f"{tab}/mappings/nothing").status_code == 404


def test_apply_updates_now_and_force_sync_push_who_is_assigned(visitor, tab) -> None:
    visitor.okta.assigned("ada")
    assert visitor.does(f"{tab}/force-sync", tab) == "good: Force Sync: profile pushes that followed: 0."
    assert visitor.okta.traffic() == []
    visitor.does(f"{tab}/mappings/displayName", tab, kind="same", same="The one", apply="create_and_update")

    said = visitor.does(f"{tab}/force-sync", tab)

    assert said == "good: Force Sync: profile pushes that followed: 1."
    assert visitor.okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]
    assert visitor.does(f"{tab}/apply", tab) == "good: The mappings are applied; profile pushes that followed: 1."
    assert visitor.okta.traffic() == ["GET /Users/{id} 200", "PUT /Users/{id} 200"]
    assert [verb for verb, _ in visitor.steps()][-2:] == ["force_sync", "apply_mappings"]


def test_an_attribute_is_added_mapped_and_deleted_once_it_is_unmapped(visitor, tab, editor) -> None:
    core = "urn:ietf:params:scim:schemas:core:2.0:User"
    said = visitor.does(
        f"{editor}/add", editor, name="site", title="<i>Site</i>", type="array", namespace=core, union="on",
        external_name="roles.^[primary==true].value", enum="eu, us", personal="",
    )  # fmt: skip
    assert said == "good: site is in the profile, and not mapped yet."
    assert visitor.steps()[-1] == ("add_attribute", {
        "name": "site", "title": "<i>Site</i>", "type": "array", "namespace": core, "union": True,
        "external_name": "roles.^[primary==true].value", "enum": ["eu", "us"],
    })  # fmt: skip
    page = visitor.get(f"{editor}?show=custom")
    assert "&lt;i&gt;Site&lt;/i&gt;" in page
    assert "givenName" not in page
    visitor.does(f"{tab}/mappings/site", tab, kind="same", same="eu", apply="create_and_update")

    refused = visitor.does(f"{editor}/site/delete", editor)

    assert refused == "bad: site is mapped; remove its mapping first."
    visitor.does(f"{tab}/mappings/site/remove", tab)
    assert "Delete the attribute site?" in visitor.get(f"{editor}/site/delete")
    assert visitor.does(f"{editor}/site/delete", editor) == "good: site is deleted."
    assert visitor.does(f"{editor}/givenName/delete", editor).startswith("bad: givenName is a base attribute")


def test_an_attribute_that_cannot_be_is_refused(visitor, editor) -> None:
    add = f"{editor}/add"

    assert "`name` takes a name of letters" in visitor.does(add, editor, name="my-site", type="string")
    assert "already" in visitor.does(add, editor, name="GIVENNAME", type="string")
    assert visitor.does(add, editor, name="", type="string").startswith("bad: ")
    assert visitor.does(add, editor, name="site", type="string").endswith("it is never sent.")


def rows(visitor, **changed: str) -> dict[str, str]:
    """The Mappings form as it stands, with some fields changed."""
    app = visitor.okta.engine.instance.tenant.app
    form = {}
    for name in app.schema:
        row = app.mappings.get(name)
        form[f"expression:{name}"] = row.expression if row else ""
        form[f"apply:{name}"] = row.apply if row else "none"
    return {**form, **changed}


def test_save_mappings_saves_what_changed_and_asks_whether_to_apply(visitor, editor) -> None:
    changed = {
        "expression:displayName": "user.lastName", "apply:emailType": "none", "apply:familyName": "create_only",
    }  # fmt: skip
    said = visitor.does(f"{editor}/mappings", f"{editor}/mappings/apply", **rows(visitor, **changed))

    assert said == "good: Mappings saved: 3 changed. Nobody is pushed by that."
    assert visitor.steps() == [
        ("edit_mapping", {"attribute": "familyName", "expression": "user.lastName", "apply": "create_only"}),
        ("edit_mapping", {"attribute": "displayName", "expression": "user.lastName", "apply": "create_and_update"}),
        ("remove_mapping", ["emailType"]),
    ]
    page = visitor.get(f"{editor}/mappings/apply")
    assert "Apply updates now" in page
    assert "Do not apply updates" in page
    assert visitor.does(f"{editor}/mappings", f"{editor}/mappings", **rows(visitor)) == "good: Nothing was changed."


def test_save_mappings_saves_all_or_nothing(visitor, editor) -> None:
    changed = {"expression:displayName": "user.lastName", "expression:email": "user.("}

    said = visitor.does(f"{editor}/mappings", f"{editor}/mappings", **rows(visitor, **changed))

    assert said.startswith("bad: Api validation failed: updateMapping. ")
    assert visitor.steps() == []


def test_the_mappings_page_previews_each_row(visitor, editor) -> None:
    page = visitor.get(f"{editor}/mappings?person=linus.pauling@acme.test")

    assert '<td class="good">Pauling</td>' in page
    assert "userName: linus-pauling" in page
    assert "Preview</th>" not in visitor.get(f"{editor}/mappings")


def test_to_okta_says_what_is_simulated(visitor) -> None:
    there = f"/admin/apps/{visitor.okta.app_id}/provisioning/to-okta"

    page = visitor.get(there)

    assert "nothing was imported yet" in page
    assert "more than 20 %" in page
    assert "appuser.givenName" in page
