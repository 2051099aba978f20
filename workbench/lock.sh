#!/bin/sh
# Renews the hashed requirements: no addresses of registries, the same versions in every file.
set -eu

compile() {
    target=requirements/$1.txt
    shift
    echo "$target"
    uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --universal \
        --python-version 3.11 --no-header --no-annotate --output-file "$target" \
        pyproject.toml requirements/build.in "$@"
}

compile base
compile embedded --extra embedded --constraint requirements/base.txt
compile dev --extra embedded --extra dev --constraint requirements/embedded.txt
