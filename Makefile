# Short names for what a contributor types often; nothing here is needed to use Ledger.
PYTHON := .venv/bin/python

.PHONY: setup due test format lint types contracts messages docs bench gate

setup:            ## make .venv and install everything into it
	python3 -m venv .venv && .venv/bin/pip install -q -e '.[all,dev]'

due:              ## what needs attention in the sample ledger
	.venv/bin/ledger due

test:             ## the whole suite
	$(PYTHON) -m pytest -n 2

format:           ## lay the code out
	.venv/bin/ruff format . && .venv/bin/ruff check --fix -q .

lint:             ## layout and style, changing nothing
	.venv/bin/ruff format --check . && .venv/bin/ruff check .

types:            ## mypy, strict
	.venv/bin/mypy

contracts:        ## the layers
	.venv/bin/lint-imports

messages:         ## gather sentences, update and compile the catalogues
	$(PYTHON) -m tools.messages

docs:             ## write the generated pages anew
	$(PYTHON) -m tools.commands_page && $(PYTHON) -m tools.errors_page && $(PYTHON) -m tools.fields_page && $(PYTHON) -m tools.pictures

bench:            ## speed and memory figures
	$(PYTHON) -m benchmarks

gate:             ## what must be green before a change is handed in
	.ci/run
