"""Which places of a long ranking are in sight."""

from ilmiotaulu.views.ranked import LeftOut, columns_of, in_sight
from ilmiotaulu.views.slides import Bar


def places(count: int, own: int) -> list[Bar]:
    """Places in their order with the country last, one of them the own one, the last two without a figure."""
    bars = [
        Bar(str(at), "own" if at == own else "other", float(count - at) if at < count - 2 else None)
        for at in range(count)
    ]
    return [*bars, Bar("Koko maa", "country", 1.0)]


def told(rows: list[Bar | LeftOut]) -> list[str]:
    return [f"({row.count})" if isinstance(row, LeftOut) else row.name for row in rows]


def numbers(first: int, last: int) -> list[str]:
    return [str(at) for at in range(first, last + 1)]


def test_as_many_as_can_be_read_are_all_in_sight() -> None:
    assert in_sight(places(39, 3)) == places(39, 3)


def test_of_more_the_ends_and_those_around_the_own_place_are_in_sight_and_the_rest_is_counted() -> None:
    assert told(in_sight(places(308, 100))) == [
        *numbers(0, 9),
        "(85)",
        *numbers(95, 105),
        "(190)",
        *numbers(296, 305),
        "(2)",
        "Koko maa",
    ]
    assert told(in_sight(places(308, 0)))[:12] == [*numbers(0, 9), "(286)", "296"]


def test_the_country_stands_where_it_comes_in_the_order() -> None:
    bars = places(308, 0)
    middle = [*bars[:150], bars[-1], *bars[150:-1]]
    assert told(in_sight(middle))[10:13] == ["(140)", "Koko maa", "(146)"]


def test_up_to_fourteen_rows_are_one_column_and_more_are_two() -> None:
    rows = places(22, 3)
    assert columns_of(rows[:14]) == (rows[:14],)
    assert [len(column) for column in columns_of(rows)] == [12, 11]
