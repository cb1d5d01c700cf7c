"""Sources of the region's own figures: held against the templates, by line, before anything is built."""

from pathlib import Path

import pytest

from ilmiotaulu.catalogue import CatalogueError, load_catalogue
from tests.conftest import TINY, Command, House, copy_catalogue, settings_for
from tests.publishers.server import Publishers

COLUMNS = {"family_centre_use": {"visits": [], "families": [], "age_group": ["all", "0_2"]}, "network": {"kind": ["a"]}}
VISITS = "family_centre_visits"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_catalogue(tmp_path / "catalogue", (*TINY, VISITS, "age_0"))


def problems(folder: Path, source: str, name: str = VISITS) -> list[tuple[str, str, str, str]]:
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
    path = folder / "indicators" / f"{VISITS}.toml"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index('[[source]]\nkind = "sotkanet"')] + text[text.index("[[caveats]]") :], "utf-8")
    other = folder / "indicators" / "live_births.toml"
    head = other.read_text("utf-8").partition("[[source]]")[0]
    other.write_text(f'{head}[[source]]\nkind = "derived"\nformula = "sum"\nof = ["{VISITS}", "age_0"]\n', "utf-8")
    with pytest.raises(CatalogueError) as raised:
        load_catalogue(folder, COLUMNS)
    assert [(one.kind, one.value, Path(one.path).stem) for one in raised.value.problems] == [
        ("local_summed", VISITS, "live_births")
    ]


def test_the_command_holds_the_catalogue_against_the_templates_that_ship(
    publishers: Publishers, tmp_path: Path, folder: Path, command: Command
) -> None:
    house = House(publishers, settings_for(publishers, tmp_path / "data", folder))
    assert command(house, "catalogue", "check").code == 0
    house.edit(VISITS, 'column = "visits"', 'column = "visit"')
    done = command(house, "catalogue", "check")
    assert (done.code, "visit." in done.err, "group_participants" in done.err) == (1, True, True)
