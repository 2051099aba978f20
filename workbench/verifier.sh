#!/bin/sh
# Sees to other minds on our mails for the tests: Perl's Mail::DKIM verifies signatures, SpamAssassin
# judges the whole; installs Debian's where root may.
set -eu

missing() {
    perl -MMail::DKIM::Verifier -MNet::DNS -e 1 2>/dev/null || printf 'libmail-dkim-perl '
    command -v spamassassin >/dev/null || printf 'spamassassin '
}

packages=$(missing)
if [ -n "$packages" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing ${packages}for the tests of signatures and of the spam filter" >&2
        export DEBIAN_FRONTEND=noninteractive
        # shellcheck disable=SC2086 # several packages
        { apt-get update -qq && apt-get install -y -qq --no-install-recommends $packages; } \
            >&2 </dev/null || true
        packages=$(missing)
    fi
    if [ -n "$packages" ]; then
        echo "The tests need more programs. On Debian: sudo apt-get install $packages" >&2
        exit 1
    fi
fi
