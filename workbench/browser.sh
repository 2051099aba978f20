#!/bin/sh
# Prints the path of a Chromium for the browser tests; installs Debian's where root may and none is.
set -eu

find_browser() {
    for candidate in ${CHROMIUM:-} chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$candidate" 2>/dev/null; then
            return
        fi
    done
    return 1
}

if ! find_browser; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing chromium for the browser tests" >&2
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } \
            >&2 </dev/null || true
    fi
    find_browser || {
        echo "The browser tests need Chromium. On Debian or Ubuntu: sudo apt-get install chromium" >&2
        echo "Or name another one: CHROMIUM=/path/to/chrome make test" >&2
        exit 1
    }
fi
