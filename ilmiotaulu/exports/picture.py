"""What stands under a picture that is taken along: unit, what can be said, events, sources, release."""

from ilmiotaulu.charts.trend import numbered
from ilmiotaulu.exports.source import event_lines, source_lines
from ilmiotaulu.text import t
from ilmiotaulu.views.sheet import Sheet


def picture_notes(sheet: Sheet, title: str, release: str, lang: str) -> list[str]:
    """The lines under a picture with this title; the leading sentence is not told again when it is the title.

    Events have the numbers of their lines in a chart that draws them.
    """
    lead = [one.text for one in sheet.findings[:1] if one.text != title]
    events = event_lines(sheet.events)
    if sheet.has_numbered_events:
        numbers = numbered(sheet.events)
        events = [f"{numbers[year]} {line}" for (year, _), line in zip(sheet.events, events, strict=True)]
    return [
        sheet.subtitle,
        *lead,
        *events,
        *source_lines(sheet.origins, lang),
        t("csv.release", lang, release=release),
    ]
