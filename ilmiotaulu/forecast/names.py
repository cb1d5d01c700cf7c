"""What is forecast, and by what, under the names that the catalogue and the tables of a release have for them."""

from typing import Final

BIRTHS: Final = "live_births"
CHILDREN: Final = "children_0_17"
POPULATION: Final = "population"
FIRST_GRADERS: Final = "age_7"
LAST_VALUE: Final = "last_value"


def of_ages(group: str) -> str:
    """The indicator of those of some ages: `age_7` of the group `7`, `children_0_17` of `0_17`."""
    return f"children_{group}" if "_" in group else f"age_{group}"
