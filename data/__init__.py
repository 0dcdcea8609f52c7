"""What the system begins with: the regions of Indonesia, and the founding record as commands."""

import hashlib
from pathlib import Path


def digest() -> str:
    """A hash over all files that are loaded, so that whoever has loaded them can tell whether they have changed since."""
    folder = Path(__file__).parent
    found = hashlib.sha256()
    for file in (folder / "regions" / "edition.bz2", *sorted((folder / "record").glob("*.toml"))):
        content = file.read_bytes()
        found.update(f"{file.name} {len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()
