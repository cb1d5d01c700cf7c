"""The ready-made story of a phenomenon, with what a release can show of it in a place."""

from collections.abc import Callable, Iterable

from ilmiotaulu.story.model import GroupName, Item, Kind, Story
from ilmiotaulu.story.ready import Found, ready_made
from ilmiotaulu.views.slides import Reader, slide
from ilmiotaulu.views.texts import PhenomenonText

# Where nothing of the phenomenon's own can be told, the number of children is: its work is theirs.
_CHILDREN = "children_0_17"


def ready_story(reader: Reader, phenomenon: str, area: str, region: str, compare: str = "") -> Story:
    """The story of a phenomenon in a place: of every view the first indicator that the release can show there, the key
    figure before the others. Where the area is one municipality, the map is the country's. Raises `KeyError` for a
    phenomenon or a place that the release does not have.
    """
    entry, place = reader.phenomena[phenomenon], reader.places[region]
    around = sum(one.county == area and one.level == "municipality" for one in reader.places.values())
    shown = reader.places[area].code if around > 1 else "FI"
    group: GroupName = "counties" if place.level == "county" else ""

    def story(found: Found) -> Story:
        return ready_made(
            phenomenon,
            entry.title,
            entry.questions,
            found,
            language=reader.lang,
            release=reader.release,
            area=shown,
            region=region,
            compare=compare,
            group=group,
        )

    tried = story(Found("", "", ""))

    def first(kind: Kind, names: Iterable[str]) -> str:
        items = (Item(kind=kind, indicator=name, phenomenon=phenomenon, group=group) for name in names)
        return next((item.indicator for item in items if not slide(item, tried, reader).gap), "")

    return story(_found(entry, reader, region, first))


def _found(entry: PhenomenonText, reader: Reader, region: str, first: Callable[[Kind, Iterable[str]], str]) -> Found:
    mine = [name for name, _ in entry.roles if _can_be_told(name, reader)]
    there = list(dict.fromkeys([*mine, *(name for name in (_CHILDREN,) if name in reader.indicators)]))
    foreseen, key = reader.foreseen(region), next((name for name, _ in entry.roles), "")
    trend = first("trend", there) or key
    use = first("need", [name for name, role in entry.roles if role == "use" and name in mine])
    ahead = first("forecast", [name for name in there if name in foreseen])
    return Found(
        trend=trend,
        on_map=first("map", there) or key,
        ranking=first("ranking", there) or key,
        beside="" if use and ahead else first("trend", [name for name in mine if name != trend]),
        use=use,
        ahead=ahead,
    )


def _can_be_told(name: str, reader: Reader) -> bool:
    indicator = reader.indicators[name]
    return indicator.has_rows and indicator.time == "observed" and not name.startswith("age_")
