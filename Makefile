# make serve | make demo | make test | make test-fast | make lint | make widget | make screenshots
# make figures | make lock | make audit | make wheel | make fuzz

.DEFAULT_GOAL := serve
VENV := .venv
PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --quiet --disable-pip-version-check
NPM := $(shell command -v npm)

.PHONY: serve demo test test-fast lint widget screenshots figures lock audit wheel fuzz

serve: $(VENV)/runtime.stamp
	@$(PYTHON) manage.py serve

# The site, and on the next port pages of another origin that embed the widget.
demo: $(VENV)/runtime.stamp
	@$(PYTHON) manage.py demo

test: lint build/wheel.stamp
	@$(PYTHON) -m tests.chromium
	@$(PYTHON) -m pytest

test-fast: lint
	@$(PYTHON) -m pytest --numprocesses auto -m "not model and not browser and not services"

lint: $(VENV)/dev.stamp
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
ifneq ($(NPM),)
	@$(MAKE) --no-print-directory node_modules/.package-lock.json
	@node_modules/.bin/tsc --project tsconfig.json
endif

# The one script that other sites embed. Its result is committed, so that serving needs no node.
widget: node_modules/.package-lock.json
	@node widget/build.js

# The README's pictures: the real page with the real model, in docs/images.
screenshots: $(VENV)/dev.stamp
	@$(PYTHON) -m tests.chromium
	@$(PYTHON) -m tests.browser.screenshots

# The tables of docs/ranking.md, one after the other: make figures FILES="texts.jsonl more.jsonl"
MEASURE = $(PYTHON) manage.py evaluate $(FILES) --baselines none --latency 0
VARIANTS = $(foreach change,$(1),--profile default,$(change))
COMMA := ,

figures: $(VENV)/runtime.stamp
	@test -n "$(FILES)" || { echo 'Name the files with the texts: make figures FILES="one.jsonl two.jsonl"' >&2; exit 1; }
	$(MEASURE) --half second --items 30
	$(MEASURE) --half second --items 15
	$(MEASURE) --half second --items 15 --k 1
	$(MEASURE) --half first --items 12 --profile default $(call VARIANTS,\
		expand_share=0.2 expand_share=0.3 expand_share=0.1$(COMMA)token_budget=8 token_budget=2 \
		most_words=1 most_words=3 least_agreeing=1 least_agreeing=6 \
		diversity=0 diversity=0.2 diversity=0.5 letter_case=model)
	$(MEASURE) --half first --items 12 --k 1 --profile default $(call VARIANTS,\
		strategy=expected_savings most_words=3)

# The lock files hold every package with its hashes; they are made with the oldest Python that the
# project runs on, whose dependencies include the back-ports that newer ones do not need.
lock: build/lock.stamp
	@mkdir -p requirements
	CUSTOM_COMPILE_COMMAND="make lock" build/lock/bin/pip-compile $(LOCK) \
		--output-file requirements/runtime.txt pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" build/lock/bin/pip-compile $(LOCK) --extra dev \
		--constraint requirements/runtime.txt --output-file requirements/dev.txt pyproject.toml

LOCK := --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-emit-options \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

build/lock.stamp: | $(VENV)/python.stamp
	@$(PYTHON) -m venv --clear build/lock
	@build/lock/bin/python -m pip --quiet install "pip-tools>=7.5,<8"
	@touch $@

# Known weaknesses of the locked packages, from the database of the Python Packaging Authority.
audit: build/audit.stamp
	@build/audit/bin/python requirements/audit.py

build/audit.stamp: | $(VENV)/python.stamp
	@$(PYTHON) -m venv --clear build/audit
	@build/audit/bin/python -m pip --quiet install "pip-audit>=2.9,<3"
	@touch $@

# The site as one file, with templates, static files, calibrations and the widget: build/dist/.
wheel: build/wheel.stamp
	@rm -rf build/lib build/bdist.*
	@build/wheel/bin/python -m build --wheel --no-isolation --outdir build/dist .

build/wheel.stamp: | $(VENV)/python.stamp
	@$(PYTHON) -m venv --clear build/wheel
	@build/wheel/bin/python -m pip --quiet install "build>=1.2,<2" "setuptools>=77"
	@touch $@

# An hour of what nobody would type: make fuzz FRAMES=1000000 ANSWERS=100000
FRAMES = 1000000
ANSWERS = 100000

fuzz: $(VENV)/dev.stamp
	@$(PYTHON) -m tests.fuzz.answers --count $(ANSWERS)
	@$(PYTHON) -m tests.fuzz.frames --count $(FRAMES)

$(VENV)/python.stamp:
	@found=""; \
	for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			found=$$candidate; break; \
		fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "No Python 3.11 or newer was found: install one (Debian, Ubuntu: apt-get install python3 python3-venv)." >&2; \
		exit 1; \
	fi; \
	if ! $$found -c 'import venv, ensurepip' 2>/dev/null; then \
		echo "$$found cannot make virtual environments: install its venv module (Debian, Ubuntu: apt-get install python3-venv)." >&2; \
		exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$($$found --version) ..."; \
	$$found -m venv --clear $(VENV)
	@touch $@

# Installing is skipped until a lock file changes. A stamp is made only by a finished install, so an
# interrupted one is repeated.
$(VENV)/runtime.stamp: requirements/runtime.txt | $(VENV)/python.stamp
	@echo "Installing packages ..."
	@$(PIP) install --require-hashes --only-binary :all: -r requirements/runtime.txt
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/runtime.stamp
	@echo "Installing what the tests need ..."
	@$(PIP) install --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

node_modules/.package-lock.json: package-lock.json
	@echo "Installing what checks and builds the widget ..."
	@npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@
