# `make serve` shows the site, `make test` checks it. Each target sets up what it needs in .venv.

PYTHON ?= python3
BIN := .venv/bin
# Airflow has an environment of its own, so that the site's stays small.
AIRFLOW_ENV := .venv-airflow
IN_AIRFLOW := PYTHONPATH=examples:examples/dags:. PYTHONDONTWRITEBYTECODE=1 $(AIRFLOW_ENV)/bin/python
# A broken pipeline has a home of its own: see examples/dags/include/places.py.
OF_EITHER = COURSE_FAULT='$(if $(EXERCISE),,$(FAULT))' $(IN_AIRFLOW)
# The header tells Dependabot how the lock files were compiled.
COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.10 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock (uv pip compile --universal --python-version 3.10)"
# Material advertises against MkDocs 2 in each build; requirements.in keeps us on 1.
export NO_MKDOCS_2_WARNING := 1

.PHONY: help serve build airflow new example pytest start check break hint solution ask scores test test-site test-examples test-lessons \
	stress labs lint fix quiz-report rules format lock images screenshots clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

serve: .venv/site ## Serve the site with live reload on http://127.0.0.1:8000/ (PORT=9000 for another port)
	$(BIN)/mkdocs serve --dev-addr 127.0.0.1:$(or $(PORT),8000)

build: .venv/site ## Build the site into site/; a failed build leaves the last one as it was
	$(BIN)/mkdocs build --site-dir .cache/site
	rm -rf site && mv .cache/site site

airflow: $(AIRFLOW_ENV)/ready ## Run the examples in Airflow on http://127.0.0.1:8080/ (PORT=9080 for another port)
	@$(IN_AIRFLOW) examples/start.py --port $(or $(PORT),8080) $(if $(CHANNEL),--channel $(CHANNEL)) \
		$(if $(EXECUTOR),--executor $(EXECUTOR))

new: ## Begin a DAG of your own in my_dags/: NAME=my_pipeline
	@PYTHONPATH=examples:examples/dags:. PYTHONDONTWRITEBYTECODE=1 $(PYTHON) examples/new.py '$(NAME)'

example: $(AIRFLOW_ENV)/ready ## Run one DAG to its end, an example or yours: NAME=health_score, and if you like DAY=2026-11-22
	@$(IN_AIRFLOW) examples/run.py '$(NAME)' $(if $(DAY),--day $(DAY)) $(if $(DOMAIN),--domain $(DOMAIN))

pytest: $(AIRFLOW_ENV)/ready ## Run the tests that stand in a DAG file of yours: NAME=tested
	@$(IN_AIRFLOW) examples/pytest_dag.py '$(NAME)'

start: $(AIRFLOW_ENV)/ready ## Begin an exercise in my_dags/: EXERCISE=first_dag
	@$(IN_AIRFLOW) examples/exercise.py start '$(EXERCISE)'

check: $(AIRFLOW_ENV)/ready ## Judge what you wrote for an exercise: EXERCISE=first_dag; or show all, and how far you are
	@$(OF_EITHER) examples/exercise.py check '$(or $(EXERCISE),$(FAULT))' --answer='$(ANSWER)'

solution: $(AIRFLOW_ENV)/ready ## Show our solution of an exercise, and how yours differs: EXERCISE=first_dag
	@$(OF_EITHER) examples/exercise.py solution '$(or $(EXERCISE),$(FAULT))'

break: $(AIRFLOW_ENV)/ready ## Run a broken pipeline in an Airflow of its own, for you to mend: FAULT=packing_list; or show all
	@$(OF_EITHER) examples/fault.py --port $(or $(PORT),8090)

hint: $(AIRFLOW_ENV)/ready ## Give a hint on a broken pipeline; `make check` and `make solution` take its name too: FAULT=packing_list
	@$(OF_EITHER) examples/exercise.py hint '$(FAULT)'

ask: $(AIRFLOW_ENV)/ready ## Ask the lessons a question: Q="What is an asset?"
	@$(IN_AIRFLOW) examples/apps/ask.py '$(subst ','\'',$(Q))'

scores: $(AIRFLOW_ENV)/ready ## Show what the fitness app shows
	@$(IN_AIRFLOW) examples/apps/fitness.py

test: test-site test-examples test-lessons ## Run every test, a browser and Airflow included

test-site: .venv/dev ## Test the site, in a browser too (TESTS="tests/hooks -k quiz" for some tests)
	$(BIN)/pytest $(TESTS)

test-examples: $(AIRFLOW_ENV)/dev ## Test the examples in Airflow (TESTS=tests/examples/test_bot.py for some tests)
	$(IN_AIRFLOW) -m pytest --config-file tests/examples/pytest.ini $(or $(TESTS),tests/examples)

test-lessons: $(AIRFLOW_ENV)/dev ## Test what lessons, labs and exercises say, in Airflow, and type every command (TESTS="tests/lessons -k connections" for some)
	$(IN_AIRFLOW) -m pytest --config-file tests/examples/pytest.ini $(or $(TESTS),tests/lessons)

stress: $(AIRFLOW_ENV)/ready ## Load Airflow as hard as a curious learner does, three times, and show what came of it
	@$(IN_AIRFLOW) tools/stress.py

labs: $(AIRFLOW_ENV)/ready ## Ask Airflow again what the labs tell, after its version has changed
	@$(IN_AIRFLOW) labs/trigger_rules/ask.py
	@$(IN_AIRFLOW) labs/schedule/ask.py

lint: .venv/dev ## Check the lessons, the code and the workflows, and tell all that is wrong
	@failed=0; \
	$(BIN)/mkdocs build --quiet --site-dir .cache/lint || failed=1; \
	$(BIN)/ruff check || { echo "  To mend it: make format, and what it leaves by hand"; failed=1; }; \
	$(BIN)/ruff format --check || { echo "  To mend it: make format"; failed=1; }; \
	$(BIN)/actionlint || { echo "  To mend it: edit .github/workflows/"; failed=1; }; \
	$(BIN)/zizmor --offline --quiet .github || { echo "  To mend it: edit .github/workflows/"; failed=1; }; \
	exit $$failed

fix: .venv/site ## Mend what is safe to mend in the lessons
	@$(BIN)/python -m course fix

quiz-report: .venv/site ## Tell how good the questions are as a whole, and what gives answers away
	@$(BIN)/python -m course quiz-report

rules: .venv/site ## Write course/rules/README.md anew
	$(BIN)/python -m course.rules.readme

format: .venv/dev ## Format the Python code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: .venv/dev ## Compile the requirements anew, with the newest versions
	$(COMPILE) --output-file requirements.txt requirements.in
	$(COMPILE) --output-file requirements-dev.txt requirements-dev.in
	$(COMPILE) --output-file examples/requirements.txt examples/requirements.in
	$(COMPILE) --output-file examples/requirements-dev.txt examples/requirements-dev.in

images: .venv/dev ## Draw the social preview image and the README's screenshot anew
	$(BIN)/python tools/images.py

screenshots: .venv/dev $(AIRFLOW_ENV)/ready ## Take the pictures of Airflow's UI anew
	$(BIN)/python tools/screenshots.py

clean: ## Remove what the other targets made, but not your own DAGs in my_dags/
	rm -rf .venv $(AIRFLOW_ENV) .airflow .cache site

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.10 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 10) else 0)'
	$(PYTHON) -m venv .venv

.venv/site: requirements.txt | .venv/bin/python
	@$(BIN)/python tools/install.py $(BIN)/python requirements.txt "what the site needs"
	@touch $@

.venv/dev: requirements-dev.txt .venv/site
	@$(BIN)/python tools/install.py $(BIN)/python requirements-dev.txt "what the site's tests need"
	@touch $@

$(AIRFLOW_ENV)/bin/python:
	@$(PYTHON) examples/check.py
	$(PYTHON) -m venv $(AIRFLOW_ENV)

$(AIRFLOW_ENV)/ready: examples/requirements.txt | $(AIRFLOW_ENV)/bin/python
	@$(AIRFLOW_ENV)/bin/python tools/install.py $(AIRFLOW_ENV)/bin/python examples/requirements.txt "Airflow"
	@touch $@

$(AIRFLOW_ENV)/dev: examples/requirements-dev.txt $(AIRFLOW_ENV)/ready
	@$(AIRFLOW_ENV)/bin/python tools/install.py $(AIRFLOW_ENV)/bin/python examples/requirements-dev.txt "what the examples' tests need"
	@touch $@
