# `make serve` shows the site, `make test` checks it. Each target sets up what it needs in .venv.

PYTHON ?= python3
BIN := .venv/bin
# The header tells Dependabot how the lock files were compiled.
COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.10 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock (uv pip compile --universal --python-version 3.10)"
# Material advertises against MkDocs 2 in each build; requirements.in keeps us on 1.
export NO_MKDOCS_2_WARNING := 1

.PHONY: help serve build test lint format lock images clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

serve: .venv/site ## Serve the site with live reload on http://127.0.0.1:8000/
	$(BIN)/mkdocs serve

build: .venv/site ## Build the site into site/; a failed build leaves the last one as it was
	$(BIN)/mkdocs build --site-dir .cache/site
	rm -rf site && mv .cache/site site

test: .venv/dev ## Run every test, a browser included
	$(BIN)/pytest

lint: .venv/dev ## Check the code and the workflows
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/actionlint
	$(BIN)/zizmor --offline --quiet .github

format: .venv/dev ## Format the Python code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: .venv/dev ## Compile the requirements anew, with the newest versions
	$(COMPILE) --output-file requirements.txt requirements.in
	$(COMPILE) --output-file requirements-dev.txt requirements-dev.in

images: .venv/dev ## Draw the social preview image and the README's screenshot anew
	$(BIN)/python tools/images.py

clean: ## Remove what the other targets made
	rm -rf .venv .cache site

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.10 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 10) else 0)'
	$(PYTHON) -m venv .venv

.venv/site: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/site
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@touch $@
