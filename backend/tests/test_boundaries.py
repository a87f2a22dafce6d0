"""Who may import what: the process boundary, and what runs before the environment exists."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BACKEND = sorted(path for path in (ROOT / "backend").rglob("*.py"))
ADDON = sorted((ROOT / "avatarclip_addon").rglob("*.py"))
# Imported by Blender's Python, or by a Python that has nothing installed yet.
STANDARD_LIBRARY_ONLY = (
    "protocol environment install system blender checks console doctor serve export __main__"
).split()


def imports(path: Path, everywhere: bool = True) -> set[str]:
    """First parts of the absolute names that a file imports; everywhere, or at its top level only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree) if everywhere else tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", BACKEND, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_backend_never_imports_bpy(path):
    assert not imports(path) & {"bpy", "bmesh", "mathutils", "gpu", "avatarclip_addon"}


@pytest.mark.parametrize("path", ADDON, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_addon_never_imports_torch(path):
    blenders = {"addon_utils", "bl_operators", "bl_ui", "bpy", "bpy_extras", "mathutils"}
    allowed = blenders | {"numpy"} | set(sys.stdlib_module_names)
    assert not imports(path) - allowed


def test_there_is_something_to_check():
    assert len(BACKEND) > 20 and len(ADDON) > 5


@pytest.mark.parametrize("name", STANDARD_LIBRARY_ONLY)
def test_early_modules_import_only_the_standard_library(name):
    assert imports(ROOT / "backend" / f"{name}.py", everywhere=False) <= set(sys.stdlib_module_names)


def test_the_command_line_starts_where_nothing_is_installed():
    """-S -I leaves out site-packages: whatever is imported on the way must be the standard library's."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from backend.__main__ import parser; parser()"
    ran = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


def test_the_avatar_file_needs_only_numpy():
    assert imports(ROOT / "backend" / "avatar.py") <= {"numpy"} | set(sys.stdlib_module_names)
