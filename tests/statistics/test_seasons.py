"""The shape of a year from years that can be added up by eye."""

from ilmiotaulu.statistics.seasons import seasons

FLAT = dict.fromkeys(range(1, 13), 10.0)


def year(number: int, **changed: float) -> dict[tuple[int, int], float]:
    """Twelve months of 10 with some changed: `m7=4`."""
    months = FLAT | {int(name[1:]): value for name, value in changed.items()}
    return {(number, month): value for month, value in months.items()}


def test_each_month_stands_beside_the_mean_of_its_year_and_years_weigh_the_same() -> None:
    # Means 10 and 100: February is 1.6 and 1.8 of them, July 0.4 and 0.2.
    first = year(2024, m2=16, m7=4)
    second = {(2025, month): 100.0 for month in range(1, 13)} | {(2025, 2): 180.0, (2025, 7): 20.0}
    found = seasons(first | second)
    assert found is not None
    assert found.years == (2024, 2025)
    assert (round(found.ratios[2], 12), round(found.ratios[7], 12), found.ratios[1]) == (1.7, 0.3, 1.0)
    assert (found.busiest, found.quietest) == ((2,), (7,))


def test_a_year_with_a_hidden_month_is_not_used() -> None:
    broken = year(2024, m5=90)
    del broken[2024, 6]
    assert seasons(broken | year(2025)) is None
    found = seasons(broken | year(2025, m3=20, m4=0) | year(2026, m3=20, m4=0))
    assert found is not None
    assert (found.years, found.busiest, found.quietest) == ((2025, 2026), (3,), (4,))


def test_a_year_of_nothing_has_no_shape() -> None:
    assert seasons(year(2024) | {(2025, month): 0.0 for month in range(1, 13)}) is None


def test_equal_months_are_all_told() -> None:
    found = seasons(year(2024) | year(2025))
    assert found is not None
    assert (found.busiest, found.quietest) == (tuple(range(1, 13)),) * 2
