"""One exported file, kept whole: whoever changes a figure, a column or a word of it sees it here."""

from pathlib import Path

from ilmiotaulu.exports.csv import sheet_csv
from ilmiotaulu.views import texts
from ilmiotaulu.views.area import area_view
from tests.conftest import HERE, House

GOLDEN = HERE / "golden"


def exported(house: House) -> bytes:
    """The placements of the fake world in 2021, in Finnish, without the day of the fetch."""
    with house.opened() as release:
        fetched = release.table("source_fetch")["fetched_at"].max()
        of = texts.indicators(release.table("indicator"), release.table("caveat"), release.indicators_with_rows(), "fi")
        view = area_view(
            release.one_year("placed_children_0_17", 2021),
            texts.municipalities(texts.places(release.table("region"), "fi"), "FI"),
            of["placed_children_0_17"],
            [],
            release.table("source_fetch"),
            "fi",
        )
    text = sheet_csv(view.sheet, "2026-11-22-0123456789", "fi")
    day = f"{fetched.day}.{fetched.month}.{fetched.year}"
    return text.replace(day.encode(), b"22.11.2026")


def test_the_exported_file_is_the_one_that_is_kept(published: House) -> None:
    path: Path = GOLDEN / "placed_children_0_17_2021.csv"
    assert exported(published) == path.read_bytes()
