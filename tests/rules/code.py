"""The product's own source, parsed once."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ilmiotaulu.settings import PROJECT

PRODUCT = ("ilmiotaulu", "pipelines", "pages")


@cache
def modules() -> dict[Path, ast.Module]:
    """Every Python file of the product, by its path from the top."""
    files = [PROJECT / "app.py", *(file for name in PRODUCT for file in sorted((PROJECT / name).rglob("*.py")))]
    return {file.relative_to(PROJECT): ast.parse(file.read_text("utf-8")) for file in files}


def imported(tree: ast.Module) -> set[str]:
    """The first names of everything a module imports, wherever in it."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name.partition(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are from the top"
            found.add((node.module or "").partition(".")[0])
    return found


def strings(tree: ast.AST) -> set[str]:
    """Every text constant."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def calls(name: str, *folders: str) -> Iterator[ast.Call]:
    """Every call of a function, method or class of that name below the folders (default: everywhere)."""
    for path, tree in modules().items():
        if folders and path.parts[0] not in folders:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func
                if name == (called.id if isinstance(called, ast.Name) else getattr(called, "attr", None)):
                    yield node


def text_of(node: ast.expr | None) -> str | None:
    """The text of a text constant."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


@cache
def tracked() -> tuple[Path, ...]:
    """The files of the repository that are here; without git, every file that is not made."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode == 0:
        return tuple(sorted(file for name in told.stdout.split("\0") if name and (file := PROJECT / name).is_file()))
    made = {".venv", ".git", "snapshots", "raw", "local", "screenshots", "__pycache__", ".work"}
    return tuple(sorted(f for f in PROJECT.rglob("*") if f.is_file() and not made & set(f.relative_to(PROJECT).parts)))
