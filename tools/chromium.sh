#!/bin/sh
# The browser tests drive Debian's Chromium. Installed where that is allowed; otherwise its absence is said plainly.
set -eu
if [ -x "${CHROMIUM:-/usr/bin/chromium}" ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium for the browser tests …"
    if apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; then exit 0; fi
fi
if [ -n "${CI:-}" ]; then
    echo "Chromium could not be installed, and CI must have it." >&2
    exit 1
fi
echo "Chromium is not here, so the browser tests will be skipped. On Debian: sudo apt-get install chromium"
