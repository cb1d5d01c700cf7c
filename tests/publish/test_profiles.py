"""`ilmiotaulu export profiles`: whole files, one a municipality, and an answer in words to what cannot be done."""

from pathlib import Path

from pipelines import cli
from tests.conftest import Command, House
from tests.exports.read_pdf import opened, text_of

CENTRAL_FINLAND = {"KU179-Jyväskylä", "KU249-Keuruu", "KU256-Kinnula", "KU729-Saarijärvi", "KU892-Uurainen"}


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_a_county_s_municipalities_have_a_file_each(published: House, command: Command, tmp_path: Path) -> None:
    done = command(published, "export", "profiles", "--county", "HVA15", "--out", str(tmp_path / "new" / "folder"))
    assert (done.code, done.err.strip()) == (0, "")
    assert names(tmp_path / "new/folder") == {f"profile-{name}-fi.pdf" for name in CENTRAL_FINLAND}
    assert f"Kuntaprofiileja tehtiin 5: {tmp_path}/new/folder (julkaisu {published.pointer.release})" in done.out
    body = (tmp_path / "new/folder/profile-KU256-Kinnula-fi.pdf").read_bytes()
    assert "salattu tai nolla" in text_of(body)


def test_without_a_county_the_whole_country_has_in_the_language_asked_for(
    published: House, command: Command, tmp_path: Path
) -> None:
    done = command(published, "export", "profiles", "--language", "sv", "--out", str(tmp_path / "out"))
    assert done.code == 0, done.err
    assert len(names(tmp_path / "out")) == 7
    read = opened((tmp_path / "out/profile-KU249-Keuru-sv.pdf").read_bytes())
    assert read.trailer["/Root"]["/Lang"] == "sv"


def test_another_time_the_files_are_the_same(published: House, command: Command, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        command(published, "export", "profiles", "--county", "HVA12", "--out", str(tmp_path / folder))
    assert names(tmp_path / "one")
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()


def test_an_unknown_county_is_answered_with_those_there_are(published: House, command: Command, tmp_path: Path) -> None:
    done = command(published, "export", "profiles", "--county", "KU249", "--out", str(tmp_path / "out"))
    assert done.code == cli.USAGE
    assert "KU249" in done.err
    assert "HVA12, HVA15" in done.err
    assert not (tmp_path / "out").exists()


def test_an_unknown_language_is_wrong_use(published: House, command: Command) -> None:
    assert command(published, "export", "profiles", "--language", "de").code == cli.USAGE


def test_without_a_release_there_is_nothing_to_make(house: House, command: Command) -> None:
    done = command(house, "export", "profiles")
    assert done.code == cli.USAGE
    assert "ilmiotaulu refresh" in done.err


def test_a_folder_that_cannot_be_written_is_told_and_leaves_no_part_of_a_file(
    published: House, command: Command, tmp_path: Path
) -> None:
    taken = tmp_path / "out"
    (taken / "profile-KU256-Kinnula-fi.pdf").mkdir(parents=True)
    done = command(published, "export", "profiles", "--county", "HVA15", "--out", str(taken))
    assert done.code == cli.NOT_WRITTEN
    whole = [file for file in taken.iterdir() if file.is_file()]
    assert {file.name for file in whole} == {"profile-KU179-Jyväskylä-fi.pdf", "profile-KU249-Keuruu-fi.pdf"}
    assert all(opened(file.read_bytes()).pages for file in whole)


def test_municipalities_without_figures_are_counted(house: House, command: Command, tmp_path: Path) -> None:
    house.starter()
    done = command(house, "export", "profiles", "--county", "HVA12", "--out", str(tmp_path / "out"))
    assert done.code == 0
    assert "Kuntia, joista tässä julkaisussa ei ole lukuja: 2." in done.out
    assert names(tmp_path / "out") == set()
