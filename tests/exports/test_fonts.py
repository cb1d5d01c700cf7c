from pathlib import Path

import pytest

from ilmiotaulu.exports.fonts import characters
from ilmiotaulu.settings import PROJECT
from ilmiotaulu.text import LANGUAGES, messages

FONTS = sorted((PROJECT / "assets/fonts").glob("*.ttf"))


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
def test_a_font_tells_what_it_can_show(font: Path) -> None:
    known = characters(font)
    assert set("Aa0ÅÄÖåäöžšŠ€%–−→↗↘\N{NARROW NO-BREAK SPACE}\N{NO-BREAK SPACE}□") <= known
    assert not known & set("😀漢\x00\n")


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.stem)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_of_ours_can_be_shown(font: Path, lang: str) -> None:
    assert set("".join(messages(lang).values())) - characters(font) <= {"\n", "●"}


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.ttf"
    file.write_bytes(b"\0\1\0\0" + b"\0" * 40)
    with pytest.raises(ValueError, match=r"x\.ttf: no characters"):
        characters(file)
