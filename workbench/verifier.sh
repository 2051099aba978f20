#!/bin/sh
# Sees to a second DKIM verifier for the tests, Perl's Mail::DKIM; installs Debian's where root may.
set -eu

there() { perl -MMail::DKIM::Verifier -MNet::DNS -e 1 2>/dev/null; }

if ! there; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing libmail-dkim-perl for the tests of signatures" >&2
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends libmail-dkim-perl; } \
            >&2 </dev/null || true
    fi
    there || {
        echo "The tests of signatures need Mail::DKIM. On Debian: sudo apt-get install libmail-dkim-perl" >&2
        exit 1
    }
fi
