"""Tilannekuva: every phenomenon at a glance in the chosen region, and what the last release brought."""

from ilmiotaulu.story.model import Item
from ilmiotaulu.text import t
from ilmiotaulu.ui import data, state
from ilmiotaulu.ui.components import blocks, cards, markup
from ilmiotaulu.ui.components.links import adding, link, links
from ilmiotaulu.views.texts import short_name

lang = state.language()
release = data.current().release
read = data.reader(release, lang)

with blocks.choosers():
    _, place = blocks.choose_place(release, lang)
names = [short_name(other, lang) for other in read.beside(place.code, "")]
made = data.cards(release, place.code, lang)
without = [card for card in made if card.row is None]
keys = tuple(card.indicator.id for card in made if card.row)
blocks.words(
    cards.lead(place, data.news(release, lang), lang),
    markup.pictured("overview", cards.grid([card for card in made if card.row], names, lang)),
    adding([Item(kind="numbers")], lang) if keys else "",
)
if keys:
    blocks.under_chart(
        data.figures_sheet(release, place.code, keys, lang),
        release,
        lang,
        key="overview",
        name=f"overview-{place.code}",
        picture_of="overview",
        picture_title=f"{place.name}: {t('page.overview', lang)}",
        show="nothing",
        frame=lambda: blocks.frame_of("overview", place.name, lang),
    )
blocks.words(
    markup.h2(t("overview.without", lang)) if without else "",
    cards.grid(without, names, lang),
    markup.h2(t("next.title", lang)),
    links(
        [
            link("municipality", t("next.municipality", lang, place=place.name)),
            link("compare", t("next.compare", lang)),
            link("future", t("next.future", lang)),
        ]
    ),
)
