#!/bin/sh
# Makes the secrets that docker-compose.yml names, each in a file; what exists stays as it is.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets
cd secrets

random() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; }

# Containers read them as a user of their own; on the host, the folder keeps others out.
keep() {
    [ -e "$1" ] || { printf '%s\n' "$2" >"$1" && chmod 444 "$1" && echo "made deploy/secrets/$1"; }
}

keep postgres_password "$(random)"
keep redis_password "$(random)"
keep database_url "postgresql://rundbrief:$(cat postgres_password)@postgres:5432/rundbrief"
keep redis_url "redis://:$(cat redis_password)@redis:6379/0"
keep smtp_url "smtp://inbox:8026"
keep secret_key "$(random)$(random)"
keep token_keys "k1:$(random)"
keep address_keys "k1:$(random)"
keep vault_keys "k1:$(random)"
echo "Put your relay into deploy/secrets/smtp_url: smtp://user:password@relay.example.org:587"
echo "Keep a copy of deploy/secrets in a safe place: without the keys, old links and addresses die."
