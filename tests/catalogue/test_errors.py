"""A catalogue file with an error names file, line, field and remedy."""

import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from ilmiotaulu.catalogue import CatalogueError, Problem, load_catalogue
from ilmiotaulu.text import LANGUAGES, messages, t
from pipelines.cli import _tell_catalogue_error
from tests.conftest import Command, House, copy_catalogue

BIRTHS = "indicators/live_births.toml"


@pytest.fixture
def folder(tiny_catalogue_dir: Path, tmp_path: Path) -> Path:
    shutil.copytree(tiny_catalogue_dir, tmp_path / "broken")
    return tmp_path / "broken"


def line_of(path: Path, pattern: str) -> int:
    """The number of the first line that matches; 0 when none does."""
    lines = path.read_text("utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if re.search(pattern, line)), 0)


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(CatalogueError) as raised:
        load_catalogue(folder)
    return raised.value.problems


def replaced(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert re.search(old, text, re.MULTILINE)
        return re.sub(old, lambda _: new, text, count=1, flags=re.MULTILINE)

    return change


CASES = [
    # kind, file, change, pattern of the line that is told, field
    ("missing", BIRTHS, replaced(r"^unit = .*\n", ""), r"^id = ", "unit"),
    ("missing", BIRTHS, replaced(r"^title\.sv = .*\n", ""), r"^title\.fi = ", "title.sv"),
    ("literal_error", BIRTHS, replaced(r'^unit = "count"', 'unit = "counts"'), r"^unit", "unit"),
    ("literal_error", BIRTHS, replaced(r'direction = "none"', 'direction = "up"'), "direction", "polarity.direction"),
    ("extra_forbidden", BIRTHS, replaced(r'^kind = "structure"', 'kind = "structure"\nkinds = 1'), "^kinds", "kinds"),
    ("string_too_short", BIRTHS, replaced(r"^title\.en = .*", 'title.en = ""'), r"^title\.en", "title.en"),
    ("string_type", BIRTHS, replaced(r"^title\.en = .*", "title.en = 5"), r"^title\.en", "title.en"),
    ("string_pattern_mismatch", BIRTHS, replaced(r'^table = "11ae"', 'table = "11ae.px"'), "11ae.px", "source.0.table"),
    (
        "untranslated",
        BIRTHS,
        replaced(r"^title\.sv = .*", 'title.sv = "Syntyneet lapset"'),
        r"^title\.fi",
        "title",
    ),
    (
        "union_tag_invalid",
        BIRTHS,
        replaced(r'^kind = "statfin"', 'kind = "eurostat"'),
        r"eurostat|\[\[source",
        "source.0",
    ),
    ("table_or_find", BIRTHS, replaced(r'^table = "11ae"\n', ""), r"^\[\[source\]\]", "source.0"),
    ("interval_reason", BIRTHS, replaced(r"(^interval\.reason.*\n)+", ""), r"^interval", "interval"),
    (
        "interval_base",
        BIRTHS,
        replaced(r'^interval\.method = "none"', 'interval.method = "rate"'),
        "^interval",
        "interval",
    ),
    (
        "interval_months",
        BIRTHS,
        replaced(r'^interval\.method = "none"', 'interval.method = "overdispersed"'),
        r"^interval\.method",
        "interval.method",
    ),
    ("launch", BIRTHS, replaced(r'^kind = "structure"', 'kind = "structure"\ntime = "projected"'), "^id", ""),
    ("id_is_not_file_name", BIRTHS, replaced(r'^id = "live_births"', 'id = "births"'), "^id", "id"),
    ("not_toml", BIRTHS, replaced(r'^unit = "count"', "unit = count"), "^unit", ""),
    (
        "unknown_indicator",
        "phenomena/children_decreasing.toml",
        replaced(r'^indicator = "live_births"', 'indicator = "live_birth"'),
        "live_birth",
        "indicators.0.indicator",
    ),
]


@pytest.mark.parametrize(
    ("kind", "name", "change", "pattern", "field"),
    CASES,
    ids=[f"{case[0]}-{case[4]}" for case in CASES],
)
def test_an_error_names_its_file_line_field_and_remedy(
    folder: Path,
    kind: str,
    name: str,
    change: Callable[[str], str],
    pattern: str,
    field: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = folder / name
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    found = problems(folder)
    told = next(problem for problem in found if problem.kind == kind)
    assert (told.path, told.field) == (str(path), field)
    if pattern and field:
        assert told.line == line_of(path, pattern)
    _tell_catalogue_error(CatalogueError([told]))
    shown = capsys.readouterr().err.strip()
    assert shown.startswith(f"{path}:{told.line}")
    for lang in LANGUAGES:
        assert messages(lang)[f"catalogue.{kind}"].strip()
    remedy = t(f"catalogue.{kind}", "fi", value=told.value, allowed=told.allowed, field=told.field)
    assert shown.endswith(remedy.splitlines()[-1].strip())


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("regions.csv", b"code,level\nFI,country\n", "not_csv"),
        ("region_changes.csv", b"", "not_csv"),
        ("region_changes.csv", None, "no_file"),
        ("events.toml", None, "no_file"),
        ("scenarios.toml", None, "no_file"),
        ("sources.toml", "id = 'ä'".encode("latin-1"), "not_utf8"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_the_reason(
    folder: Path, name: str, body: bytes | None, kind: str
) -> None:
    path = folder / name
    path.unlink() if body is None else path.write_bytes(body)
    told = problems(folder)
    assert (told[0].path, told[0].kind) == (str(path), kind)
    for lang in LANGUAGES:
        assert messages(lang)[f"catalogue.{kind}"].strip()


def test_all_errors_of_all_files_are_told_at_once(folder: Path) -> None:
    for name in ("live_births", "unemployment_rate"):
        path = folder / "indicators" / f"{name}.toml"
        path.write_text(path.read_text("utf-8").replace("decimals = ", "decimal = "), "utf-8")
    found = problems(folder)
    assert sorted((Path(problem.path).stem, problem.kind) for problem in found) == [
        ("live_births", "extra_forbidden"),
        ("live_births", "missing"),
        ("unemployment_rate", "extra_forbidden"),
        ("unemployment_rate", "missing"),
    ]


def test_a_base_that_no_file_defines_is_told_where_it_is_named(folder: Path, tmp_path: Path) -> None:
    other = copy_catalogue(tmp_path / "other", ["placed_children_0_17"])
    told = problems(other)
    assert [(problem.kind, problem.field, problem.value) for problem in told] == [
        ("unknown_indicator", "interval.base", "children_0_17")
    ]
    assert told[0].line == line_of(other / "indicators" / "placed_children_0_17.toml", "^interval.base")


def test_the_command_tells_file_and_line_and_ends_with_one(tiny_house: House, command: Command) -> None:
    path = tiny_house.edit("live_births", 'unit = "count"', 'unit = "counts"')
    for words in (["refresh"], ["catalogue", "check"]):
        done = command(tiny_house, *words)
        assert done.code == 1
        assert f"{path}:{line_of(path, '^unit')}" in done.err
        assert "counts" in done.err
        assert "percent" in done.err


# -- a draft from a publisher's metadata
def test_a_draft_holds_what_the_publisher_knows_and_marks_what_a_person_must_say(
    tiny_house: House, command: Command
) -> None:
    tiny_house.edit("live_births", "", "")
    done = command(tiny_house, "catalogue", "add", "sotkanet", "191")
    assert done.code == 0
    name = "children_aged_0_17_placed_outside_the_home_of_population_of"
    path = tiny_house.settings.catalogue_dir / "drafts" / f"{name}.toml"
    assert str(path) in done.out
    draft = tomllib.loads(path.read_text("utf-8"))
    assert draft["id"] == path.stem
    assert draft["unit"] == "percent"
    assert draft["expect"] == {"first_year": 2018}
    assert draft["source"] == [
        {
            "kind": "sotkanet",
            "indicator": 191,
            "title": "Kodin ulkopuolelle sijoitetut 0 - 17-vuotiaat, % vastaavanikäisestä väestöstä",
        }
    ]
    assert "<" not in draft["definition"]["fi"]
    assert draft["kind"].startswith("TODO")
    assert draft["definition"]["sv"] == "TODO sv"
    again = command(tiny_house, "catalogue", "add", "sotkanet", "191")
    assert (again.code, str(path) in again.err) == (2, True)


def test_a_draft_is_not_whole_until_a_person_completes_it(tiny_house: House, command: Command) -> None:
    tiny_house.edit("live_births", "", "")
    command(tiny_house, "catalogue", "add", "sotkanet", "191")
    assert command(tiny_house, "catalogue", "check").code == 0
    folder = tiny_house.settings.catalogue_dir
    (draft,) = (folder / "drafts").glob("*.toml")
    moved = draft.rename(folder / "indicators" / draft.name)
    done = command(tiny_house, "catalogue", "check")
    assert done.code == 1
    assert f"{moved}:{line_of(moved, '^kind')}" in done.err
    assert f"{moved}:{line_of(moved, '^domain')}" in done.err


@pytest.mark.parametrize(
    ("words", "code"),
    [(["sotkanet", "3216"], 2), (["sotkanet", "abc"], 2), (["statfin", "11ae"], 2)],
)
def test_a_draft_of_what_does_not_exist_ends_with_two_and_writes_nothing(
    tiny_house: House, command: Command, words: list[str], code: int
) -> None:
    tiny_house.edit("live_births", "", "")
    before = sorted(tiny_house.settings.catalogue_dir.rglob("*"))
    assert command(tiny_house, "catalogue", "add", *words).code == code
    assert sorted(tiny_house.settings.catalogue_dir.rglob("*")) == before


def test_a_draft_from_a_publisher_that_is_down_ends_with_three(tiny_house: House, command: Command) -> None:
    tiny_house.publishers.faults = ["down@sotkanet"]
    assert command(tiny_house, "catalogue", "add", "sotkanet", "191").code == 3


def test_the_coverage_of_every_indicator_is_shown(tiny_published: House, command: Command) -> None:
    done = command(tiny_published, "catalogue", "check")
    assert done.code == 0
    rows = {line.split("│")[1].strip(): [cell.strip() for cell in line.split("│")[2:5]]
            for line in done.out.splitlines() if line.startswith("│")}  # fmt: skip
    assert rows["live_births"] == ["1987–2025", "7/7", "2/2"]
    assert rows["unemployment_rate"] == ["2018–2020", "7/7", "2/2"]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("decimals = 0", "decimals = 9", "less_than_equal"),
        ("decimals = 0", 'decimals = "x"', "int_parsing"),
        ("first_year = 1987", "first_year = 87", "greater_than_equal"),
    ],
)
def test_an_error_without_a_text_of_its_own_still_names_file_line_and_field(
    folder: Path, old: str, new: str, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / BIRTHS
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    (told,) = problems(folder)
    _tell_catalogue_error(CatalogueError([told]))
    assert told.kind == kind
    assert told.field.rpartition(".")[2] in new
    assert told.value in new
    assert capsys.readouterr().err.startswith(f"{path}:{line_of(path, new.split(' = ')[0])}")
