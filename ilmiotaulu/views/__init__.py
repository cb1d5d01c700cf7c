"""What a page shows, as plain data: frames of a release in, rows of finished words out.

A view is what pages arrange and exports write, so that screen, file and picture never tell different things.
"""
