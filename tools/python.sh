#!/bin/sh
# Makes .venv with the Python given, which must be 3.11 or newer. Debian splits venv into a package of its own.
set -eu
python="${1:-python3}"
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Rapport needs Python 3.11 or newer; '$python' is not. Try: make PYTHON=python3.12 …" >&2
    exit 1
fi
if [ -x .venv/bin/pip ]; then exit 0; fi
if ! "$python" -m venv .venv 2>/dev/null; then
    rm -rf .venv
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing python3-venv …"
        apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
    else
        echo "This Python has no venv. On Debian: sudo apt-get install python3-venv" >&2
        exit 1
    fi
    "$python" -m venv .venv
fi
