"""Environments are really made here, from wheels that the tests write themselves: no network."""

import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from backend import environment, install, system
from backend.environment import Recipe
from backend.install import Source
from backend.protocol import UserError

ROOT = Path(__file__).parents[2]
RUNNING = "{}.{}".format(*sys.version_info)


def write_wheel(folder: Path, name: str, version: str, code: str = "") -> None:
    """A wheel with one module, as the "Binary distribution format" specification says."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": code,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={digest},{len(text.encode())}\n")
    files[f"{info}/RECORD"] = "".join(rows) + f"{info}/RECORD,,\n"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)


@pytest.fixture(scope="module")
def wheels(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheels")
    write_wheel(folder, "apple", "1.0", "color = 'red'")
    write_wheel(folder, "pear", "2.0")
    write_wheel(folder, "torch", "1.0", "class version: cuda = None")
    write_wheel(folder, "torch", "1.0+cpu", "class version: cuda = None")
    return folder


def recipe(*lines: str) -> Recipe:
    return Recipe(lines, tuple(line.split("==")[0] for line in lines), (RUNNING,), 0.01)


APPLE = recipe("apple==1.0")


def asks(folder: Path, code: str) -> str:
    command = [environment.python_of(folder), "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def made(wheels, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "with space and ä"
    install.set_up(folder, APPLE, Source(wheels=str(wheels)), lambda text: None)
    return folder


def test_a_finished_environment_is_ready_and_works(made):
    assert environment.is_ready(made, APPLE)
    assert asks(made, "import apple; print(apple.color)") == "red"


def test_a_second_run_installs_nothing(made):
    """No wheels are there to install from, so that an attempt would fail."""
    install.set_up(made, APPLE, Source(wheels=os.devnull), lambda text: None)
    assert environment.is_ready(made, APPLE)


def test_other_requirements_are_not_ready_and_are_added(made, wheels, tmp_path):
    more = recipe("apple==1.0", "pear==2.0")
    assert not environment.is_ready(made, more)
    copy = tmp_path / "copy"
    shutil.copytree(made, copy, symlinks=True)
    install.set_up(copy, more, Source(wheels=str(wheels)), lambda text: None)
    assert asks(copy, "import apple, pear; print('both')") == "both"


@pytest.fixture
def unfinished(made, tmp_path) -> Path:
    """An environment whose set-up was interrupted right before its end."""
    shutil.copytree(made, tmp_path / "env", symlinks=True)
    (tmp_path / "env" / environment.MARKER).unlink()
    return tmp_path / "env"


def installed_module(folder: Path) -> Path:
    return next(folder.rglob("apple.py"))


@pytest.mark.parametrize("damage", ["no marker", "module gone", "no pip", "no pyvenv.cfg"])
def test_a_half_made_environment_is_repaired(unfinished, wheels, damage):
    if damage == "module gone":
        installed_module(unfinished).unlink()
    elif damage == "no pip":
        shutil.rmtree(next(unfinished.rglob("site-packages/pip")))
    elif damage == "no pyvenv.cfg":
        (unfinished / "pyvenv.cfg").unlink()
    assert not environment.is_ready(unfinished, APPLE)
    install.set_up(unfinished, APPLE, Source(wheels=str(wheels)), lambda text: None)
    assert environment.is_ready(unfinished, APPLE)
    assert asks(unfinished, "import apple, sys; print(apple.color, sys.prefix)") == f"red {unfinished}"


def test_a_finished_environment_that_lost_a_package_is_repaired(made, wheels, tmp_path):
    shutil.copytree(made, tmp_path / "env", symlinks=True)
    installed_module(tmp_path / "env").unlink()
    install.set_up(tmp_path / "env", APPLE, Source(wheels=str(wheels)), lambda text: None)
    assert asks(tmp_path / "env", "import apple; print(apple.color)") == "red"


def test_a_failed_installation_is_told_and_leaves_no_marker(unfinished, wheels):
    with pytest.raises(UserError, match="plum") as caught:
        install.set_up(unfinished, recipe("plum==3.0"), Source(wheels=str(wheels)), lambda text: None)
    assert caught.value.kind == "environment"
    assert not (unfinished / environment.MARKER).exists()


def test_a_package_that_does_not_import_is_told(wheels, tmp_path):
    wrong = Recipe(("apple==1.0",), ("apple", "cherry"), (RUNNING,), 0.01)
    with pytest.raises(UserError, match="cherry"):
        install.set_up(tmp_path / "env", wrong, Source(wheels=str(wheels)), lambda text: None)
    assert not environment.is_ready(tmp_path / "env", wrong)


def test_somebody_s_folder_is_left_alone(wheels, tmp_path):
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(UserError, match="no Python environment"):
        install.set_up(tmp_path, APPLE, Source(wheels=str(wheels)), lambda text: None)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_of_two_at_once_one_waits_and_finds_all_done(unfinished, wheels):
    code = (
        "import sys; from pathlib import Path\n"
        "from backend import install\nfrom backend.environment import Recipe\n"
        f"recipe = Recipe(('pear==2.0',), ('pear',), ({RUNNING!r},), 0.01)\n"
        "install.set_up(Path(sys.argv[1]), recipe, install.Source(wheels=sys.argv[2]), print)\n"
    )
    command = [sys.executable, "-c", code, str(unfinished), str(wheels)]
    both = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(2)
    ]
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("Unpacking" in text for text in said) == 1, said
    assert all("Ready" in text for text in said)


def test_torch_s_cpu_build_is_asked_for_by_its_version_and_its_size_told_first(unfinished, wheels):
    torch, said = recipe("torch==1.0"), []
    install.set_up(unfinished, torch, Source("cpu", wheels=str(wheels)), said.append)
    version = asks(unfinished, "from importlib.metadata import version; print(version('torch'))")
    assert version == "1.0+cpu"
    sizes = next(index for index, text in enumerate(said) if re.search(r"\d GB to download", text))
    assert sizes < next(index for index, text in enumerate(said) if "Unpacking" in text)


@pytest.mark.parametrize("build", ["cpu", "cuda"])
def test_a_disk_is_full_only_for_what_the_build_takes(tmp_path, monkeypatch, build):
    torch, source = Recipe(("torch==1.0",), ("torch",), ("2.99",)), Source(build)
    _, needed = install.sizes(torch, source)
    for free, refused in ((0.9 * needed, True), (2 * needed, False)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: SimpleNamespace(free=free * 1e9))
        with pytest.raises(UserError) as caught:  # of Python 2.99 at the latest
            install.set_up(tmp_path / "env", torch, source, lambda text: None)
        assert (caught.value.kind == "disk") == refused


def test_cuda_is_not_promised_where_torch_came_without(unfinished, wheels):
    with pytest.raises(UserError, match="without CUDA"):
        install.set_up(
            unfinished, recipe("torch==1.0"), Source("cuda", wheels=str(wheels)), lambda text: None
        )
    assert not (unfinished / environment.MARKER).exists()


def test_an_unsuitable_python_is_told_with_what_to_install(tmp_path):
    with pytest.raises(UserError, match="Python 2.99 is needed"):
        install.set_up(tmp_path / "env", Recipe((), ("sys",), ("2.99",), 0.01), Source(), lambda text: None)


def test_the_pins_are_what_the_tests_run_with():
    assert environment.missing_packages() == []


def test_forbidden_system_packages_are_named_with_the_command():
    with pytest.raises(UserError, match="apt-get install .*libfoo1 libbar2"):
        system.provide(["libfoo1", "libbar2"], "Blender", lambda text: None, allowed=False)


def test_nothing_missing_needs_nothing():
    system.provide([], "Blender", lambda text: pytest.fail(text), allowed=True)
