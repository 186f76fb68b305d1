# What a person types: `make run`, and who works on it: `make test`. `make help` lists the rest.

PYTHON ?= python3
PORT ?= 8000
DATA ?= data

# Everything that comes from Debian and not from requirements.lock: the only list there is.
DEBIAN_PACKAGES = postgresql chromium-headless-shell fonts-noto-core age clamav-daemon libmagic1 haproxy

BIN = .venv/bin
INSTALLED = .venv/installed
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help run test check lint bench sbom audit screenshots clean debian-packages
.DELETE_ON_ERROR:

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: $(INSTALLED) ## Install what is missing and start the demonstration (PORT=8000, DATA=data)
	@exec $(BIN)/arasha demo --port "$(PORT)" --data "$(DATA)"

test: debian-packages $(INSTALLED) ## Install what the tests need, then check and run everything
	@$(MAKE) --no-print-directory check

# Types take two minutes of one processor: beside the tests, and told after them.
check: $(INSTALLED) ## Check and run everything
	@lint=$$(mktemp); trap 'rm -f "$$lint"' EXIT; \
	$(MAKE) --no-print-directory lint >"$$lint" 2>&1 & checks=$$!; \
	$(BIN)/python -m pytest -n 3 --dist worksteal; tests=$$?; \
	wait $$checks; style=$$?; \
	echo "== make lint"; cat "$$lint"; \
	test $$style -eq 0 || echo "== make lint FAILED: see above" >&2; \
	test $$tests -eq 0 || echo "== the tests FAILED: see above make lint" >&2; \
	test $$style -eq 0 && test $$tests -eq 0

lint: $(INSTALLED) ## Style, types and who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml cases web workflows
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(INSTALLED) ## Measure: one JSON line a figure, and the table of README.md (FULL=1 for the million cases)
	@mkdir -p build
	@$(BIN)/python -m tests.benchmarks $(if $(FULL),--full) >build/figures.jsonl; broken=$$?; \
	cat build/figures.jsonl; \
	$(BIN)/python -m tests.benchmarks.table build/figures.jsonl && exit $$broken

sbom: $(INSTALLED) ## What the program is made of, as CycloneDX in build/sbom.json
	@mkdir -p build
	@$(BIN)/python -m tests.harness.sbom build/sbom.json

# Where its list cannot be reached pip-audit finds nothing and calls that well: so it must first find a hole that is known.
audit: ## Look the locked packages up in the list of known holes, over the network (no part of make test)
	@$(PYTHON) -m venv build/audit
	@build/audit/bin/python -m pip --disable-pip-version-check --quiet install pip-audit==2.10.1
	@echo "jinja2==2.4.1" >build/audit/known.txt
	@build/audit/bin/pip-audit --disable-pip --no-deps --requirement build/audit/known.txt 2>/dev/null | grep -q 'PYSEC-\|GHSA-' \
		|| { echo "The list of known holes cannot be reached: nothing was looked at." >&2; exit 1; }
	@build/audit/bin/pip-audit --disable-pip --require-hashes --requirement requirements.lock

screenshots: debian-packages $(INSTALLED) ## Make the pictures of README.md again
	$(BIN)/python -m tests.harness.screenshots docs/screenshots

clean: ## Remove what was installed and built here; keeps the data
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A second `make run` finds this file newer than the lock and starts at once.
$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Arasha needs Python 3.11 or newer; give another one with PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| $(MAKE) --no-print-directory debian-packages DEBIAN_PACKAGES=python3-venv
	@echo "Installing into .venv …"
	@rm -f $@
	@$(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

debian-packages:
	@missing=""; \
	for package in $(DEBIAN_PACKAGES); do \
		dpkg-query --show --showformat='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' \
			|| missing="$$missing $$package"; \
	done; \
	test -z "$$missing" && exit 0; \
	if ! command -v apt-get >/dev/null; then \
		echo "Please install what Debian calls:$$missing" >&2; exit 1; \
	fi; \
	sudo=""; \
	if [ "$$(id -u)" -ne 0 ]; then \
		command -v sudo >/dev/null || { echo "Please install as root: apt-get install$$missing" >&2; exit 1; }; \
		sudo=sudo; \
	fi; \
	echo "Installing from Debian:$$missing"; \
	$$sudo apt-get update -qq \
		&& $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends $$missing
