#!/bin/sh
# What the tests use besides Python: installed where that is allowed, otherwise its absence is said plainly.
# The browser tests drive Debian's Chromium; LibreOffice draws Office files, ffmpeg looks at videos, pdftoppm is the
# yardstick of the bench.
set -u
wanted=""
add() { wanted="$wanted $1"; }
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || add chromium
command -v soffice >/dev/null || { add libreoffice-impress-nogui; add libreoffice-writer-nogui; add libreoffice-calc-nogui; }
command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null || add ffmpeg
command -v pdftoppm >/dev/null || add poppler-utils
[ -n "$wanted" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for the tests:$wanted …"
    # One that cannot be had must not keep the others away.
    apt-get update -qq
    for name in $wanted; do
        apt-get install -y -qq --no-install-recommends "$name" >/dev/null || echo "$name could not be installed." >&2
    done
fi
missing=""
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing="$missing chromium"
command -v soffice >/dev/null || missing="$missing libreoffice-impress-nogui libreoffice-writer-nogui libreoffice-calc-nogui"
command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null || missing="$missing ffmpeg"
command -v pdftoppm >/dev/null || missing="$missing poppler-utils"
[ -n "$missing" ] || exit 0
if [ -n "${CI:-}" ]; then
    echo "These could not be installed, and CI must have them:$missing" >&2
    exit 1
fi
echo "Some tests will be skipped. On Debian: sudo apt-get install --no-install-recommends$missing"
