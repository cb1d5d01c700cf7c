"""Which characters a font can show. A PDF for everyone may not hold a character without a shape."""

from functools import cache
from pathlib import Path
from struct import unpack_from

# The table and the subtable of Unicode characters beyond the first plane, which every OpenType font of ours has.
_CMAP, _UNICODE = b"cmap", ((3, 10), (0, 4))
_FORMAT = 12


@cache
def characters(font: Path) -> frozenset[str]:
    """The characters of a TrueType or OpenType font file, by its `cmap` table of format 12.

    Raises `ValueError` for a file without such a table.
    """
    data = font.read_bytes()
    tables = {
        data[at : at + 4]: unpack_from(">II", data, at + 8)[0] for at in _places(12, unpack_from(">H", data, 4), 16)
    }
    cmap = tables.get(_CMAP)
    if cmap is None:
        raise ValueError(f"{font.name}: no characters")
    for at in _places(cmap + 4, unpack_from(">H", data, cmap + 2), 8):
        platform, encoding, offset = unpack_from(">HHI", data, at)
        if (platform, encoding) in _UNICODE and unpack_from(">H", data, cmap + offset)[0] == _FORMAT:
            return _of_groups(data, cmap + offset)
    raise ValueError(f"{font.name}: no table of Unicode characters")


def _places(first: int, count: tuple[int, ...], size: int) -> range:
    return range(first, first + size * count[0], size)


def _of_groups(data: bytes, table: int) -> frozenset[str]:
    """The characters of a table of format 12: groups of first and last character and the first one's shape."""
    groups = [unpack_from(">III", data, at) for at in _places(table + 16, unpack_from(">I", data, table + 12), 12)]
    return frozenset(chr(code) for first, last, shape in groups for code in range(first, last + 1) if shape)
