"""The story that is ready of every phenomenon."""

from collections.abc import Sequence
from dataclasses import dataclass

from ilmiotaulu.story.model import LONGEST_LINE, GroupName, Item, Kind, Story


@dataclass(frozen=True)
class Found:
    """The indicators of a phenomenon that a release can show in a place: of each view the one it is best told by.

    `beside` is a second one through time; an empty name stands for none.
    """

    trend: str
    on_map: str
    ranking: str
    beside: str = ""
    use: str = ""
    ahead: str = ""


def ready_made(
    phenomenon: str,
    title: str,
    questions: Sequence[str],
    found: Found,
    *,
    language: str,
    release: str,
    area: str,
    region: str,
    compare: str = "",
    group: GroupName = "",
) -> Story:
    """Five to eight views: what it is about, through time, on the map, beside others, need beside use, what is coming,
    and questions for dialogue.

    Each view has a question of the phenomenon's own as long as there are enough; the last one has them all.
    """
    views: list[tuple[Kind, str]] = [
        ("numbers", ""),
        ("trend", found.trend),
        ("map", found.on_map),
        ("ranking", found.ranking),
        ("trend", found.beside),
        ("need", found.use),
        ("forecast", found.ahead),
        ("questions", ""),
    ]
    told = [(kind, name) for kind, name in views if name or kind in ("numbers", "questions")]
    asked = [*questions, *[""] * len(told)]
    items = tuple(
        Item(
            kind=kind,
            indicator=name,
            phenomenon=phenomenon if kind in ("numbers", "need", "questions") else "",
            group=group if kind == "ranking" else "",
            question="" if kind in ("numbers", "questions") else asked[number - 1][:LONGEST_LINE],
        )
        for number, (kind, name) in enumerate(told)
    )
    return Story.model_validate(
        {
            "title": title[:LONGEST_LINE],
            "language": language,
            "release": release,
            "area": area,
            "region": region,
            "compare": compare,
            "items": items,
        }
    )
