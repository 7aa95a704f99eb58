"""The Okta tenant that verbs act on: its org, its app, who the aliases are, and the bundled Hub's pages."""

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any, TypeVar

from simulator.okta.actions.record import Refused, not_found
from simulator.okta.org import App, Group, GroupRule, OktaUser, Org
from simulator.scenario.fields.profile_values import AttributeTypes

Thing = TypeVar("Thing")

HUB_PAGES = "/-"
"""Where the bundled Hub keeps what is a web page on the real one."""
HubCall = Callable[[str, str, Any], tuple[int, Any, tuple[str, ...]]]
"""Asks one of the bundled Hub's pages: (method, path, body) to (status, answer, the Hub's rules by which it is so)."""


@dataclass
class Tenant:
    """An org with the app a scenario is about; `hub` is where there is a bundled Hub.

    `token_of` reads a token from an environment variable. `stub_token` is the bundled Hub's live token.
    """

    org: Org
    app: App
    token_of: Callable[[str], str]
    hub: HubCall | None = None
    stub_token: str = field(default="", repr=False)
    people: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    usernames: dict[str, str] = field(default_factory=dict)
    scim_ids: dict[tuple[str, str], str] = field(default_factory=dict)

    def user(self, alias: str) -> OktaUser:
        """The person an alias stands for.

        Raises:
            Refused: they have been deleted, or Okta refused to create them.
        """
        return find(self.org.users, self.people.get(alias, alias), "User")

    def group(self, alias: str) -> Group:
        """The group an alias stands for; `everyone` is the built-in one.

        Raises:
            Refused: it has been deleted, or Okta refused to create it.
        """
        return find(self.org.groups, self.groups.get(alias, alias), "UserGroup")

    def user_or_group(self, alias: str) -> OktaUser | Group:
        """The person an alias stands for, or the group where there is no such person.

        Raises:
            Refused: neither is there.
        """
        try:
            return self.user(alias)
        except Refused:
            if alias not in self.groups:
                raise
            return self.group(alias)

    def name(self, alias: str, one: OktaUser | Group) -> None:
        """From now on the alias stands for this person or group; what was seen of who had it before is forgotten."""
        if isinstance(one, OktaUser):
            self.people[alias] = one.id
            self.usernames.pop(alias, None)
            self.scim_ids.pop(("Users", alias), None)
        else:
            self.groups[alias] = one.id
            self.scim_ids.pop(("Groups", alias), None)

    def group_rule(self, name: str) -> GroupRule:
        """The group rule of that name.

        Raises:
            Refused: there is none.
        """
        return find({rule.name: rule for rule in reversed(self.org.rules.values())}, name, "GroupRule")

    def alias_of(self, one: OktaUser | Group) -> str:
        """What a scenario calls a person or a group; who has no alias yet is given one."""
        book = self.people if isinstance(one, OktaUser) else self.groups
        if book.get(one.alias) != one.id:
            one.alias = self.new_alias(one.alias, book)
            book[one.alias] = one.id
        return one.alias

    def new_alias(self, name: str, taken: Container[str]) -> str:
        """An alias made of a login or a group's name: without what no alias holds, with a number where it is taken."""
        plain = re.sub(r"[{}/?#*\x00-\x1f]", "", name).strip() or "someone"
        numbered = (f"{plain}-{number}" for number in count(2))
        return next(alias for alias in chain([plain], numbered) if alias not in taken and alias.lower() != "everyone")

    def attribute_types(self) -> AttributeTypes:
        """The data types of the attributes that a person, and a person's assignment, can have now."""
        types = AttributeTypes(app={row.name: row.type for row in self.app.schema.values()})
        types.user.update(self.org.user_attributes)
        return types

    def hub_page(self, method: str, path: str, body: Any) -> Any:
        """Ask a page of the bundled Hub.

        Raises:
            Refused: it answers with an error, or there is no bundled Hub here.
        """
        if self.hub is None:
            raise Refused("This is the page of the bundled Hub; an endpoint has none that can be reached from here.")
        status, answer, why = self.hub(method, HUB_PAGES + path, body)
        if status >= 400:
            raise Refused(str(answer.get("error") if isinstance(answer, dict) else answer), why=why)
        return answer

    def hub_username(self, alias: str) -> str:
        """The person's name on the Hub: the last one seen there, else the application username.

        Raises:
            Refused: the person has been deleted.
        """
        self.user(alias)
        return self._username(alias)

    def _username(self, alias: str) -> str:
        app_user = self.app.users.get(self.people[alias])
        return self.usernames.get(alias) or (app_user.username if app_user else alias)

    def people_at_hub(self, usernames: Iterable[str]) -> dict[str, OktaUser]:
        """Who of Okta's people `hub_username` gives one of these usernames, by username in small letters."""
        wanted, found = {name.casefold() for name in usernames}, dict[str, OktaUser]()
        for alias, user_id in self.people.items():
            name = self._username(alias).casefold()
            if name in wanted and (user := self.org.users.get(user_id)) is not None:
                found.setdefault(name, user)
        for app_user in self.app.users.values():
            user, name = self.org.users.get(app_user.user_id), app_user.username.casefold()
            if name in wanted and user is not None and self.people.get(user.alias) != user.id:
                found.setdefault(name, user)
        return found

    def groups_at_hub(self, names: Iterable[str]) -> dict[str, Group]:
        """Which of Okta's groups `hub_group` gives one of these names, by name in small letters."""
        found = dict[str, Group]()
        pushed = {one.target_name.casefold(): group_id for group_id, one in self.app.pushes.items()}
        for name in names:
            group = self.org.groups.get(pushed.get(name.casefold(), "")) or self.org.group_by_name(name)
            if group is not None and group.kind == "OKTA_GROUP" and self._is_called(group, name):
                found[name.casefold()] = group
        return found

    def _is_called(self, group: Group, name: str) -> bool:
        push = self.app.pushes.get(group.id)
        return (push.target_name if push else group.name).casefold() == name.casefold()

    def account_renamed(self, username: str, to: str) -> None:
        """An account got another name on the Hub's own page, which tells Okta nothing."""
        for alias in self.people:
            if self._username(alias).lower() == username.lower():
                self.usernames[alias] = to

    def hub_group(self, alias: str) -> str:
        """The group's name on the Hub."""
        group = self.group(alias)
        push = self.app.pushes.get(group.id)
        return push.target_name if push else group.name

    def observe(self, subject: str, request: dict[str, Any], response: dict[str, Any] | None) -> None:
        """Remember the SCIM id and the username of who an exchange is about, for `{alias}` and the Hub's pages.

        `request` and `response` are those of an `exchange` event.
        """
        answer = (response or {}).get("body")
        collection, _, scim_id = request["path"].lstrip("/").partition("/")
        if not scim_id and request["method"] == "POST":
            scim_id = str(answer.get("id") or "") if isinstance(answer, dict) else ""
        if scim_id:
            self.scim_ids[collection, subject] = scim_id
        if collection == "Users" and subject in self.people:
            refused = response is not None and response["status"] >= 400
            self._see_username(subject, None if refused else request["body"], answer)

    def _see_username(self, alias: str, sent: Any, answer: Any) -> None:
        """The answer's `userName`, else the one that was sent, else what is known already."""
        named = [body["userName"] for body in (answer, sent) if isinstance(body, dict) and body.get("userName")]
        self.usernames[alias] = str(named[0]) if named else self._username(alias)

    def resolve(self, collection: str, alias: str) -> str | None:
        """The SCIM id of an alias: what Okta holds, else the last one seen on the wire."""
        if alias in self.people and collection != "Groups":
            app_user = self.app.users.get(self.people[alias])
            if app_user is not None and app_user.external_id is not None:
                return app_user.external_id
        if alias in self.groups and collection != "Users":
            push = self.app.pushes.get(self.groups[alias])
            if push is not None and push.external_id is not None:
                return push.external_id
        kinds = [collection] if collection else ["Users", "Groups"]
        return next((self.scim_ids[kind, alias] for kind in kinds if (kind, alias) in self.scim_ids), None)

    def known_id(self, collection: str, name: str) -> str | None:
        """The SCIM id of who or what has this name at the provider, as `resolve` gives it; names have no case."""
        if collection == "Users":
            named = (alias for alias in self.people if self._username(alias).casefold() == name.casefold())
        else:
            named = (alias for alias in self.groups if self._group_name(alias).casefold() == name.casefold())
        return next((found for alias in named if (found := self.resolve(collection, alias))), None)

    def _group_name(self, alias: str) -> str:
        """The group's name at the provider, also where Okta has deleted the group; empty where that is not known."""
        push, group = self.app.pushes.get(self.groups[alias]), self.org.groups.get(self.groups[alias])
        return push.target_name if push else group.name if group else ""


def find(things: Mapping[str, Thing], wanted: str, kind: str) -> Thing:
    """What has this id; `kind` is Okta's word for the type of thing.

    Raises:
        Refused: nothing has it.
    """
    if wanted not in things:
        raise not_found(wanted, kind)
    return things[wanted]
