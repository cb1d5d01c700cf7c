"""What stands under a picture that is taken along: unit, what can be said, events, sources, release."""

from ilmiotaulu.charts.trend import numbered
from ilmiotaulu.exports.source import event_lines, source_line
from ilmiotaulu.text import t
from ilmiotaulu.views.sheet import Sheet


def picture_notes(sheet: Sheet, title: str, release: str, lang: str) -> list[str]:
    """The lines under a picture with this title; the leading sentence is not told again when it is the title.

    Events have the numbers of their lines in the chart.
    """
    lead = [one.text for one in sheet.findings[:1] if one.text != title]
    numbers = numbered(sheet.events)
    events = zip(sheet.events, event_lines(sheet.events), strict=True)
    return [
        sheet.subtitle,
        *lead,
        *(f"{numbers[year]} {line}" for (year, _), line in events),
        *(source_line(origin, lang) for origin in sheet.origins),
        t("csv.release", lang, release=release),
    ]
