#!/bin/sh
# Every gate that is no test, each with its name and time; all of them run, then the sum is judged.
# The longest runs beside the others. TESTS_FOLLOW=1 leaves the house budget to the tests, which look at it anyway.
set -u
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

gate() {
    name=$1
    shift
    start=$(date +%s)
    if output=$("$@" 2>&1); then
        printf '  ok    %-22s %3ss\n' "$name" "$(($(date +%s) - start))"
    else
        printf '  FAIL  %-22s\n%s\n' "$name" "$output"
        : >"$results/$name"
    fi
}

# Checks must not depend on what the caller's environment sets, nor need a server.
unset DATABASE_URL REDIS_URL SMTP_URL SITE_URL
export SECRET_KEY=only-for-checks-and-never-for-an-installation
export TOKEN_KEYS="check:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
export ADDRESS_KEYS="check:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA"
export VAULT_KEYS="check:CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCA"
export DJANGO_SETTINGS_MODULE=config.settings

gate "mypy" mypy &
gate "ruff" ruff check .
gate "ruff format" ruff format --check .
gate "import contracts" lint-imports
gate "web templates" djlint --quiet --lint --extension html templates/web
gate "mail templates" python -m mailer.editions.lint
gate "migrations" python manage.py makemigrations --check --dry-run
gate "message catalogues" python -m workbench.catalogues check
gate "compose file" check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
[ -n "${TESTS_FOLLOW:-}" ] || gate "house budget" pytest -q tests/architecture
gate "shell scripts" sh -n workbench/venv.sh workbench/browser.sh workbench/verifier.sh workbench/lock.sh workbench/check.sh

wait
if [ -n "$(ls "$results")" ]; then
    echo "Not in order:" "$results"/* | sed "s|$results/||g" >&2
    exit 1
fi
