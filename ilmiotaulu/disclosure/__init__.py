"""Nobody is identified: what is hidden, what may stand beside it, and whether a release keeps that promise.

The product never tells a hidden count: not as a remainder, not from a share and a base, not from a total. Counts below
the threshold are hidden (`primary`), then as many others as it takes that no sum gives one back (`protect`), and an
audit looks for the range that everything shown leaves to each hidden count (`audit`, `exposed`).
"""

from ilmiotaulu.disclosure.beside import hide_beside_missing, telling_rows
from ilmiotaulu.disclosure.hiding import primary, protect, rule_bounds
from ilmiotaulu.disclosure.observations import hide_observations, narrowed
from ilmiotaulu.disclosure.published import exposed_by_totals
from ilmiotaulu.disclosure.ranges import audit, exposed, still_told

__all__ = [
    "audit",
    "exposed",
    "exposed_by_totals",
    "hide_beside_missing",
    "hide_observations",
    "narrowed",
    "primary",
    "protect",
    "rule_bounds",
    "still_told",
    "telling_rows",
]
