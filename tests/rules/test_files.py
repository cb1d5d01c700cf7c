"""What the repository's files may say, and what they must."""

import re
import tomllib
from pathlib import Path

import polars as pl
import pytest

from ilmiotaulu.catalogue import load_catalogue
from ilmiotaulu.settings import PROJECT
from pipelines.sources.files import parse_header
from tests.rules.code import tracked

LOCKS = ("requirements.lock", "requirements-dev.lock")
STARTER = sorted((PROJECT / "data/starter").glob("*.csv"))
EXAMPLES = sorted((PROJECT / "data/examples").glob("*.csv"))
HERE = Path(__file__).resolve()


def texts() -> dict[Path, str]:
    """Every text file of the repository but this one, which names what it looks for."""
    found = {}
    for file in tracked():
        content = file.read_bytes()
        if file != HERE and b"\0" not in content:
            found[file.relative_to(PROJECT)] = content.decode("utf-8")
    return found


def test_every_text_is_utf_8_with_plain_line_ends() -> None:
    for path, text in texts().items():
        if not {"recorded", "golden"} & set(path.parts):  # those keep the bytes they are about
            assert "\r" not in text, path
            assert not text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}"), path


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_package_by_hash_and_names_no_host(name: str) -> None:
    text = (PROJECT / name).read_text("utf-8")
    assert not re.search(r"https?://|file:|index-url|find-links|trusted-host|@ ", text)
    entries = re.split(r"\n(?=\S)", text.strip())
    packages = [one for one in entries if not one.startswith("#")]
    assert len(packages) > 20
    for one in packages:
        assert re.match(r"[a-z0-9._-]+==\S+( ; [^\\]+)? \\\n    --hash=sha256:[0-9a-f]{64}", one), one.splitlines()[0]


def test_the_lock_has_every_dependency_that_is_declared() -> None:
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    locked = {name: re.findall(r"^([a-z0-9._-]+)==", (PROJECT / name).read_text("utf-8"), re.M) for name in LOCKS}
    bare = [re.split(r"[<>=\[; ]", one)[0] for one in declared["project"]["dependencies"]]
    assert set(bare) <= set(locked["requirements.lock"])
    groups = declared["dependency-groups"]
    needed = [one for one in groups["dev"] if isinstance(one, str)] + groups["build"]
    assert set(needed) <= set(locked["requirements.lock"]) | set(locked["requirements-dev.lock"])


MACHINE = re.compile(r"(?<![\w.%~])/(?:tmp|work|root|home|opt|Users)/")
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted|artifactory|devpi|nexus\.|registry\.npm|files\.python|index-url|find-links|trusted-host",
    re.I,
)


def test_no_file_names_a_place_of_somebodys_machine() -> None:
    for path, text in texts().items():
        assert not (found := MACHINE.search(text)), (path, found)


def test_no_file_names_a_registry_or_a_mirror() -> None:
    for path, text in texts().items():
        assert not (found := REGISTRY.search(text)), (path, found)


def test_no_file_is_large() -> None:
    large = [file for file in tracked() if file.stat().st_size > 1_500_000]
    assert not large


# ---- figures that ship with the project ---------------------------------------------------------------------
def rows_of(file: Path) -> pl.DataFrame:
    return pl.read_csv(file, comment_prefix="#", infer_schema=False)


@pytest.mark.parametrize("file", STARTER, ids=lambda file: file.stem)
def test_a_starter_file_says_whose_figures_it_holds(file: Path) -> None:
    told = parse_header(file.read_bytes())
    assert all(told.get(name) for name in ("title", "publisher", "source_id", "url", "retrieved", "licence"))
    assert "updated" in told
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", told["retrieved"])
    assert re.fullmatch(
        r"https://(sotkanet\.fi|pxdata\.stat\.fi)(; https://(sotkanet\.fi|pxdata\.stat\.fi))*", told["url"]
    )
    assert re.search(r"Tilastokeskus|Sotkanet", told["publisher"])
    assert told["licence"] == "CC BY 4.0"


@pytest.mark.parametrize("file", STARTER, ids=lambda file: file.stem)
def test_a_starter_file_holds_central_finland_the_counties_and_the_country(file: Path) -> None:
    regions = load_catalogue(PROJECT / "data/catalogue").regions
    allowed = regions.filter(pl.col("level").is_in(["country", "county"]) | (pl.col("county") == "HVA15"))["code"]
    assert set(rows_of(file)["region"]) <= set(allowed) - {"HVA00"}
    assert regions.filter(county="HVA15", level="municipality").height == 22


@pytest.mark.parametrize("file", STARTER, ids=lambda file: file.stem)
def test_a_starter_file_has_no_value_beside_a_reason_for_none(file: Path) -> None:
    rows = rows_of(file)
    if "status" in rows.columns:
        told = rows.filter(pl.col("status").fill_null("ok") != "ok")
        assert told["value"].is_null().all()
        assert "count" not in rows.columns or told["count"].is_null().all()
    assert "example" not in "".join(rows["flags"].drop_nulls()) if "flags" in rows.columns else True


def test_every_starter_file_is_an_indicator_of_the_catalogue() -> None:
    catalogue = load_catalogue(PROJECT / "data/catalogue")
    assert {file.stem for file in STARTER} <= catalogue.indicators.keys()
    assert len(STARTER) >= 30


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_file_says_that_it_is_made_up(file: Path) -> None:
    head = "".join(line for line in file.read_text("utf-8").splitlines(True) if line.startswith("#"))
    assert re.search(r"made.up|example|esimerkki|keksit", head, re.I)


# ---- the words a newcomer reads -----------------------------------------------------------------------------
def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text("utf-8"), re.M))


def documents() -> list[Path]:
    return [file for file in tracked() if file.suffix == ".md" and "recorded" not in file.parts]


def test_every_make_command_that_is_written_down_is_there() -> None:
    for file in documents():
        text = file.read_text("utf-8")
        code = "\n".join([*re.findall(r"```.*?```", text, re.DOTALL), *re.findall(r"`[^`\n]+`", text)])
        assert set(re.findall(r"\bmake ([a-z]+)\b", code)) <= targets(), file


def test_the_commands_of_the_app_are_there() -> None:
    for path, text in texts().items():
        if path.suffix == ".po":
            assert set(re.findall(r"\bmake (setup|run|test|check|fix|refresh|bench|\w+)\)", text)) <= targets(), path


def test_every_target_tells_what_it_does_or_serves_another() -> None:
    text = (PROJECT / "Makefile").read_text("utf-8")
    phony = set(re.search(r"^\.PHONY: (.*)$", text, re.M)[1].split())
    assert phony == targets()
    told = set(re.findall(r"^([a-z]+):.*##", text, re.M))
    assert targets() - told == {"browser"}


def test_every_link_between_documents_leads_somewhere() -> None:
    for file in documents():
        for link in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", file.read_text("utf-8")):
            if not re.match(r"[a-z]+:", link):
                assert (file.parent / link).exists(), (file.relative_to(PROJECT), link)


def test_one_licence_is_told_everywhere() -> None:
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["license"]
    opening = (PROJECT / "LICENSE").read_text("utf-8")[:200]
    assert declared in opening or declared.split("-")[0] in opening
    assert declared.split("-")[0] in (PROJECT / "README.md").read_text("utf-8")
