"""Where scenarios are: files, folders, and those that come with oktasim."""

import os
from pathlib import Path

from simulator.errors import OptionError
from simulator.scenario.fields.scalars import nearest

_ENDINGS = (".yaml", ".yml")


def bundled_folder() -> Path:
    """The folder of bundled scenarios: inside the package when it is installed, else beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "bundled_scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def bundled() -> list[Path]:
    """The bundled scenarios, by name."""
    return _inside(bundled_folder())


def resolve(argument: str) -> list[Path]:
    """The files an argument stands for: a file, a folder's scenarios, or the name of a bundled one.

    Raises:
        OptionError: it stands for none; the sentence names the nearest.
    """
    path = Path(argument)
    if os.path.isdir(path):
        if files := _inside(path):
            return files
        raise OptionError(f"the folder {argument} holds no scenario (*.yaml)")
    if os.path.exists(path):
        return [path]
    if found := [file for file in bundled() if file.stem == _plain(argument)]:
        return found
    raise OptionError(f"there is no file, folder or bundled scenario {argument}{_hint(argument)}")


def _inside(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*") if file.suffix in _ENDINGS)


def _plain(argument: str) -> str:
    """The bundled name someone may mean: without ending."""
    return argument.removesuffix(".yaml").removesuffix(".yml")


def _hint(argument: str) -> str:
    return nearest(_plain(argument), [file.stem for file in bundled()]) or "; `oktasim list` shows the bundled ones"
