"""What an administrator does on the app's own pages: Provisioning, Sign On, Profile Editor."""

# Written by tests/python_api/method_writer.py; OKTASIM_UPDATE_GOLDEN=1 writes it anew.

from collections.abc import Sequence
from typing import Literal

from simulator.errors import hidden
from simulator.python_api.steps import PlayedStep
from simulator.python_api.verbs.acting import Acting

__tracebackhide__ = hidden


class IntegrationVerbs(Acting):
    """What an administrator does on the app's own pages: Provisioning, Sign On, Profile Editor."""

    def test_connection(
        self, *, endpoint: str | None = None, token_env: str | None = None, stub_token: str | None = None
    ) -> PlayedStep:
        """Provisioning > Integration: Test Connector Configuration, of what is saved or of what is typed there.

        Args:
            endpoint: The base URL.
            token_env: The environment variable that holds the token.
            stub_token: `current` pastes the stub's live token; any other text is pasted as it is.
        """
        return self._do("test_connection", {"endpoint": endpoint, "token_env": token_env, "stub_token": stub_token})

    def configure(
        self, *, endpoint: str | None = None, token_env: str | None = None, stub_token: str | None = None
    ) -> PlayedStep:
        """Provisioning > Integration: a new base URL or token.

        Args:
            endpoint: The base URL.
            token_env: The environment variable that holds the token.
            stub_token: `current` pastes the stub's live token; any other text is pasted as it is.
        """
        return self._do("configure", {"endpoint": endpoint, "token_env": token_env, "stub_token": stub_token})

    def enable_api_integration(self) -> PlayedStep:
        """Provisioning > Integration: Enable API integration."""
        return self._do("enable_api_integration", {})

    def disable_api_integration(self) -> PlayedStep:
        """Provisioning > Integration: the API integration is disabled, and nothing is sent until it is enabled
        again.
        """
        return self._do("disable_api_integration", {})

    def activate_app(self) -> PlayedStep:
        """Applications: Activate."""
        return self._do("activate_app", {})

    def deactivate_app(self) -> PlayedStep:
        """Applications: Deactivate; nothing is sent until it is activated again."""
        return self._do("deactivate_app", {})

    def enable(
        self,
        features: Literal[
            "create_users",
            "update_user_attributes",
            "deactivate_users",
            "push_groups",
            "sync_password",
            "import_users",
            "import_groups",
        ]
        | Sequence[
            Literal[
                "create_users",
                "update_user_attributes",
                "deactivate_users",
                "push_groups",
                "sync_password",
                "import_users",
                "import_groups",
            ]
        ],
    ) -> PlayedStep:
        """Provisioning > To App: switch features on.

        Args:
            features: The features.
        """
        return self._do("enable", {"features": features})

    def disable(
        self,
        features: Literal[
            "create_users",
            "update_user_attributes",
            "deactivate_users",
            "push_groups",
            "sync_password",
            "import_users",
            "import_groups",
        ]
        | Sequence[
            Literal[
                "create_users",
                "update_user_attributes",
                "deactivate_users",
                "push_groups",
                "sync_password",
                "import_users",
                "import_groups",
            ]
        ],
    ) -> PlayedStep:
        """Provisioning > To App: switch features off.

        Args:
            features: The features.
        """
        return self._do("disable", {"features": features})

    def edit_username(
        self,
        expression: str,
        *,
        update_on: Literal["create_only", "create_and_update"] | None = None,
        update_now: bool = False,
    ) -> PlayedStep:
        """Sign On: the application username format.

        Args:
            expression: What the username is computed from.
            update_on: Whether it follows later changes of a person; as before where nothing is said.
            update_now: Update Now: recompute it for everyone assigned.
        """
        return self._do("edit_username", {"expression": expression, "update_on": update_on, "update_now": update_now})

    def add_attribute(
        self,
        name: str,
        *,
        external_name: str = "",
        namespace: str | None = None,
        type: Literal["string", "number", "integer", "boolean", "array"] = "string",
        title: str = "",
        required: bool = False,
        scope: Literal["personal", "group"] = "group",
        union: bool = False,
        default: object | None = None,
        enum: Sequence[object] = (),
    ) -> PlayedStep:
        """Profile Editor: add an attribute to the app user schema.

        Args:
            name: The variable name.
            external_name: The path in the SCIM resource, such as `name.givenName` or `emails.^[primary==true].value`;
                else the name.
            namespace: The schema URN the attribute lives in; an attribute of your own without one is never sent, as in
                Okta.
            type: The data type.
            title: The display name in the Profile Editor.
            required: Whether the app needs a value.
            scope: Whether a group's assignment may set it, or only a person's.
            union: Whether values of several groups are combined; arrays only.
            default: The value where nothing else gives one.
            enum: The values it may take; empty for any.
        """
        return self._do(
            "add_attribute",
            {
                "name": name,
                "external_name": external_name,
                "namespace": namespace,
                "type": type,
                "title": title,
                "required": required,
                "scope": scope,
                "union": union,
                "default": default,
                "enum": enum,
            },
        )

    def remove_attribute(self, name: str) -> PlayedStep:
        """Profile Editor: remove an attribute from the app user schema.

        Args:
            name: The attribute.
        """
        return self._do("remove_attribute", {"name": name})

    def edit_mapping(
        self,
        attribute: str,
        expression: str,
        *,
        apply: Literal["create_only", "create_and_update"] | None = None,
        apply_now: bool = False,
    ) -> PlayedStep:
        """Profile Editor > Mappings: set one row.

        Args:
            attribute: The app attribute.
            expression: What it is computed from.
            apply: Whether later changes of a person are followed; as before where nothing is said.
            apply_now: Apply updates now.
        """
        return self._do(
            "edit_mapping", {"attribute": attribute, "expression": expression, "apply": apply, "apply_now": apply_now}
        )

    def remove_mapping(self, attributes: str | Sequence[str]) -> PlayedStep:
        """Profile Editor > Mappings: do not map.

        Args:
            attributes: The app attributes.
        """
        return self._do("remove_mapping", {"attributes": attributes})

    def apply_mappings(self) -> PlayedStep:
        """Profile Editor > Mappings: Apply updates now, for all rows."""
        return self._do("apply_mappings", {})
