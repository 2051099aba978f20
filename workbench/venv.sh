#!/bin/sh
# Makes .venv if it is missing and installs hashed requirements when they have changed.
# Usage: venv.sh embedded|dev   (dev holds all of embedded)
set -eu
level=$1
venv=${VENV:-.venv}

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3 python3.12 python3.13; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    echo "Python 3.11 or newer is missing. On Debian: apt-get install python3.11 python3.11-venv" >&2
    exit 1
}

fingerprint() {
    cat "requirements/$1.txt" pyproject.toml workbench/venv.sh | sha256sum | cut -d' ' -f1
}

stamped() { [ "$(cat "$venv/.rundbrief-$1" 2>/dev/null)" = "$(fingerprint "$1")" ]; }

if ! "$venv/bin/python" -c '' 2>/dev/null; then
    python=$(find_python)
    say "Making the virtual environment in $venv with $python"
    "$python" -m venv --clear "$venv" || {
        rm -rf "$venv"
        echo "It could not be made. On Debian: apt-get install python3.11-venv" >&2
        exit 1
    }
fi

# Whoever ran the tests has all that the demo needs.
if stamped "$level" || { [ "$level" = embedded ] && stamped dev; }; then
    exit 0
fi

say "Installing the packages of requirements/$level.txt (once; about a minute)"
rm -f "$venv"/.rundbrief-*
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
"$venv/bin/pip" install --progress-bar off --require-hashes -r "requirements/$level.txt"
say "Installing Rundbrief itself"
"$venv/bin/pip" install --quiet --no-deps --no-build-isolation -e .
fingerprint "$level" >"$venv/.rundbrief-$level"
