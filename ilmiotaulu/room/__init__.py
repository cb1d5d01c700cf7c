"""The room of a workshop: what people guess on their own phones and what is written on the spot, for a day at most.

Knows no page and no release: questions come in, answers are kept until the room ends.
"""
