"""The cards of the overview as HTML: data in, escaped markup out."""

from collections.abc import Sequence
from html import escape

from ilmiotaulu.statements import with_unit
from ilmiotaulu.text import number, t
from ilmiotaulu.ui.components import markup
from ilmiotaulu.ui.components.links import link
from ilmiotaulu.ui.components.sparkline import sparkline
from ilmiotaulu.ui.components.strip import strip
from ilmiotaulu.views.overview import Card, News
from ilmiotaulu.views.texts import Place
from ilmiotaulu.views.trend import NUMBERS_OF


def lead(place: Place, news: News | None, lang: str) -> str:
    """Whose situation this is, and what the last release brought."""
    told = f'<p class="ilmio-news">{escape(_news(news, lang))}</p>' if news else ""
    return f'<p class="ilmio-lead">{escape(t("overview.lead", lang, place=place.name))}</p>{told}'


def _news(news: News, lang: str) -> str:
    if not (news.new or news.revised or news.lost):
        return t("overview.no_news", lang)
    told = t("overview.news", lang, new=news.new, revised=news.revised, lost=news.lost)
    return f"{told} {t('overview.news_key', lang, titles=', '.join(news.key_figures))}" if news.key_figures else told


def grid(cards: Sequence[Card], names: Sequence[str], lang: str) -> str:
    """Cards beside each other, as many on a line as there is room for; nothing where there are none."""
    if not cards:
        return ""
    return f'<div class="ilmio-grid">{"".join(card(one, names, lang) for one in cards)}</div>'


def card(one: Card, names: Sequence[str], lang: str) -> str:
    """A phenomenon's key figure: value, time, direction, the same elsewhere, place among peers, a sentence.

    `names` are of the places that the figure stands beside.
    """
    title = f"<h2>{escape(one.phenomenon.title)}</h2>"
    what = escape(f"{one.indicator.title}, {one.indicator.unit_words}")
    more = link(
        "phenomenon",
        t("overview.open", lang, title=one.phenomenon.title),
        phenomenon=one.phenomenon.id,
        indicator="",
        year="",
        sex="",
    )
    if one.row is None:
        why = t("overview.only_examples" if one.is_example else "overview.no_figure", lang)
        told = f'<p class="what">{what}</p><p class="none">{escape(why)}</p>'
        return f'<section class="ilmio-card without">{title}{told}{more}</section>'
    row = one.row
    label = t("column.trend", lang)
    has_line = sum(value is not None for _, value in row.points) > 1
    line = sparkline(row.points, label=label, width=150, height=44) if has_line else ""
    change, peers = "", ""
    if row.change:
        change = f'<p class="change">{escape(row.change.text)}</p>'
    if one.peers and row.figure.value is not None:
        picture = _strip(one, row.figure.value, lang) if one.strip else ""
        peers = f'<p class="peers">{picture}<span>{escape(one.peers.text)}</span></p>'
    # A number of children says nothing beside a whole county's.
    elsewhere = zip(names, row.others, strict=True) if one.indicator.unit not in NUMBERS_OF else ()
    told = " · ".join(f"{name} {words}" for name, words in elsewhere)
    beside = f'<p class="beside">{escape(told)}</p>' if told else ""
    old = markup.old(one.age)
    ahead = one.ahead.text if one.ahead else ""
    say = "".join(f'<p class="say">{escape(words)}</p>' for words in (row.sentence, ahead) if words)
    kind = "value" if row.figure.status == "ok" else "value gap"
    return (
        f'<section class="ilmio-card">{title}<p class="what">{what}</p>'
        f'<div class="figure"><p class="{kind}">{escape(row.own)} <span class="time">{escape(row.time)}</span></p>'
        f"{line}</div>{old}"
        f"{change}{beside}{peers}{say}{more}</section>"
    )


def _strip(one: Card, own: float, lang: str) -> str:
    """The place among its peers, between the smallest and the largest value."""
    smallest, largest = (
        with_unit(number(end, one.indicator.decimals, lang), one.indicator.unit, lang)
        for end in (min(own, *one.strip), max(own, *one.strip))
    )
    picture = strip(own, one.strip, label=t("overview.strip", lang))
    ends = f"<span>{escape(smallest)}</span>{picture}<span>{escape(largest)}</span>"
    return f'<span class="ilmio-ends">{ends}</span>'


def facts(title: str, told: Sequence[tuple[str, str]], picture: str = "") -> str:
    """A card of what is known of one thing, label and words, with a small picture under it."""
    rows = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(words)}</dd></div>" for label, words in told)
    return f'<section class="ilmio-card"><h3>{escape(title)}</h3><dl class="ilmio-facts">{rows}</dl>{picture}</section>'
