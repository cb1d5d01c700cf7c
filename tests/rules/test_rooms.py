"""Which room of the house may know what."""

import sys

from ilmiotaulu.settings import PROJECT
from tests.rules.code import imported, modules


def test_pages_know_only_streamlit_and_the_product() -> None:
    known = {str(path): imported(tree) for path, tree in modules().items() if path.parts[0] == "pages"}
    assert len(known) >= 3
    # The one page that takes figures in asks the writer to.
    writing = {"pages/analyst/import_file.py": {"pipelines"}}
    for path, names in known.items():
        assert names - set(sys.stdlib_module_names) <= {"streamlit", "ilmiotaulu"} | writing.get(path, set()), path


def test_only_the_app_its_pages_and_the_ui_know_streamlit() -> None:
    for path, tree in modules().items():
        allowed = path.parts[0] in ("app.py", "pages") or path.parts[:2] == ("ilmiotaulu", "ui")
        assert allowed or "streamlit" not in imported(tree), path


def test_one_module_reads_duckdb_and_one_writes_it() -> None:
    assert {str(path) for path, tree in modules().items() if "duckdb" in imported(tree)} == {
        "ilmiotaulu/store.py",
        "pipelines/publish.py",
    }


def test_the_product_does_not_know_the_pipeline_and_asks_nothing_of_the_network() -> None:
    for path, tree in modules().items():
        if path.parts[0] != "pipelines" and path.name != "import_file.py":
            assert not imported(tree) & {"pipelines", "httpx", "requests", "urllib3", "socket"}, path


def test_nothing_knows_pandas() -> None:
    for path, tree in modules().items():
        assert not imported(tree) & {"pandas", "geopandas"}, path


def test_the_product_does_not_know_its_tests() -> None:
    for path, tree in modules().items():
        assert not imported(tree) & {"tests", "pytest", "bench"}, path


def test_no_page_lies_flat_beside_the_app() -> None:
    """Streamlit would run such a page without the frame for the first visitor after a start."""
    assert not list((PROJECT / "pages").glob("*.py"))


def test_every_import_is_a_declared_dependency() -> None:
    names = {"pydantic_settings": "pydantic-settings", "pptx": "python-pptx"}
    names["anyio"] = "starlette"  # which stands on it
    declared = (PROJECT / "pyproject.toml").read_text("utf-8")
    for path, tree in modules().items():
        for name in imported(tree) - set(sys.stdlib_module_names) - {"ilmiotaulu", "pipelines"}:
            assert f'"{names.get(name, name)}' in declared, (path, name)
