"""Whom the settings in pytest's ini file name."""

import os
from typing import Any

import pytest

from simulator.errors import OptionError
from simulator.play.in_process import InProcess
from simulator.transport.application import named


def from_settings(config: pytest.Config) -> dict[str, Any]:
    """The arguments of `Okta.connect`; none for the bundled Hub.

    Raises:
        OptionError: the application is not there, or the token's variable is not set.
    """
    name, endpoint = config.getini("oktasim_app"), config.getini("oktasim_endpoint")
    variable = config.getini("oktasim_token_env")
    token = os.environ.get(variable, "").strip() if variable else ""
    if variable and not token:
        raise OptionError(f"the environment variable {variable} is not set; it must hold the SCIM token")
    if name:
        base_path = config.getini("oktasim_base_path") or None
        return {"target": InProcess(name, named(name, config.rootpath), base_path, token)}
    if endpoint:
        return {"target": endpoint, "token": token or None, "allow_host": config.getini("oktasim_allow_host")}
    return {}
