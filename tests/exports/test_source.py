"""The line that every table and file says of where its figures are from."""

from datetime import UTC, datetime

from ilmiotaulu.exports.source import source_line, source_lines
from ilmiotaulu.views.texts import Origin

DAY = datetime(2026, 11, 22, tzinfo=UTC)
PLACED = Origin("THL", "191", "Sijoitetut", "https://example.org/191", DAY, "CC BY 4.0")
OWN = Origin("Alueen omat luvut", "network", "Verkosto (koordinaattori)", "local/3", DAY, "–")


def test_a_publisher_s_table_is_named_by_its_number_and_licence_and_a_list_of_one_s_own_by_its_title() -> None:
    assert source_line(PLACED, "fi") == "Lähde: THL, 191. Haettu 22.11.2026. CC BY 4.0"
    assert source_line(OWN, "fi") == "Lähde: Alueen omat luvut, Verkosto (koordinaattori). Tuotu 22.11.2026."


def test_sources_that_are_alike_share_a_line_and_each_is_named_once() -> None:
    other = Origin("Alueen omat luvut", "one_contact", "Yksi kontakti", "local/4", DAY, "–")
    young = Origin("THL", "1083", "Nuoret", "https://example.org/1083", DAY, "CC BY 4.0")
    assert source_lines([PLACED, OWN, young, PLACED, other], "fi") == [
        "Lähde: THL, 191, 1083. Haettu 22.11.2026. CC BY 4.0",
        "Lähde: Alueen omat luvut, Verkosto (koordinaattori), Yksi kontakti. Tuotu 22.11.2026.",
    ]
