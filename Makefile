# Everything runs in .venv, which the targets make themselves. 'make' alone explains them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test check lock messages compile bench chaos clean reset venv venv-dev

VENV ?= .venv
BIN := $(VENV)/bin
ARGS ?=
# Tests share the cores with the engines that they start, and wait for them half of their time.
WORKERS ?= 3
export VENV
# What tests start loads the product again and again: to compile it once is enough.
unexport PYTHONDONTWRITEBYTECODE
export PATH := $(CURDIR)/$(BIN):$(PATH)

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  \033[1m%-10s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: venv compile ## Start everything and send a report (ARGS=--once: stop after the digest)
	@exec $(BIN)/rundbrief demo $(ARGS)

test: venv-dev ## Run all checks and all tests, fetching what they need
	@browser=$$(sh workbench/browser.sh) && sh workbench/verifier.sh && $(if $(ARGS),,TESTS_FOLLOW=1) $(MAKE) --no-print-directory check \
		&& CHROMIUM=$$browser $(BIN)/pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder $(ARGS)

check: venv-dev compile ## Run every check that is no test
	@sh workbench/check.sh

lock: venv-dev ## Renew the hashed requirements
	@sh workbench/lock.sh

messages: venv-dev ## Bring new messages into the catalogues
	@$(BIN)/python -m workbench.catalogues update

compile: venv
	@$(BIN)/python -m workbench.catalogues compile

bench: venv-dev compile ## Measure the speed, each part against its own limit
	@$(BIN)/python -m benchmarks $(ARGS)

chaos: venv-dev compile ## Kill, crash and refuse in mid-send, at length (ARGS=...: for pytest)
	@CHAOS=long $(BIN)/pytest tests/chaos -q $(ARGS); code=$$?; cat tests/chaos/results.json; exit $$code

clean: ## Remove what was made, but neither .venv nor the demo's data
	@rm -rf build dist staticfiles tests/artefacts .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
	@rm -f locale/*/LC_MESSAGES/*.mo

reset: venv ## Remove the demo's data, mails and keys
	@$(BIN)/python -c 'from pathlib import Path; from workbench.engines import forget; forget(Path(".rundbrief"))'

venv:
	@sh workbench/venv.sh embedded

venv-dev:
	@sh workbench/venv.sh dev
