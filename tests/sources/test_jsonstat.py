"""JSON-stat: every legal shape gives the same cells, and a cube that does not hold together is refused."""

import json
from typing import Any

import pytest

from pipelines.sources.jsonstat import NotJsonStat, parse_jsonstat
from tests.conftest import recorded


def cube(**changed: Any) -> dict[str, Any]:
    """Two areas by three years; the index of the areas is not in the order it is written."""
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "Koe",
        "updated": "2026-04-01T05:00:00Z",
        "id": ["area", "time"],
        "size": [2, 3],
        "dimension": {
            "area": {"category": {"index": {"KU249": 1, "KU179": 0}, "label": {"KU179": "Jyväskylä"}}},
            "time": {"category": {"index": ["2020", "2021", "2022"]}},
        },
        "value": [1, 2.5, None, 4, None, 6],
        "status": {"2": "...", "4": ".."},
        **changed,
    }


def cells(document: dict[str, Any]) -> list[tuple[str, str, float | None, str | None]]:
    return parse_jsonstat(json.dumps(document).encode()).cells.rows()


EXPECTED = [
    ("KU179", "2020", 1.0, None),
    ("KU179", "2021", 2.5, None),
    ("KU179", "2022", None, "..."),
    ("KU249", "2020", 4.0, None),
    ("KU249", "2021", None, ".."),
    ("KU249", "2022", 6.0, None),
]


def test_the_last_dimension_runs_fastest_and_the_index_gives_the_order() -> None:
    dataset = parse_jsonstat(json.dumps(cube()).encode())
    assert dataset.cells.rows() == EXPECTED
    assert dataset.labels["area"] == {"KU179": "Jyväskylä", "KU249": "KU249"}
    assert (dataset.updated, dataset.title) == ("2026-04-01T05:00:00Z", "Koe")


@pytest.mark.parametrize(
    "changed",
    [
        {"value": {"0": 1, "1": 2.5, "3": 4, "5": 6}},
        {"value": ["1", "2.5", "..", "4", "..", "6"]},
        {"status": {"2": "3", "4": "4"}},
        {"status": {"2": 3, "4": 4}},
        {"status": [None, None, "...", None, "..", None]},
        {"dimension": {"area": {"category": {"index": ["KU179", "KU249"]}}, "time": cube()["dimension"]["time"]}},
    ],
    ids=["sparse", "texts", "numeric texts", "numbers", "status array", "index array"],
)
def test_every_legal_shape_gives_the_same_cells(changed: dict[str, Any]) -> None:
    assert cells(cube(**changed)) == EXPECTED


def test_the_older_bundle_gives_the_same_cells() -> None:
    inner = cube()
    dimension = {**inner["dimension"], "id": inner.pop("id"), "size": inner.pop("size")}
    assert cells({"dataset": {**inner, "dimension": dimension}}) == EXPECTED


def test_a_mark_on_a_cell_with_a_value_leaves_the_value() -> None:
    assert cells(cube(status={"0": "*", "2": "...", "4": ".."}))[0] == ("KU179", "2020", 1.0, "*")


def test_one_status_for_all_cells_stands_on_every_cell() -> None:
    assert [row[3] for row in cells(cube(status="..", value=[None] * 6))] == [".."] * 6


def test_without_status_no_cell_has_one() -> None:
    document = cube()
    del document["status"]
    assert [row[3] for row in cells(document)] == [None] * 6


def test_a_dimension_with_one_category_may_leave_out_its_index() -> None:
    document = cube(id=["area", "time", "contents"], size=[2, 3, 1])
    document["dimension"]["contents"] = {"category": {"label": {"vm01": "Elävänä syntyneet"}}}
    assert [row[2] for row in cells(document)] == ["vm01"] * 6


def test_two_categories_with_one_label_stay_apart() -> None:
    document = cube()
    document["dimension"]["area"]["category"]["label"] = {"KU179": "Sama", "KU249": "Sama"}
    assert cells(document) == EXPECTED


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"<html></html>",
        b"[]",
        b"null",
        b'{"class":"dataset"}',
        json.dumps(cube(value=[1, 2])).encode(),
        json.dumps(cube(size=[2, 4])).encode(),
        json.dumps(cube(size=[2])).encode(),
        json.dumps(cube())[:200].encode(),
    ],
)
def test_what_is_not_a_whole_cube_is_refused(payload: bytes) -> None:
    with pytest.raises(NotJsonStat):
        parse_jsonstat(payload)


def test_the_recorded_low_income_table_keeps_its_hidden_cells_apart_from_its_values() -> None:
    rows = parse_jsonstat(recorded("statfin/14ww_data.json")).cells
    assert rows.shape == (260, 5)
    assert rows.filter(status="...")["value"].to_list() == [None] * rows.filter(status="...").height
    country = rows.filter(alue_23_20250101="SSS", contentscode="rpt_l_aste")
    assert country["value"].to_list() == [13.8]
