"""How figures get in: from the publishers to a published release. The only writer of data."""
