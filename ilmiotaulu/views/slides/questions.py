"""Questions to talk about."""

from ilmiotaulu.text import t
from ilmiotaulu.views.slides.drawing import Asked, Drawn
from ilmiotaulu.views.slides.pictures import Words


def questions(asked: Asked) -> Drawn:
    """The phenomenon's questions, the story's own first."""
    phenomenon = asked.reader.phenomena[asked.item.phenomenon]
    lines = tuple(dict.fromkeys(one for one in (asked.item.question, *phenomenon.questions) if one))
    title = t("slide.questions", asked.lang, title=phenomenon.title)
    return Drawn(finding=title, heading=phenomenon.title, picture=Words(lines))
