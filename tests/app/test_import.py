"""A coordinator's spreadsheet on its way in: put right in one round, taken in, published, undone; or refused."""

import io
import os
import re
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect
from xlsxwriter import Workbook

from ilmiotaulu.exports.xlsx import XLSX
from ilmiotaulu.text import t
from tests.app.conftest import PATIENCE, Reader, Site, go, serving, settled

pytestmark = pytest.mark.browser
SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
# Made up; its last sign is what the rule of identity codes wants.
CODE = "010101-123N"
PLACES = [
    ["Paikka", "Laji", "Ylläpitäjä", "Kunta", "Leveysaste", "Pituusaste"],
    ["Testipaikka A", "Perhekeskus", "Kunta", "Keuruu", 62.26, 24.7],
    ["Testipaikka B", "Kohtaamispaikka", "Järjestö", "Jyväskylä", 62.24, 25.74],
]
USE = ["Paikka", "Kuukausi", "Lasten ikäryhmä", "Käynnit", "Perheitä"]
WRONG = [
    USE,
    ["Testipaikka A", "1/2025", "", 100, 40],
    ["Testipaikka A", "13/2025", "", 100, 40],
    ["Testipaika A", "2/2025", "", 100, 40],
    ["Testipaikka A", "3/2025", "", -4, 1],
    ["Testipaikka A", "4/2025", "", 100, 140],
    ["Testipaikka A", "5/2025", "Vauvat", 100, 40],
    ["Testipaikka A", "1/2025", "", 90, 40],
    ["Testipaikka A", "12/2190", "", 90, 40],
    ["", "6/2025", "", 90, 40],
    ["Testipaikka A", "7/2025", "", "noin sata", 40],
    ["Testipaikka A", "8/2025", "", 90.5, 40],
]
RIGHT = [USE, *(["Testipaikka A", f"{month}/2025", "", 100, 40] for month in range(1, 13))]


def spreadsheet(rows: list[list]) -> bytes:
    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Tiedot")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def drop(page: Page, name: str, payload: bytes) -> Page:
    """Drop a file on the page, and wait until the page speaks of it."""
    file = FilePayload(name=name, mimeType=XLSX, buffer=payload)
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    return settled(page)


def take_in(page: Page, *, public: bool) -> Page:
    page.get_by_role("textbox", name=t("import.page.role", "fi")).fill("testaaja")
    page.keyboard.press("Enter")
    settled(page)
    if public:
        page.get_by_role("radio", name=t("import.state.public", "fi")).first.click()
        settled(page)
    page.get_by_role("button", name=t("import.page.accept", "fi")).click()
    expect(page.get_by_text(re.compile(r"Tuonti \d+ on tallennettu"))).to_be_visible()
    return settled(page)


def publish(page: Page) -> Page:
    page.get_by_role("button", name=t("import.page.publish", "fi")).click()
    expect(page.get_by_text("Uusi julkaisu on valmis")).to_be_visible(timeout=90_000)
    return settled(page)


def problems(page: Page) -> Locator:
    return page.get_by_role("table", name=t("import.page.problems", "fi")).locator("tbody tr")


@pytest.fixture
def own_data(tmp_path: Path, starter_data: Path) -> Path:
    """A data directory of its own with the starter."""
    return Path(shutil.copytree(starter_data, tmp_path / "data"))


@pytest.fixture
def desk(own_data: Path, tmp_path: Path) -> Iterator[Site]:
    with serving(own_data, tmp_path / "server.log", ILMIOTAULU_ALLOW_IMPORT="true") as site:
        yield site


def test_a_spreadsheet_with_ten_mistakes_is_put_right_in_one_round_and_its_figures_are_seen(
    desk: Site, reader: Reader
) -> None:
    page = go(reader.window(height=1600), desk.at("import_file"))
    take_in(drop(page, "paikat.xlsx", spreadsheet(PLACES)), public=True)
    drop(page, "virheet.xlsx", spreadsheet(WRONG))
    expect(problems(page)).to_have_count(10)
    rows = [int(re.search(r"rivi (\d+)", row)[1]) for row in problems(page).all_inner_texts()]  # ty: ignore
    assert rows == list(range(3, 13))
    expect(page.get_by_role("button", name=t("import.page.accept", "fi"))).to_have_count(0)
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "journey-4-ten-mistakes.png")
    with page.expect_download() as marked:
        page.get_by_role("button", name=t("import.page.marked", "fi")).click()
    assert marked.value.suggested_filename == "virheet-merkitty.xlsx"
    take_in(drop(page, "kaytto.xlsx", spreadsheet(RIGHT)), public=True)
    publish(page)
    go(page, desk.at("family_centres", area="HVA15"))
    main = page.get_by_test_id("stMain")
    expect(main).not_to_contain_text("Testipaika A")
    # Ten of a hundred visits a month, of one place.
    expect(main).to_contain_text("12/2025: 100")
    # The made-up places have made room.
    assert "keksitty" not in main.inner_text().lower()


def test_a_draft_is_kept_and_seen_nowhere(desk: Site, reader: Reader) -> None:
    page = go(reader.window(height=1600), desk.at("import_file"))
    take_in(drop(page, "paikat.xlsx", spreadsheet(PLACES)), public=False)
    page.get_by_role("button", name=t("import.page.publish", "fi")).click()
    expect(page.get_by_text("Mikään ei ole muuttunut")).to_be_visible(timeout=90_000)
    go(page, desk.at("family_centres", area="HVA15"))
    expect(page.get_by_test_id("stMain")).not_to_contain_text("Testipaikka")


def test_an_import_is_undone_when_it_is_asked_and_answered_and_taken_back_again(desk: Site, reader: Reader) -> None:
    page = go(reader.window(height=1600), desk.at("family_centres", area="HVA15"))
    expect(page.get_by_role("link", name=t("next.import", "fi"))).to_be_visible()
    page.get_by_role("link", name=t("example.import", "fi")).click()
    expect(page.get_by_role("heading", name=t("import.page.bring", "fi"))).to_be_visible()
    settled(page)
    take_in(drop(page, "paikat.xlsx", spreadsheet(PLACES)), public=False)
    drop(page, "kaytto.xlsx", spreadsheet(RIGHT))
    # Every row is shown as it was understood.
    expect(page.get_by_role("table", name=t("import.page.preview", "fi")).locator("tbody tr")).to_have_count(12)
    expect(page.get_by_text(t("import.page.change_new_month", "fi", count=12))).to_be_visible()
    take_in(page, public=True)
    rows = page.get_by_role("table", name=t("import.page.kept", "fi")).locator("tbody tr")
    expect(rows.first).to_contain_text("1/2025–12/2025")
    undone = t("import.state.withdrawn", "fi")
    # The newest is chosen, and two clicks only ask.
    page.get_by_role("button", name=t("import.page.undo", "fi", number=2)).dblclick()
    expect(page.get_by_text("Perutaanko tuonti 2 (Perhekeskuksen käyttö, rivejä 12)?")).to_be_visible()
    settled(page)
    expect(rows.filter(has_text=undone)).to_have_count(0)
    page.get_by_role("button", name=t("import.page.yes", "fi")).dblclick()
    expect(page.get_by_text(t("import.done.undone", "fi", number=2))).to_be_visible()
    settled(page)
    expect(rows.filter(has_text=undone)).to_have_count(1)
    expect(rows.first).to_contain_text(undone)
    page.get_by_role("button", name=t("import.page.restore", "fi", number=2)).click()
    expect(page.get_by_text(t("import.done.restored", "fi", number=2))).to_be_visible()
    expect(rows.filter(has_text=undone)).to_have_count(0)
    # What is still to do stands beside what was done.
    page.get_by_role("button", name=t("import.page.remove_examples", "fi")).click()
    expect(page.get_by_text(t("import.done.examples_removed", "fi"))).to_be_visible()
    expect(page.get_by_role("button", name=t("import.page.publish", "fi"))).to_have_count(2)


def test_a_role_that_names_a_person_is_not_taken(desk: Site, reader: Reader) -> None:
    page = drop(go(reader.window(height=1600), desk.at("import_file")), "paikat.xlsx", spreadsheet(PLACES))
    page.get_by_role("textbox", name=t("import.page.role", "fi")).fill("testi@example.org")
    page.keyboard.press("Enter")
    settled(page)
    page.get_by_role("button", name=t("import.page.accept", "fi")).click()
    expect(page.get_by_text(t("import.role.personal", "fi"))).to_be_visible()
    assert not (desk.data / "local").exists()


def test_a_file_with_an_identity_code_leaves_no_trace(own_data: Path, tmp_path: Path, reader: Reader) -> None:
    held, temporary = tmp_path / "held", tmp_path / "tmp"
    temporary.mkdir()
    program = ("tests/app/probed_server.py", str(held))
    rows = [["Paikka", "Kuukausi", "Käynnit"], ["Testipaikka A", "1/2025", 5], [CODE, "2/2025", 5]]
    # Plain text, so that no compression hides what is looked for; long, so that a server may put it in a file.
    payload = "\n".join([*(";".join(map(str, row)) for row in rows), *[";;"] * 600_000]).encode()
    log = tmp_path / "server.log"
    with serving(own_data, log, program=program, ILMIOTAULU_ALLOW_IMPORT="true", TMPDIR=str(temporary)) as site:
        page = go(reader.window(height=1600), site.at("import_file"))
        drop(page, "asiakkaat.csv", payload)
        expect(page.get_by_text("henkilötunnus").first).to_be_visible()
        assert CODE not in page.content()
        os.kill(site.process, signal.SIGUSR1)
        until = time.monotonic() + PATIENCE
        while not held.exists() and time.monotonic() < until:
            time.sleep(0.05)
        assert CODE.encode() not in held.read_bytes()
        seen = [path for top in (own_data, temporary) for path in top.rglob("*") if path.is_file()]
        assert seen
        for path in [*seen, log]:
            assert CODE.encode() not in path.read_bytes(), path


def test_a_server_for_everybody_gives_templates_and_takes_nothing_in(starter_site: Site, reader: Reader) -> None:
    page = go(reader.window(), starter_site.at("import_file"))
    expect(page.get_by_text(t("import.page.not_here", "fi"))).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)
    with page.expect_download() as template:
        page.get_by_role("button", name=t("import.page.xlsx", "fi")).click()
    assert template.value.suggested_filename == "family_centre_use-fi.xlsx"
    # Nobody is sent here from elsewhere to do what this server does not take.
    go(page, starter_site.at("family_centres", area="HVA15"))
    expect(page.get_by_text(t("centres.example_notice", "fi"))).to_be_visible()
    main = page.get_by_test_id("stMain")
    for key in ("example.import", "next.import"):
        expect(main.get_by_role("link", name=t(key, "fi"))).to_have_count(0)
