"""Real tables as HTML: data rows in, escaped markup out. Nothing here asks Streamlit for anything."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

import polars as pl

from ilmiotaulu.charts.barometer import barometer_svg
from ilmiotaulu.statements import finding_sentence, with_unit
from ilmiotaulu.text import day, moment, number, span, t
from ilmiotaulu.ui.components.sparkline import sparkline
from ilmiotaulu.views import profile
from ilmiotaulu.views.coverage import newest_coverage
from ilmiotaulu.views.sheet import Cell, Column, Scale, Sheet, Span
from ilmiotaulu.views.texts import IndicatorText, PhenomenonText
from ilmiotaulu.views.trend import NUMBERS_OF

# The order in which roles are read; those that a phenomenon should have say so when they have no figures.
ROLES = ("need", "use", "supply", "outcome", "experience", "structure")
EXPECTED_ROLES = ("need", "use", "supply", "outcome")
# More columns than these do not fit beside each other on a phone; of more rows than these nobody would see the end.
_FIGURES_OF_A_PHONE, _ROWS_STACKED = 5, 15
Head = Sequence[tuple[str, str]]


def table(
    caption: str,
    head: Head,
    rows: Iterable[str],
    *,
    is_titled: bool = False,
    kind: str = "",
    is_stacked: bool = False,
    places: str = "",
) -> str:
    """A table: `head` has a text and a class for every column, `rows` are finished `<tr>`s.

    Under a heading that says the same (`is_titled`) the caption is for screen readers alone. A stacked table's cells
    stand under each other on a narrow screen, each named after its column. `places` are properties that its style
    sheet draws lines at.
    """
    heard = ' class="ilmio-heard"' if is_titled else ""
    cells = "".join(f'<th scope="col"{_class(align)}>{escape(text)}</th>' for text, align in head)
    label = escape(caption)
    kinds = " ".join(part for part in ("ilmio-table", kind, "ilmio-stack" if is_stacked else "") if part)
    # The names of the columns stand once in the table's style, not in every cell.
    names = "".join(f"--c{place}:{_css_text(text)};" for place, (text, _) in enumerate(head, start=1))
    told = f"{names if is_stacked else ''}{places}"
    style = f' style="{escape(told)}"' if told else ""
    return (
        f'<div class="ilmio-wide" tabindex="0" role="region" aria-label="{label}"><table class="{kinds}"{style}>'
        f"<caption{heard}>{label}</caption><thead><tr>{cells}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _css_text(text: str) -> str:
    """A text as CSS writes it, between quotes; what could end it or begin something else is written by its number."""
    return '"' + "".join(sign if sign.isalnum() or sign in " –-,.%" else f"\\{ord(sign):x} " for sign in text) + '"'


def row(cells: Sequence[tuple[str, str]], *, chosen: bool = False) -> str:
    """A row of (finished markup, class) cells; the first one names the row."""
    first, *rest = cells
    body = "".join(f"<td{_class(kind)}>{content}</td>" for content, kind in rest)
    mark = ' class="chosen" aria-current="true"' if chosen else ""
    return f'<tr{mark}><th scope="row"{_class(first[1])}>{first[0]}</th>{body}</tr>'


def sheet_table(sheet: Sheet, lang: str, *, is_titled: bool = False) -> str:
    """The figures of a chart; below them why some cells are words. Codes are for files and not shown."""
    shown = [i for i, column in enumerate(sheet.columns) if column.kind != "code"]
    has_spans = any(sheet.spans)
    # On a phone words in a column of their own need a line of their own, and a few rows of many figures would be cut.
    has_words = any(sheet.columns[i].kind == "text" for i in shown[1:])
    is_stacked = has_words or (len(shown) > _FIGURES_OF_A_PHONE and len(sheet.rows) <= _ROWS_STACKED)
    head = [(sheet.columns[i].name, "n" if sheet.columns[i].kind != "text" and is_stacked else "") for i in shown]
    if has_spans:
        head.insert(1, (_head_of_spans(sheet, lang), "span"))
    rows = []
    for number_of_row, line in enumerate(sheet.rows):
        shades = sheet.shades[number_of_row] if sheet.shades else (None,) * len(line)
        cells = [_sheet_cell(line[i], sheet.columns[i], shades[i], lang, is_stacked) for i in shown]
        if has_spans:
            cells.insert(1, (_span(sheet.spans[number_of_row]), "span"))
        rows.append(row(cells, chosen=number_of_row == sheet.chosen))
    reasons = "".join(f"<li>{escape(word)}: {escape(why)}</li>" for word, why in sheet.reasons)
    caption = f"{sheet.title}, {sheet.subtitle}"
    # A table of numbers alone says so once.
    kind = "" if is_stacked else "ilmio-numbers"
    places = _lines_at(sheet.scale) if has_spans else ""
    made = table(caption, head, rows, is_titled=is_titled, kind=kind, is_stacked=is_stacked, places=places)
    return made + (f'<ul class="ilmio-reasons">{reasons}</ul>' if reasons else "")


def _head_of_spans(sheet: Sheet, lang: str) -> str:
    """The head of drawn figures, with the ends of their scale."""
    if sheet.scale is None:
        return t("column.span", lang)
    of = next(column for column in sheet.columns if column.kind == "number")
    return f"{t('column.span', lang)}, {_limits(sheet.scale.low, sheet.scale.high, of, lang)}"


def _lines_at(scale: Scale | None) -> str:
    """Where the style sheet draws the lines of a scale."""
    lines = {"zero": scale.zero, "beside": scale.beside} if scale else {}
    return "".join(f"--{name}:{at:.1%};" for name, at in lines.items() if at is not None)


def _span(span: Span | None) -> str:
    """A figure and its limits on the scale of the table: a dot on a line, drawn by the style sheet."""
    if span is None:
        return ""
    places = f"--at:{span.at:.1%};--low:{span.low:.1%};--wide:{span.high - span.low:.1%}"
    return f'<span class="ilmio-span" style="{places}" aria-hidden="true"></span>'


def _sheet_cell(cell: Cell, column: Column, shade: int | None, lang: str, is_marked: bool) -> tuple[str, str]:
    kind = "n" if is_marked and column.kind != "text" else ""
    kind = kind if shade is None else f"{kind} shade-{shade}".strip()
    if cell is None:
        return "", kind
    if isinstance(cell, str):
        # Words may break where numbers must not.
        return escape(cell), f"{kind} words" if kind == "n" else kind
    if isinstance(cell, tuple):
        return escape(_limits(*cell, column, lang)), kind
    return escape(with_unit(number(cell, column.decimals, lang), column.unit, lang)), kind


def _limits(low: float, high: float, column: Column, lang: str) -> str:
    """Two numbers as they are written in a column."""
    first, last = (number(limit, column.decimals, lang) for limit in (low, high))
    # A minus beside a dash would be read as another dash.
    return with_unit(f"{first}–{last}" if low >= 0 else f"{first} … {last}", column.unit, lang)


def profile_rows(
    phenomenon: PhenomenonText, rows: Sequence[profile.ProfileRow]
) -> list[tuple[str, profile.ProfileRow]]:
    """The rows of a phenomenon with their roles, key figure first. Single years of age have a page of their own."""
    by_id = {one.indicator.id: one for one in rows}
    return [(role, by_id[name]) for name, role in phenomenon.roles if name in by_id and not name.startswith("age_")]


def profile_table(title: str, rows: Sequence[tuple[str, profile.ProfileRow]], names: Sequence[str], lang: str) -> str:
    """Figures of one place, each with its role; `names` are of the place and of those it stands beside."""
    if not rows:
        return f"<p>{escape(t('municipality.no_figures', lang))}</p>"
    lines = [_profile_row(one, role, names, lang, is_whole=True) for role, one in rows]
    head = _profile_head(names, lang, is_whole=True)
    return table(title, head, lines, is_titled=True, kind="ilmio-profile", is_stacked=True)


def role_table(
    phenomenon: PhenomenonText,
    rows: Sequence[tuple[str, profile.ProfileRow]],
    names: Sequence[str],
    lang: str,
    most: int,
) -> str:
    """A phenomenon's figures of one place by role, at most so many each; a role that has no figures says so.

    Directions are in words alone: the pictures stand in the table of all figures.
    """
    present = [role for _, role in phenomenon.roles]
    width = len(names) + 2
    lines = []
    for role in [role for role in ROLES if role in present or role in EXPECTED_ROLES]:
        mine = [one for of, one in rows if of == role]
        title = escape(t(f"role.{role}", lang))
        lines.append(f'<tr class="group"><th colspan="{width}" scope="rowgroup">{title}</th></tr>')
        if not mine:
            lines.append(f'<tr><td colspan="{width}">{escape(t("role.no_figures", lang))}</td></tr>')
        lines += [_profile_row(one, "", names, lang, is_whole=False) for one in mine[:most]]
    return table(
        t("phenomenon.roles", lang), _profile_head(names, lang, is_whole=False), lines, is_titled=True, is_stacked=True
    )


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0]


def standing_out(rows: Sequence[profile.ProfileRow], lang: str) -> str:
    """How many figures differ from the country's beyond chance, also among many, and which; or that none does."""
    head = f'<p class="ilmio-finding">{escape(profile.headline(rows, lang).text)}</p>'
    if any(one.stands_out for one in rows):
        found = "".join(f"<li>{escape(one.text)}</li>" for one in profile.standing_out(rows, lang))
        head += f'<h3>{escape(t("municipality.stands_out", lang))}</h3><ul class="ilmio-findings">{found}</ul>'
    titles = ", ".join(one.indicator.title for one in rows if one.beside) or "–"
    told = [t("municipality.stands_out_how", lang, compared=titles)]
    if chance := profile.chance_among(rows, lang):
        told.append(chance.text)
    return f'{head}<p class="ilmio-small">{escape(" ".join(told))}</p>'


def _profile_head(names: Sequence[str], lang: str, *, is_whole: bool) -> Head:
    own, *others = names
    head = [(t("column.indicator", lang), ""), (own, "n"), (t("column.trend", lang), "")]
    head += [(t("column.barometer", lang), "bar")] if is_whole else []
    return [*head, *((name, "n") for name in others)]


def _profile_row(one: profile.ProfileRow, role: str, names: Sequence[str], lang: str, *, is_whole: bool) -> str:
    mark = f' <span class="ilmio-mark">{escape(t("example.mark", lang))}</span>' if one.figure.is_example else ""
    role_words = f'<br><span class="soft">{escape(_role_words(role, one, lang))}</span>' if role else ""
    under = "<br>".join(
        f'<span class="soft">{escape(words)}</span>' for words in (one.time, one.interval, one.beside) if words
    )
    label = t("column.trend", lang)
    is_drawn = is_whole and not one.figure.is_example and sum(value is not None for _, value in one.points) > 1
    line = f"{sparkline(one.points, label=label)}<br>" if is_drawn else ""
    told = f'<span class="soft">{escape(one.change.text)}</span>' if one.change else ""
    cells = [
        (
            f'<span title="{escape(_first_sentence(one.indicator.definition))}">{escape(one.indicator.title)}</span>'
            f"{mark}{role_words}",
            "",
        ),
        (f"{escape(one.own)}<br>{under}", "n"),
        (f"{line}{told}", "trend"),
        *([(_bar(one, lang), "bar")] if is_whole else []),
        *((escape(words), "n") for words in one.others),
    ]
    return row(cells)


def _bar(one: profile.ProfileRow, lang: str) -> str:
    """The figure among all areas' and, in small words, the smallest and the largest of them."""
    if one.bar is None:
        return ""
    smallest, largest = (
        with_unit(number(end, one.indicator.decimals, lang), one.indicator.unit, lang)
        for end in (one.bar.smallest, one.bar.largest)
    )
    ends = escape(t("barometer.ends", lang, smallest=smallest, largest=largest))
    return f'{barometer_svg(one.bar, label=one.bar_words)}<br><span class="soft">{ends}</span>'


def _role_words(role: str, one: profile.ProfileRow, lang: str) -> str:
    """A figure's role; how many there are in need says first how large the place is."""
    kind = t(f"kind.{role}", lang)
    is_number_in_need = role == "need" and one.indicator.unit in NUMBERS_OF
    return f"{kind}. {t('statement.size', lang)}" if is_number_in_need else kind


def explanation(sheet: Sheet, release: str, lang: str) -> str:
    """What the figures mean and where they came from: title, address, when they were fetched, the release."""
    about = "".join(f"<p><strong>{escape(label)}</strong> {escape(text)}</p>" for label, text in sheet.about)
    rows = (
        f"<li>{escape(one.title)}<br>{escape(one.url)}<br>"
        f"{escape(t('source.fetched', lang, time=moment(one.fetched, lang)))}</li>"
        for one in sheet.origins
    )
    named = escape(t("csv.release", lang, release=release))
    return f'{about}<ul class="ilmio-origins">{"".join(rows)}<li>{named}</li></ul>'


def release_table(manifest: Mapping[str, Any], lang: str) -> str:
    """What the release is, on one line."""
    told = {
        "release": manifest["release"],
        "kind": t(f"release.{manifest['kind']}", lang),
        "published": moment(datetime.fromisoformat(manifest["published_at"]), lang),
        "newest_fetch": day(datetime.fromisoformat(manifest["newest_fetch"]), lang),
        "rows": number(manifest["observations"], 0, lang),
        "division": str(manifest["division"]),
    }
    names = [t(f"release.field.{key}", lang) for key in told]
    line = row([(escape(value), "") for value in told.values()])
    return table(t("data.release", lang), [(name, "") for name in names], [line], is_stacked=True)


def releases_table(kept: Sequence[Mapping[str, Any]], current: str, lang: str) -> str:
    """The releases that are kept, newest first, the current one marked."""
    rows = (
        row(
            [
                (escape(one["release"]), ""),
                (escape(moment(datetime.fromisoformat(one["published_at"]), lang)), ""),
                (number(one["observations"], 0, lang), "n"),
                (escape(t("data.current", lang)) if one["release"] == current else "", ""),
            ],
            chosen=one["release"] == current,
        )
        for one in kept
    )
    head = [(t(f"column.{name}", lang), kind) for name, kind in (("release", ""), ("published", ""), ("rows", "n"))]
    return table(t("data.releases", lang), [*head, (t("column.note", lang), "")], rows, is_titled=True)


def changes_table(changes: Sequence[Mapping[str, Any]], indicators: Mapping[str, IndicatorText], lang: str) -> str:
    """What differs from the release before: one row an indicator and kind."""
    rows = []
    for one in changes:
        sizes = [
            f"{number(one[size] * 100, 1, lang)} %" if one[size] and one["kind"] == "revised" else ""
            for size in ("typical", "largest")
        ]
        title = indicators[one["indicator"]].title if one["indicator"] in indicators else one["indicator"]
        rows.append(
            row(
                [
                    (escape(title), ""),
                    (escape(t(f"change.{one['kind']}", lang)), ""),
                    (number(one["cells"], 0, lang), "n"),
                    (span(one["first_year"], one["last_year"]), "n"),
                    *((size, "n") for size in sizes),
                ]
            )
        )
    words, numbers = ("indicator", "change"), ("cells", "years", "typical", "largest")
    head = [(t(f"column.{name}", lang), "") for name in words] + [(t(f"column.{name}", lang), "n") for name in numbers]
    return table(t("data.changes", lang), head, rows, is_titled=True)


def findings_table(findings: pl.DataFrame, indicators: Mapping[str, IndicatorText], lang: str) -> str:
    """What the checks saw, in words."""
    titles = {name: one.title for name, one in indicators.items()}
    rows = [
        row([(escape(t(f"severity.{one['severity']}", lang)), ""), (escape(finding_sentence(one, lang, titles)), "")])
        for one in findings.iter_rows(named=True)
    ]
    if not rows:
        return f"<p>{escape(t('data.no_findings', lang))}</p>"
    head = [(t("column.severity", lang), ""), (t("column.finding", lang), "")]
    return table(t("data.findings", lang), head, rows, is_titled=True)


def coverage_table(coverage: pl.DataFrame, indicators: Mapping[str, IndicatorText], lang: str) -> str:
    """Every indicator's years and the areas that have a value in its newest year; one without figures says so."""
    rows = []
    for one in newest_coverage(coverage, indicators):
        years = span(*one.years) if one.years else t("coverage.none", lang)
        areas = [one.told(level) if one.years else "" for level in ("municipality", "county")]
        cells = [(escape(indicators[one.indicator].title), ""), (escape(years), "")]
        rows.append(row([*cells, *((escape(words), "n") for words in areas)]))
    head = [(t("column.indicator", lang), ""), (t("column.years", lang), "")]
    head += [(t("column.municipalities", lang), "n"), (t("column.counties", lang), "n")]
    return table(t("data.coverage", lang), head, rows, is_titled=True)


def sources_table(fetches: pl.DataFrame, lang: str) -> str:
    """Where the figures came from."""
    rows = (
        row(
            [
                (escape(t("source.example", lang) if one["publisher"] == "example" else one["publisher"]), ""),
                (escape(one["source_id"]), ""),
                (escape(one["title"]), ""),
                (escape(_date_of(one["updated"], lang)), "n"),
                (escape(day(one["fetched_at"], lang)), "n"),
                (escape(one["licence"]), "n"),
            ]
        )
        for one in fetches.iter_rows(named=True)
    )
    names = ("publisher", "source_id", "title", "updated", "fetched", "licence")
    head = [(t(f"column.{name}", lang), "" if name in names[:3] else "n") for name in names]
    return table(t("data.sources", lang), head, rows, is_titled=True)


def _date_of(told: str | None, lang: str) -> str:
    """A publisher's date as others are written; what is no date stays as it was told."""
    if not told:
        return "–"
    try:
        return day(datetime.fromisoformat(told), lang)
    except ValueError:
        return told
