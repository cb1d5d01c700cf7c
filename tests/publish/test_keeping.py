"""What was taken in is kept by content, in order, and every change leaves the old state or the new one."""

import hashlib
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import orjson
import polars as pl
import pytest

from ilmiotaulu.local.problems import Checked, Problem
from pipelines.local import keeping
from pipelines.local.keeping import DamagedLocal, Import, LocalStore, UnknownImport, changes, with_import
from tests.publish.local_rows import CENTRES, FILE, MEASURES, NETWORK, NOW, USE, checked, place, use

SOON = date(2026, 12, 1)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "local")


def take(store: LocalStore, found: Checked, **more: object) -> Import:
    template = {one.id: one for one in (USE, CENTRES, MEASURES, NETWORK)}[found.template]
    values = {"file_sha256": FILE, "role": "koordinaattori", "now": NOW, **more}
    return store.accept(found, template, **values)  # type: ignore[arg-type]


def visits(store: LocalStore, public_on: date | None = None) -> dict[tuple[str, str], int]:
    rows = store.rows(USE, public_on)
    return {(name, month): count for name, month, count in rows.select("place", "month", "visits").rows()}


# ---- what is kept -------------------------------------------------------------------------------------------
def test_rows_are_kept_in_our_own_form_under_the_hash_of_their_bytes(store: LocalStore) -> None:
    one = take(store, checked(USE, use("Puisto", "2026-02", 40), use("Puisto", "2026-01", 30, families=12)))
    body = (store.folder / f"{one.sha256}.csv").read_bytes()
    assert hashlib.sha256(body).hexdigest() == one.sha256
    assert body.decode() == (
        "place,month,age_group,visits,families,group_participants,consultations,drop_in\n"
        "Puisto,2026-01,all,30,12,,,\n"
        "Puisto,2026-02,all,40,,,,\n"
    )


def test_the_same_rows_in_another_order_are_the_same_bytes(store: LocalStore) -> None:
    rows = [use("Puisto", "2026-02", 40), use("Asema", "2026-01", 30)]
    assert take(store, checked(USE, *rows)).sha256 == take(store, checked(USE, *reversed(rows))).sha256
    assert sorted(path.name for path in store.folder.iterdir())[1:] == ["lock.json"]


def test_an_import_says_who_brought_it_in_which_role_when_and_from_what_bytes(store: LocalStore) -> None:
    take(store, checked(USE, use("Puisto", "2026-02", 40)), role=" perhekeskuskoordinaattori ")
    (told,) = orjson.loads((store.folder / "lock.json").read_bytes())["imports"]
    assert {name: told[name] for name in ("id", "template", "version", "rows", "role", "file_sha256", "state")} == {
        "id": 1,
        "template": "family_centre_use",
        "version": 1,
        "rows": 1,
        "role": "perhekeskuskoordinaattori",
        "file_sha256": FILE,
        "state": "draft",
    }
    assert told["accepted_at"] == "2026-11-25T12:00:00Z"


def test_texts_numbers_and_days_come_back_as_they_were(store: LocalStore) -> None:
    rows = [place('Puisto, "vanha"', "KU179", latitude=62.25, opened=2015), place("=1+1", "KU249", opening_hours="a;b")]
    take(store, checked(CENTRES, *rows))
    kept = LocalStore(store.folder).rows(CENTRES)
    assert kept.drop("import").sort("place").equals(checked(CENTRES, *rows).rows.drop("row").sort("place"))
    assert kept.schema["opened"] == pl.Int16
    group = {"group": "Tiimi", "kind": "steering_group", "municipality": "KU179", "year": 2025, "agreement": "yes"}
    dated = [{**group, "agreement_from": date(2025, 1, 31), "agreement_to": date(2026, 12, 1)}, {**group, "year": 2024}]
    take(store, checked(NETWORK, *dated))
    days = LocalStore(store.folder).rows(NETWORK).sort("year").select("agreement_from", "agreement_to")
    assert days.rows() == [(None, None), (date(2025, 1, 31), date(2026, 12, 1))]


@pytest.mark.parametrize("role", ["", "   ", "x" * 61, "kaksi\nriviä"])
def test_a_role_is_a_few_words_on_one_line(store: LocalStore, role: str) -> None:
    with pytest.raises(ValueError, match="role"):
        take(store, checked(USE, use("Puisto", "2026-02", 40)), role=role)
    assert not store.folder.exists() or not list(store.folder.glob("*.csv"))


def test_a_file_with_an_error_or_without_rows_is_not_taken_in(store: LocalStore) -> None:
    good = checked(USE, use("Puisto", "2026-02", 40))
    wrong = Checked(good.template, good.rows, (Problem("negative", row=3),))
    for found in (wrong, checked(USE)):
        with pytest.raises(ValueError, match="not_sound"):
            take(store, found)
    assert not store.folder.exists()
    notice = Checked(good.template, good.rows, (Problem("merged_municipality", row=3, severity="notice"),))
    assert take(store, notice).rows == 1


# ---- order --------------------------------------------------------------------------------------------------
def test_a_later_file_replaces_its_own_places_and_months_only(store: LocalStore) -> None:
    take(
        store,
        checked(USE, use("Puisto", "2026-01", 30), use("Puisto", "2026-01", 9, "0_2"), use("Asema", "2026-01", 5)),
    )
    take(store, checked(USE, use("Puisto", "2026-01", 33), use("Puisto", "2026-02", 40)))
    rows = store.rows(USE).select("place", "month", "age_group", "visits", "import").rows()
    assert rows == [
        ("Asema", "2026-01", "all", 5, 1),
        ("Puisto", "2026-01", "all", 33, 2),
        ("Puisto", "2026-02", "all", 40, 2),
    ]


def test_a_list_of_places_always_comes_whole(store: LocalStore) -> None:
    take(store, checked(CENTRES, place("Puisto", "KU179"), place("Asema", "KU249")))
    take(store, checked(CENTRES, place("Asema", "KU249")))
    assert store.rows(CENTRES)["place"].to_list() == ["Asema"]


def test_another_measure_of_the_same_municipality_and_year_is_not_replaced(store: LocalStore) -> None:
    row = {"municipality": "KU249", "year": 2025, "value": 10.0, "count": 10}
    take(store, checked(MEASURES, {"measure": "trained", **row}))
    take(store, checked(MEASURES, {"measure": "heard", **row, "value": 20.0}))
    take(store, checked(MEASURES, {"measure": "heard", **row, "value": 30.0}))
    assert store.rows(MEASURES).select("measure", "value").rows() == [("heard", 30.0), ("trained", 10.0)]


def test_undone_the_earlier_rows_are_back_and_the_import_stays_on_the_list(store: LocalStore) -> None:
    take(store, checked(USE, use("Puisto", "2026-01", 30)))
    take(store, checked(USE, use("Puisto", "2026-01", 33)))
    store.withdraw(2, NOW + timedelta(hours=1))
    assert visits(LocalStore(store.folder)) == {("Puisto", "2026-01"): 30}
    assert [(one.id, one.withdrawn_at) for one in store.imports] == [(1, None), (2, NOW + timedelta(hours=1))]
    assert take(store, checked(USE, use("Puisto", "2026-01", 35))).id == 3
    assert visits(store) == {("Puisto", "2026-01"): 35}


def test_an_undone_import_is_taken_back_in_its_old_place(store: LocalStore) -> None:
    take(store, checked(USE, use("Puisto", "2026-01", 30), use("Puisto", "2026-02", 31)))
    take(store, checked(USE, use("Puisto", "2026-01", 33)))
    store.withdraw(1, NOW)
    assert visits(store) == {("Puisto", "2026-01"): 33}
    assert store.restore(1).withdrawn_at is None
    assert visits(LocalStore(store.folder)) == {("Puisto", "2026-01"): 33, ("Puisto", "2026-02"): 31}
    for number in (0, 1, 2, 3):
        with pytest.raises(UnknownImport):
            store.restore(number)


def test_an_undone_import_whose_rows_are_gone_is_not_taken_back(store: LocalStore) -> None:
    one = take(store, checked(USE, use("Puisto", "2026-01", 30)))
    store.withdraw(1, NOW)
    (store.folder / f"{one.sha256}.csv").unlink()
    with pytest.raises(DamagedLocal):
        store.restore(1)
    assert store.imports[0].withdrawn_at == NOW
    assert store.periods(one, USE) is None


def test_an_import_tells_its_first_and_its_last_period(store: LocalStore) -> None:
    months = ("2026-02", "2025-11", "2026-01")
    one = take(store, checked(USE, *(use("Puisto", month, 30) for month in months)))
    assert store.periods(one, USE) == ("2025-11", "2026-02")


@pytest.mark.parametrize("number", [0, 2, -1])
def test_what_is_not_there_or_is_undone_already_cannot_be_undone(store: LocalStore, number: int) -> None:
    take(store, checked(USE, use("Puisto", "2026-01", 30)))
    with pytest.raises(UnknownImport):
        store.withdraw(number, NOW)
    store.withdraw(1, NOW)
    with pytest.raises(UnknownImport):
        store.withdraw(1, NOW)
    with pytest.raises(UnknownImport):
        store.set_state(1, "public", SOON)


# ---- who may see it -----------------------------------------------------------------------------------------
def test_everybody_sees_the_public_ones_from_their_day_on(store: LocalStore) -> None:
    for state, day in (("draft", None), ("steering", None), ("public", SOON)):
        take(store, checked(USE, use(state, "2026-01", 30)), state=state, public_from=day)
    assert visits(store, SOON - timedelta(days=1)) == {}
    assert visits(store, SOON) == {("public", "2026-01"): 30}
    assert len(visits(store)) == 3


def test_a_draft_that_corrects_a_public_one_is_not_seen_and_hides_nothing(store: LocalStore) -> None:
    take(store, checked(USE, use("Puisto", "2026-01", 30)), state="public", public_from=SOON)
    take(store, checked(USE, use("Puisto", "2026-01", 33)))
    assert visits(store, SOON) == {("Puisto", "2026-01"): 30}
    assert visits(store) == {("Puisto", "2026-01"): 33}
    store.set_state(2, "public", SOON + timedelta(days=1))
    assert visits(store, SOON) == {("Puisto", "2026-01"): 30}
    assert visits(store, SOON + timedelta(days=1)) == {("Puisto", "2026-01"): 33}


@pytest.mark.parametrize(("state", "day"), [("public", None), ("draft", SOON), ("steering", SOON), ("secret", None)])
def test_a_public_one_has_a_day_and_no_other_has(store: LocalStore, state: str, day: date | None) -> None:
    take(store, checked(USE, use("Puisto", "2026-01", 30)))
    before = (store.folder / "lock.json").read_bytes()
    with pytest.raises(ValueError, match=r"public_from|state"):
        store.set_state(1, state, day)  # type: ignore[arg-type]
    assert (store.folder / "lock.json").read_bytes() == before


def test_made_up_rows_are_never_among_the_others(store: LocalStore) -> None:
    take(store, checked(USE, use("Esimerkki 1", "2026-01", 30)), is_example=True)
    take(store, checked(USE, use("Puisto", "2026-01", 40)))
    assert store.rows(USE)["place"].to_list() == ["Puisto"]
    assert store.rows(USE, examples=True)["place"].to_list() == ["Esimerkki 1"]


# ---- what changes -------------------------------------------------------------------------------------------
def test_what_a_file_changes_is_told_by_place_and_month(store: LocalStore) -> None:
    take(store, checked(USE, use("Puisto", "2026-01", 30), use("Puisto", "2026-02", 20), use("Asema", "2026-01", 5)))
    before = store.rows(USE)
    new = checked(USE, use("Puisto", "2026-01", 30), use("Puisto", "2026-02", 21), use("Asema", "2026-03", 5))
    found = changes(USE, before, with_import(USE, before, new.rows))
    assert found.rows() == [("Asema", "2026-03", "new", 0, 1), ("Puisto", "2026-02", "changed", 1, 1)]
    take(store, new)
    assert changes(USE, before, store.rows(USE)).equals(found)


def test_a_place_that_a_new_list_does_not_have_is_gone(store: LocalStore) -> None:
    take(store, checked(CENTRES, place("Puisto", "KU179"), place("Asema", "KU249")))
    before = store.rows(CENTRES)
    new = checked(CENTRES, place("Asema", "KU249", opened=2010), place("Tori", "KU729"))
    found = changes(CENTRES, before, with_import(CENTRES, before, new.rows))
    assert found.select("place", "kind").rows() == [("Asema", "changed"), ("Puisto", "gone"), ("Tori", "new")]


def test_an_age_group_that_is_left_out_is_a_change(store: LocalStore) -> None:
    take(store, checked(USE, use("Puisto", "2026-01", 30), use("Puisto", "2026-01", 9, "0_2")))
    before = store.rows(USE)
    after = with_import(USE, before, checked(USE, use("Puisto", "2026-01", 30)).rows)
    assert changes(USE, before, after).rows() == [("Puisto", "2026-01", "changed", 2, 1)]


# ---- damage and crashes -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"version": 2, "imports": []}',
        b'{"version": 1, "imports": [{}]}',
        b'{"version": 1, "imports": [], "more": 1}',
    ],
)
def test_a_damaged_or_unknown_list_is_named_and_nothing_is_written_over_it(store: LocalStore, body: bytes) -> None:
    store.folder.mkdir()
    path = store.folder / "lock.json"
    path.write_bytes(body)
    with pytest.raises(DamagedLocal, match=r"lock\.json"):
        LocalStore(store.folder)
    with pytest.raises(DamagedLocal):
        take(store, checked(USE, use("Puisto", "2026-01", 30)))
    assert path.read_bytes() == body


def test_numbers_that_do_not_follow_each_other_are_damage(store: LocalStore) -> None:
    for month in ("2026-01", "2026-02"):
        take(store, checked(USE, use("Puisto", month, 30)))
    path = store.folder / "lock.json"
    told = orjson.loads(path.read_bytes())
    path.write_bytes(orjson.dumps({**told, "imports": told["imports"][1:]}))
    with pytest.raises(DamagedLocal):
        LocalStore(store.folder)


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_rows_that_are_gone_or_changed_are_named(store: LocalStore, damage: str) -> None:
    one = take(store, checked(USE, use("Puisto", "2026-01", 30)))
    path = store.folder / f"{one.sha256}.csv"
    path.unlink() if damage == "gone" else path.write_bytes(path.read_bytes().replace(b"30", b"31"))
    with pytest.raises(DamagedLocal, match=one.sha256):
        LocalStore(store.folder).rows(USE)


def test_a_column_that_a_template_has_got_since_is_empty(store: LocalStore) -> None:
    take(store, checked(USE, use("Puisto", "2026-01", 30)))
    added = USE.columns[-1].model_copy(update={"id": "phone_calls"})
    newer = USE.model_copy(update={"version": 2, "columns": (*USE.columns, added)})
    assert store.rows(newer).select("visits", "phone_calls").rows() == [(30, None)]


def test_a_store_that_was_opened_before_another_wrote_loses_nothing(store: LocalStore) -> None:
    other = LocalStore(store.folder)
    take(other, checked(USE, use("Puisto", "2026-01", 30)))
    assert take(store, checked(USE, use("Asema", "2026-01", 40))).id == 2
    assert set(visits(LocalStore(store.folder))) == {("Puisto", "2026-01"), ("Asema", "2026-01")}


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("step", ["accept", "withdraw"])
def test_a_failure_at_any_step_leaves_the_old_state_or_the_new_one(
    store: LocalStore, monkeypatch: pytest.MonkeyPatch, step: str, at: int
) -> None:
    take(store, checked(USE, use("Puisto", "2026-01", 30)))
    calls = 0

    def failing(name: str) -> None:
        real = getattr(keeping, name)

        def call(*arguments: object) -> None:
            nonlocal calls
            calls += 1
            if calls == at:
                raise OSError("power")
            real(*arguments)

        monkeypatch.setattr(keeping, name, call)

    failing("write_whole")
    failing("sync_folder")

    def change() -> None:
        if step == "accept":
            take(store, checked(USE, use("Puisto", "2026-01", 33)))
        else:
            store.withdraw(1, NOW)

    old, new = {("Puisto", "2026-01"): 30}, {"accept": {("Puisto", "2026-01"): 33}, "withdraw": {}}[step]
    steps = {"accept": 4, "withdraw": 2}[step]
    if at <= steps:
        with pytest.raises(OSError, match="power"):
            change()
        assert visits(LocalStore(store.folder)) == (new if at == steps else old)
    else:
        change()
        assert visits(LocalStore(store.folder)) == new


def test_what_an_interrupted_import_left_behind_is_swept_by_the_next(store: LocalStore) -> None:
    one = take(store, checked(USE, use("Puisto", "2026-01", 30)))
    # The region's own yearly files may lie in the same folder: they are not ours to sweep.
    others = ("calls.csv", ".gitkeep", "muistio.txt")
    for name in (".lock.json.123", f"{'0' * 64}.csv", f".{'1' * 64}.csv.7", *others):
        (store.folder / name).write_bytes(b"half")
    store.remove_examples()
    two = take(store, checked(USE, use("Puisto", "2026-02", 40)))
    left = {path.name for path in store.folder.iterdir()}
    assert left == {"lock.json", "no-examples", f"{one.sha256}.csv", f"{two.sha256}.csv", *others}


def test_the_folder_may_be_copied_to_another_machine(store: LocalStore, tmp_path: Path) -> None:
    take(store, checked(USE, use("Puisto", "2026-01", 30)), now=datetime(2026, 1, 2, tzinfo=UTC))
    shutil.copytree(store.folder, tmp_path / "other")
    assert visits(LocalStore(tmp_path / "other")) == {("Puisto", "2026-01"): 30}
    assert LocalStore(tmp_path / "other").imports == store.imports
