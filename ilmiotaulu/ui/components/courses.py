"""Age groups beside each other as HTML: a small picture of each, with its numbers below."""

from collections.abc import Sequence
from html import escape

from ilmiotaulu.charts.course import course_svg
from ilmiotaulu.views.future import CourseView


def courses(views: Sequence[CourseView]) -> str:
    """The pictures, as many on a line as there is room for; nothing where there are none."""
    return f'<div class="ilmio-courses">{"".join(map(_course, views))}</div>' if views else ""


def _course(view: CourseView) -> str:
    marked = [year for year, _, _ in view.told]
    picture = course_svg(view.observed, view.fan, view.projected, view.years, marked, label=view.words)
    numbers = "".join(
        f"<div><dt>{year}</dt><dd>{escape(value)}</dd><dd>{escape(limits)}</dd></div>"
        for year, value, limits in view.told
    )
    return f"<figure><figcaption>{escape(view.title)}</figcaption>{picture}<dl>{numbers}</dl></figure>"
