# Makes the virtual environment $1 where there is none and installs the lock file $2 into it; says in one line what is missing.
set -eu
venv=$1
lock=$2

fail() {
  echo "$1" >&2
  exit 1
}

suits() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# Whoever interrupts the making of an environment leaves one that has Python but no pip.
if ! suits "$venv/bin/python" || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
  found=
  for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
    if suits "$candidate"; then
      found=$candidate
      break
    fi
  done
  [ -n "$found" ] || fail "Python 3.11 or newer is missing: install it, or name it with PYTHON=/path/to/python3"
  "$found" -c 'import venv, ensurepip' 2>/dev/null ||
    fail "$found has no venv: install it (on Debian: apt-get install python3-venv), or name another with PYTHON="
  echo "making $venv with $found" >&2
  rm -rf "$venv"
  "$found" -m venv "$venv" >&2 || fail "$found could not make $venv: is the disk full, or the directory not yours?"
fi

total=$(grep -c '^[a-zA-Z0-9]' "$lock")
echo "installing $total packages of $lock (only this time)" >&2
{
  "$venv/bin/python" -m pip install --progress-bar off --require-hashes --only-binary :all: -r "$lock" || echo FAILED
} | awk -v total="$total" '
  /^FAILED/ { failed = 1 }
  /^Collecting / && ++n % 10 == 0 { print "  " n " of " total; fflush() }
  /^Installing collected/ { print "  unpacking"; fflush() }
  END { exit failed }
' >&2 || fail "the packages of $lock could not be installed: the lines above tell why"
