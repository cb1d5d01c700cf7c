#!/bin/sh
# Every benchmark, also after one that breaks its budget; 1 when any did.
status=0
for name in jsonstat evidence forecast local pdf refresh queries decks stage room pages; do
    echo "== $name"
    .venv/bin/python "bench/$name.py" || status=1
done
exit $status
