"""Sources of the region's own figures: held against the templates, by line, before anything is built."""

from pathlib import Path

import pytest

from ilmiotaulu.catalogue import CatalogueError, load_catalogue
from tests.conftest import TINY, Command, House, copy_catalogue, settings_for
from tests.publishers.server import Publishers

COLUMNS = {"family_centre_use": {"visits": [], "families": [], "age_group": ["all", "0_2"]}, "network": {"kind": ["a"]}}
PLACES = "family_centre_meeting_places"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_catalogue(tmp_path / "catalogue", (*TINY, PLACES, "age_0"))


def problems(folder: Path, source: str, name: str = PLACES) -> list[tuple[str, str, str, str]]:
    """Kind, field, value and the text of the line of every problem, once the source of an indicator has changed."""
    path = folder / "indicators" / f"{name}.toml"
    head, _, rest = path.read_text("utf-8").partition("[[source]]\n")
    caveats = rest[rest.index("[[caveats]]") :]
    path.write_text(f"{head}[[source]]\n{source}\n{caveats}", "utf-8")
    with pytest.raises(CatalogueError) as raised:
        load_catalogue(folder, COLUMNS)
    lines = path.read_text("utf-8").splitlines()
    return [(one.kind, one.field, one.value, lines[one.line - 1]) for one in raised.value.problems]


def local(**fields: str) -> str:
    return "\n".join(['kind = "local"', *(f"{name} = {value}" for name, value in fields.items())])


def test_a_template_a_column_and_an_option_that_are_not_there_are_told_with_those_that_are(folder: Path) -> None:
    source = local(template='"use"', formula='"sum"', column='"visits"')
    assert problems(folder, source) == [("unknown_template", "source.0.template", "use", 'template = "use"')]
    source = local(template='"family_centre_use"', formula='"share"', column='"calls"', of='"visit"')
    assert problems(folder, source) == [
        ("unknown_column", "source.0.column", "calls", 'column = "calls"'),
        ("unknown_column", "source.0.of", "visit", 'of = "visit"'),
    ]
    source = local(template='"network"', formula='"groups"', column='"kind"', options='["a", "b"]')
    assert problems(folder, source) == [("unknown_option", "source.0.options", "b", 'options = ["a", "b"]')]


@pytest.mark.parametrize(
    "fields",
    [
        {"formula": '"sum"'},
        {"formula": '"share"', "column": '"families"'},
        {"formula": '"mean"', "of": '"visits"'},
        {"formula": '"sum"', "column": '"visits"', "of": '"families"'},
        {"formula": '"covered"', "column": '"visits"'},
    ],
)
def test_a_formula_takes_its_own_number_of_columns(folder: Path, fields: dict[str, str]) -> None:
    found = problems(folder, local(template='"family_centre_use"', **fields))
    assert [one[0] for one in found] == ["local_columns"]


def test_a_local_source_stands_alone_and_is_summed_with_no_other(folder: Path) -> None:
    visits = local(template='"family_centre_use"', formula='"sum"', column='"visits"')
    both = f'{visits}\n\n[[source]]\nkind = "sotkanet"\nindicator = 5\ntitle = "Käynnit"\n'
    assert problems(folder, both)[0][:3] == ("local_alone", "source.0.kind", "local")
    path = folder / "indicators" / f"{PLACES}.toml"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index('[[source]]\nkind = "sotkanet"')] + text[text.index("[[caveats]]") :], "utf-8")
    other = folder / "indicators" / "live_births.toml"
    head = other.read_text("utf-8").partition("[[source]]")[0]
    other.write_text(f'{head}[[source]]\nkind = "derived"\nformula = "sum"\nof = ["{PLACES}", "age_0"]\n', "utf-8")
    with pytest.raises(CatalogueError) as raised:
        load_catalogue(folder, COLUMNS)
    assert [(one.kind, one.value, Path(one.path).stem) for one in raised.value.problems] == [
        ("local_summed", PLACES, "live_births")
    ]


def test_the_command_holds_the_catalogue_against_the_templates_that_ship(
    publishers: Publishers, tmp_path: Path, folder: Path, command: Command
) -> None:
    house = House(publishers, settings_for(publishers, tmp_path / "data", folder))
    assert command(house, "catalogue", "check").code == 0
    house.edit(PLACES, 'column = "kind"', 'column = "kinds"')
    done = command(house, "catalogue", "check")
    assert (done.code, "kinds" in done.err, "run_by" in done.err) == (1, True, True)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ((('formula = "sum"', 'formula = "monthly_mean"'),), ("interval_months", "interval.method", "overdispersed")),
        ((('unit = "visits"', 'unit = "per_100"'),), ("interval_base", "interval.method", "overdispersed")),
        (
            (("interval.reason.fi", 'interval.base = "age_0"\ninterval.reason.fi'),),
            ("interval_no_base", "interval.base", "age_0"),
        ),
    ],
)
def test_an_interval_from_months_needs_the_sum_of_months_and_a_base_where_it_is_of_a_rate(
    tmp_path: Path, changes: tuple[tuple[str, str], ...], expected: tuple[str, str, str]
) -> None:
    folder = copy_catalogue(tmp_path / "catalogue", (*TINY, "family_centre_visits", "age_0"))
    path = folder / "indicators" / "family_centre_visits.toml"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    with pytest.raises(CatalogueError) as raised:
        load_catalogue(folder, COLUMNS)
    (one,) = raised.value.problems
    assert (one.kind, one.field, one.value) == expected
    assert text.splitlines()[one.line - 1].startswith(expected[1])
