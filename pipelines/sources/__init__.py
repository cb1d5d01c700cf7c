"""One module a publisher: `fetch_*` talks to the network, `parse_*` turns bytes into frames and is pure."""
