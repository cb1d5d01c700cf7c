"""Limits of counts that vary more than chance, against values worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilmiotaulu.statistics.dispersion import monthly_dispersion, overdispersed_count_limits
from ilmiotaulu.statistics.intervals import count_limits


def test_the_dispersion_is_pearsons_statistic_by_its_degrees_of_freedom() -> None:
    """Eleven months of 60 in both years, in December 40 and 80: 700 and 740 in all, and 120 in every month.

    So 175/3 and 185/3 are expected of each month: a usual month strays by 5/3, December by 55/3. Pearson's statistic is
    (11 x 25 + 3025) / 9 x (3/175 + 3/185) = 396000/32375, by eleven degrees of freedom 36000/32375.
    """
    assert monthly_dispersion([[60] * 11 + [40], [60] * 11 + [80]]) == pytest.approx(36_000 / 32_375, abs=1e-12)


def test_two_months_of_two_years_by_hand() -> None:
    # Every expected number is 50: four times 20² / 50 over one degree of freedom.
    assert monthly_dispersion([[30, 70], [70, 30]]) == 32.0


def test_seasons_and_busier_years_are_no_dispersion() -> None:
    season = np.array([10, 20, 30, 40, 50, 60, 5, 15, 25, 35, 45, 55])
    assert monthly_dispersion([season, 3 * season, 2 * season]) == 1.0


def test_a_month_without_any_event_is_left_out_with_its_degree_of_freedom() -> None:
    assert monthly_dispersion([[30, 70, 0], [70, 30, 0]]) == 32.0
    assert monthly_dispersion([[30, 70], [70, 30], [0, 0]]) == 32.0


@pytest.mark.parametrize("counts", [[[5] * 12], [[0] * 12] * 3, [[0] * 12, [5] * 12], [[5, 0], [7, 0]]])
def test_one_year_or_one_month_tells_no_dispersion(counts: list[list[int]]) -> None:
    assert np.isnan(monthly_dispersion(counts))


@pytest.mark.parametrize("missing", [-1, float("nan")])
def test_a_missing_or_negative_month_is_refused(missing: float) -> None:
    with pytest.raises(ValueError, match="known and not negative"):
        monthly_dispersion([[30, 70], [70, missing]])


def test_limits_are_those_of_the_clusters_times_the_dispersion() -> None:
    """A hundred visits of dispersion 4 are 25 clusters: Byar's 16.174 and 36.906, four times; at 99.8 % 12.304."""
    for confidence, low, high in ((0.95, 64.696, 147.624), (0.998, 49.216, 178.7)):
        lower, upper = overdispersed_count_limits(100, 4, confidence)
        assert (float(lower), float(upper)) == pytest.approx((low, high), abs=0.003)
    # Sixteen visits of dispersion 4 are four clusters, which take Garwood's exact limits 1.0898 and 10.2416.
    lower, upper = overdispersed_count_limits(16, 4, 0.95)
    assert (round(float(lower), 3), round(float(upper), 3)) == (4.359, 40.966)
    # No visit: nobody expects fewer, and four times 3.689 at the most.
    lower, upper = overdispersed_count_limits(0, 4, 0.95)
    assert (float(lower), round(float(upper), 3)) == (0.0, 14.756)


@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_without_dispersion_they_are_exactly_the_ordinary_limits(confidence: float) -> None:
    counts = np.array([0, 1, 5, 9, 10, 25, 1200])
    for made, ordinary in zip(
        overdispersed_count_limits(counts, 1, confidence), count_limits(counts, confidence), strict=True
    ):
        assert made.tolist() == ordinary.tolist()


@pytest.mark.parametrize(
    ("count", "dispersion"), [(np.nan, 2), (-1, 2), (10, np.nan), (10, 0.5)], ids=["none", "negative", "unknown", "low"]
)
def test_without_a_count_or_a_dispersion_there_are_no_limits(count: float, dispersion: float) -> None:
    assert all(np.isnan(one) for one in overdispersed_count_limits(count, dispersion, 0.95))


@given(st.integers(0, 5000), st.floats(1, 50), st.floats(1, 5))
def test_more_dispersion_makes_limits_wider(count: int, dispersion: float, more: float) -> None:
    lower, upper = overdispersed_count_limits(count, dispersion, 0.95)
    wider_lower, wider_upper = overdispersed_count_limits(count, dispersion * more, 0.95)
    # Where exact limits give way to Byar's, below and above ten clusters, they differ by less than 1 %.
    assert wider_lower <= lower * 1.01 + 1e-9
    assert wider_upper >= upper * 0.99 - 1e-9
    assert lower <= count <= upper
