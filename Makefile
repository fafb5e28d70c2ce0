# Two commands set everything up: `make demo` and `make test` (Python 3.11 or later with venv, git).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test explore bench soak lint format lock messages facts wheel clean

$(VENV)/.installed: requirements-dev.lock requirements.lock pyproject.toml locales/compile.py
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tự Soi needs Python 3.11 or later")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	touch $@

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locales/*/LC_MESSAGES/*.po))
%.mo: %.po | $(VENV)/.installed
	$(BIN)/python locales/compile.py

demo: $(VENV)/.installed $(CATALOGUES)  ## a whole year-end of one branch, in the sandbox
	$(BIN)/tusoi demo

test: $(VENV)/.installed $(CATALOGUES)  ## the tests
	$(BIN)/python -m pytest -n auto --dist worksteal

explore: $(VENV)/.installed $(CATALOGUES)  ## the property tests with new cases each time
	$(BIN)/python -m pytest -n auto --dist worksteal --hypothesis-profile explore

bench: $(VENV)/.installed $(CATALOGUES)  ## speed and memory, as ratios against a floor
	$(BIN)/python -m tests.benchmarks

KILLS ?= 200
soak: $(VENV)/.installed $(CATALOGUES)  ## processes killed at work, a burst of voters; takes minutes
	$(BIN)/python -m tests.soak --kills $(KILLS)

lint: $(VENV)/.installed  ## linters, types, import contracts, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.installed  ## pin the dependencies anew, with hashes
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --upgrade --quiet pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --quiet pyproject.toml --group dev -c requirements.lock \
		-o requirements-dev.lock

# Errors, and the reasons of faults, whose first argument is a sentence for the operator.
TOLD := SettingsError StartError DatabaseError DatabaseMissing SchemaTooOld SchemaTooNew \
	BackupCopy BackupRefused KeyFolderRefused \
	NoSecretary RollConflict GroupTaken ReviewExists \
	Why RulesError GradeError QuotaError TallyError

messages: $(VENV)/.installed  ## collect the messages of the code into the catalogues
	$(BIN)/pybabel -q extract --no-location --sort-output --project tusoi --keyword t \
		--keyword plain --keyword plural:1,2 --keyword plain_plural:1,2 --keyword N_ \
		$(addprefix --keyword ,$(TOLD)) -o locales/tusoi.pot bot conversations storage rules
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete -D tusoi -i locales/tusoi.pot \
		-d locales --omit-header
	rm locales/tusoi.pot

facts: $(VENV)/.installed $(CATALOGUES)  ## write down every fact of every guideline anew
	$(BIN)/tusoi rules facts --markdown > rules/guidelines/FACTS.md.new
	mv rules/guidelines/FACTS.md.new rules/guidelines/FACTS.md

wheel: $(VENV)/.installed
	$(BIN)/python -m hatchling build -t wheel

clean:
	rm -rf $(VENV) dist build demo-output .mypy_cache .ruff_cache .hypothesis .import_linter_cache
