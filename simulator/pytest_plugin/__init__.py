"""Okta in pytest: the fixture `okta`; scenarios and Okta's suites as tests. What is not used is not imported."""

import re
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:
    from simulator.python_api.okta import Okta
    from simulator.python_api.runs import PlayedSuite

INTEGRATIONS = ("aiw", "oin")
SUITES = ("spec", "crud")
TOGETHER = ("loadfile", "loadscope")
"""Ways of `--dist` to spread tests that keep those of one scenario or suite in one process."""
CONNECTED: "pytest.StashKey[Okta | PlayedSuite]" = pytest.StashKey()
"""Under it an item holds the Okta that its test was given, or the suite that it is a step of."""
_SCENARIOS: pytest.StashKey[frozenset[Path]] = pytest.StashKey()
_INI = {
    "oktasim_app": ("The application that `okta` provisions, package.module:app or :create_app.", "string"),
    "oktasim_base_path": ("Where SCIM begins in the application; looked for where nothing is said.", "string"),
    "oktasim_endpoint": ("The base URL of the SCIM endpoint that `okta` provisions.", "string"),
    "oktasim_token_env": ("The environment variable that holds its token.", "string"),
    "oktasim_allow_host": ("Whether the endpoint may be on another machine.", "bool"),
    "oktasim_integrations": ("aiw, oin or both: each test with `okta`, each scenario, is run for each.", "args"),
    "oktasim_scenarios": ("The scenarios that are tests, such as tests/okta/*.yaml, from the root folder.", "args"),
    "oktasim_conformance": ("Okta's suites whose steps are tests, of the ini file: spec, crud or both.", "args"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """The settings and options, all of them named after oktasim."""
    kinds: dict[str, Literal["string", "args", "bool"]] = {"string": "string", "args": "args", "bool": "bool"}
    for name, (said, kind) in _INI.items():
        parser.addini(name, said, type=kinds[kind], default={"string": "", "args": [], "bool": False}[kind])
    group = parser.getgroup("oktasim", "Okta's provisioning, simulated")
    group.addoption(
        "--oktasim-steps",
        action="store_true",
        help="Run each step of a scenario as a test; the target lives as long as the scenario then.",
    )
    group.addoption("--oktasim-artifacts", metavar="DIR", help="Keep the HTML report and the log of failed tests here.")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse settings that cannot be meant."""
    if unknown := [one for one in config.getini("oktasim_integrations") if one not in INTEGRATIONS]:
        raise pytest.UsageError(f"oktasim_integrations takes aiw and oin, not {unknown[0]}")
    if config.getini("oktasim_app") and config.getini("oktasim_endpoint"):
        raise pytest.UsageError("oktasim_app and oktasim_endpoint exclude each other; set one of them")
    _scenarios(config)
    if config.getini("oktasim_conformance"):
        _begin_suites(config)
    if is_split(config) and config.getini("oktasim_endpoint"):
        if config.getoption("oktasim_steps"):
            raise pytest.UsageError(
                "--oktasim-steps at an endpoint needs --dist loadfile, so that one process plays a scenario"
            )
        if config.getini("oktasim_conformance"):
            raise pytest.UsageError(NOT_TOGETHER)


NOT_TOGETHER = "oktasim_conformance at an endpoint needs --dist loadfile, so that one process runs a suite"


def _begin_suites(config: pytest.Config) -> None:
    """Look whether suites can be tests; where `testpaths` says where tests are, the ini file is one more place."""
    if unknown := [one for one in config.getini("oktasim_conformance") if one not in SUITES]:
        raise pytest.UsageError(f"oktasim_conformance takes spec and crud, not {unknown[0]}")
    if config.inipath is None:
        raise pytest.UsageError("oktasim_conformance makes tests of the ini file, and there is none; write one")
    places = [Path(config.invocation_params.dir, one).resolve() for one in config.args]
    walked = any(one in config.inipath.resolve().parents for one in places)  # pytest 8 minds what stands there twice
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS and not walked:
        config.args.append(str(config.inipath))


def is_split(config: pytest.Config) -> bool:
    """Whether tests of one file may go to several processes; in each of those it is known too."""
    if hasattr(config, "workerinput"):
        return bool(config.workerinput["oktasim_split"])
    return bool(config.getoption("numprocesses", None)) and config.getoption("dist", "no") not in TOGETHER


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each process of xdist how tests are spread."""
    node.workerinput["oktasim_split"] = is_split(node.config)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A scenario that `oktasim_scenarios` names; the ini file, whose tests are the steps of Okta's suites."""
    if file_path == parent.config.inipath and parent.config.getini("oktasim_conformance"):
        from simulator.pytest_plugin.suites import IniFile

        suites: pytest.Collector = IniFile.from_parent(parent, path=file_path)
        return suites
    if file_path not in _scenarios(parent.config):
        return None
    from simulator.pytest_plugin.scenarios import ScenarioFile

    collected: pytest.Collector = ScenarioFile.from_parent(parent, path=file_path)
    return collected


def _scenarios(config: pytest.Config) -> frozenset[Path]:
    if _SCENARIOS not in config.stash:
        patterns = config.getini("oktasim_scenarios")
        try:
            found = frozenset(path for pattern in patterns for path in config.rootpath.glob(pattern))
        except (NotImplementedError, ValueError) as why:
            raise pytest.UsageError(f"oktasim_scenarios takes patterns from {config.rootpath}: {why}") from None
        config.stash[_SCENARIOS] = found
    return config.stash[_SCENARIOS]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each test with `okta` once for each integration that is set."""
    integrations = metafunc.config.getini("oktasim_integrations")
    if integrations and "oktasim_integration" in metafunc.fixturenames:
        metafunc.parametrize("oktasim_integration", integrations)


@pytest.fixture
def oktasim_integration() -> str | None:
    """`aiw` or `oin`; None where none is set."""
    return None


@pytest.fixture
def oktasim_target(pytestconfig: pytest.Config) -> Any:
    """Whom `okta` is connected with, as set; override it with an application, or with a mapping of the arguments of
    `Okta.connect`, such as `{"target": app, "token": "..."}`. The bundled Hub where nothing is said.
    """
    from simulator.errors import SimulatorError
    from simulator.pytest_plugin.targets import from_settings

    try:
        return from_settings(pytestconfig)
    except SimulatorError as why:
        raise failed(why) from None


@pytest.fixture
def okta(request: pytest.FixtureRequest, oktasim_target: Any, oktasim_integration: str | None) -> "Iterator[Okta]":
    """Okta, connected with `oktasim_target`: a fresh tenant for each test."""
    with connected(oktasim_target, oktasim_integration, request.node.nodeid) as one:
        request.node.stash[CONNECTED] = one
        yield one


def connected(target: Any, integration: str | None, name: str) -> "Okta":
    """Okta, connected with what `oktasim_target` gave; the test fails with one sentence where that cannot be."""
    from simulator.errors import SimulatorError
    from simulator.python_api.okta import Okta

    arguments = dict(target) if isinstance(target, Mapping) else {"target": target}
    if integration is not None:
        arguments["integration"] = integration
    try:
        return Okta.connect(**{"name": name, **arguments})
    except SimulatorError as why:
        raise failed(why) from None


def failed(why: Exception) -> BaseException:
    """A test's failure in the words of an error of ours, without the way there."""
    return pytest.fail.Exception(str(why), pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what Okta did in a test that failed, and keep it where that is asked for."""
    report = yield
    one = item.stash.get(CONNECTED, None)
    if one is not None and call.when == "call" and report.failed:
        if not isinstance(call.excinfo and call.excinfo.value, pytest.fail.Exception):
            report.sections.append(("What Okta did", one.report()))
        if folder := item.config.getoption("oktasim_artifacts"):
            report.sections.append(("oktasim", _keep(one, Path(folder), item.nodeid)))
    return report


def _keep(one: "Okta | PlayedSuite", folder: Path, name: str) -> str:
    """Write the report and the log of a test; where the report is."""
    stem = re.sub(r"[^A-Za-z0-9_.-]+", "-", name).strip("-")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for form, ending in (("html", ".html"), ("jsonl", ".jsonl")):
            (folder / f"{stem}{ending}").write_text(one.report(form), encoding="utf-8", newline="\n")
    except OSError as why:
        return f"not kept: {folder} cannot be written: {why.strerror or why}"
    return f"kept: {folder / stem}.html"
