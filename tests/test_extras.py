"""What only some commands need may be missing: that is said, and waited for."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from db.settings import CHECKOUT
from etl.models import packages

WITHOUT = """
import sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
from cli import main
main({words!r})
"""


def run_without_extra(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    program = WITHOUT.format(names=packages.TRAINING_PACKAGES, words=list(words))
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=CHECKOUT,
        env={"LUDOTECA_HOME": str(home), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("words", ["similarities --list", "evaluate --help"])
def test_a_command_that_needs_an_extra_names_it(words: str, tmp_path: Path) -> None:
    ended = run_without_extra(*words.split(), home=tmp_path)
    if "--help" in words:
        assert ended.returncode == 0, ended.stderr
        return
    assert ended.returncode == 2
    assert ended.stderr == (
        "Error: No module named 'scipy': this needs an extra, pip install 'ludoteca[train]'\n"
    )


def test_loading_and_answering_need_no_extra(tmp_path: Path) -> None:
    """The modules, without what is imported late."""
    imports = (
        "import api.app, etl.load, etl.sample, etl.inspection, db.migrate, etl.continuous.events"
    )
    program = WITHOUT.format(names=packages.TRAINING_PACKAGES, words=["--version"])
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            program.replace("from cli import main", f"{imports}\nfrom cli import main"),
        ],
        cwd=CHECKOUT,
        env={"LUDOTECA_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr


def test_the_extra_is_that_of_the_project() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [one.partition(">=")[0] for one in project["optional-dependencies"]["train"]]
    assert names == list(packages.TRAINING_PACKAGES)
    assert not any(one.startswith(tuple(names)) for one in project["dependencies"])


def test_each_lock_holds_the_one_before() -> None:
    locks = [
        set((CHECKOUT / name).read_text(encoding="utf-8").split("\n"))
        for name in ("requirements.lock", "requirements-train.lock", "requirements-dev.lock")
    ]
    pins = [{line.partition(" ")[0] for line in lock if "==" in line} for lock in locks]
    assert pins[0] < pins[1] < pins[2]
    assert not any("://" in line for lock in locks for line in lock)


def test_trainings_wait_for_their_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    assert packages.missing_training_packages() == []
    told: list[str] = []
    packages.wait_for_training_packages(told.append)
    assert told == []
    states = iter([["scipy"], ["scipy"], ["lightgbm"], []])
    slept: list[float] = []
    monkeypatch.setattr(packages, "missing_training_packages", lambda: next(states))
    monkeypatch.setattr("time.sleep", slept.append)
    packages.wait_for_training_packages(told.append)
    assert len(slept) == 2
    assert told == ["Trainings wait for scipy: pip install 'ludoteca[train]'"]


def test_a_package_that_is_half_installed_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "TRAINING_PACKAGES", ("pytest", "nothing-of-that-name"))
    assert packages.missing_training_packages() == ["nothing-of-that-name"]
