# Ludoteca: two commands do everything, `make run` and `make test`.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
# The folder of raw files to serve; without one, a generated sample.
DATA ?=
# Further options of `ludoteca up`, such as --no-browser.
OPTIONS ?=

ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif

.DEFAULT_GOAL := help
.PHONY: help install run test lint types fuzz fuzz-parsers fuzz-histories bench-load bench-ratings bench-later bench-days bench-scale bench-api bench-typing bench-memory bench-upgrade bench-similarities bench-predictions bench-pages screenshots freeze psql lock clean

##@ Use

run: install ## Set up, start Postgres, migrate, load and serve (DATA=folder PORT=8000)
	@# What only trainings need comes meanwhile, behind all else; they begin when it is there.
	@nice $(MAKE) --no-print-directory $(VENV)/.installed-train > $(VENV)/train.log 2>&1 &
	@$(BIN)/ludoteca up --port $(PORT) $(if $(DATA),--data "$(DATA)") $(OPTIONS)

psql: install ## Open psql as a reader of the database
	$(BIN)/ludoteca db psql

##@ Develop

install: $(VENV)/.installed ## Make the virtual environment, from pins with hashes

# Set in many containers: each of hundreds of processes would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE

# Python 3.11 comes with a pip that knows no dependency groups.
KNOWS_GROUPS := pip>=25.1
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install
# A lock names everything, so nothing is to be resolved; Python compiles what it imports.
LOCKED := PYTHONUNBUFFERED=1 $(BIN)/python -m pip --disable-pip-version-check --no-color install --no-deps --no-compile \
	--progress-bar off --require-hashes
# Of what pip says a line a package, at once; its errors go to the screen as they are.
SHOWN := while read -r word name rest; do case "$$word" in \
	Collecting) echo "  fetching $${name%%=*}";; Installing) echo "  unpacking all of them";; esac; done

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Ludoteca needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make PYTHON=python3.12 …"; exit 1; }
	@echo "Installing Ludoteca into $(VENV): some 60 packages, 100 MB to fetch …"
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "$(PYTHON) cannot make virtual environments; on Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@rm -f $@
	@{ $(LOCKED) -r requirements.lock && $(PIP) --no-deps --no-build-isolation -e . && touch $@; } | $(SHOWN)
	@test -f $@

$(VENV)/.installed-train: $(VENV)/.installed requirements-train.lock
	@rm -f $@
	@{ $(LOCKED) -r requirements-train.lock && touch $@; } | $(SHOWN)
	@test -f $@

$(VENV)/.installed-dev: $(VENV)/.installed-train requirements-dev.lock
	@echo "Installing the developers' tools into $(VENV) …"
	@rm -f $@
	@{ $(LOCKED) -r requirements-dev.lock && touch $@; } | $(SHOWN)
	@test -f $@

test: lint ## Run the linters and the whole suite (T=tests/etl for a part)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 \
		--dist loadscope --no-loadscope-reorder $(T)

lint: $(VENV)/.installed-dev ## Check format, style, types, SQL and YAML
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/yamllint --strict docker-compose.yml
	@$(MAKE) --no-print-directory --jobs 2 types $(VENV)/.linted-sql

types: $(VENV)/.installed-dev
	$(BIN)/mypy --no-error-summary

# What a file of SQL is told depends on nothing but itself and the settings: those that changed.
$(VENV)/.linted-sql: $(VENV)/.installed-dev .sqlfluff $(wildcard sql/*.sql sql/*/*.sql)
	$(BIN)/sqlfluff lint --disable-progress-bar --quiet --processes 0 \
		$(if $(filter-out %.sql,$?),sql,$(filter %.sql,$?))
	@touch $@

fuzz: $(VENV)/.installed-dev ## Ask each operation of the REST server 200 times with made-up values
	LUDOTECA_EXAMPLES=200 $(BIN)/python -m pytest tests/api/test_schemathesis.py

fuzz-parsers: $(VENV)/.installed-dev ## Compare a million broken lines with json and ast.literal_eval
	LUDOTECA_FUZZ_LINES=1000000 $(BIN)/python -m pytest tests/etl/test_parse_fuzz.py

fuzz-histories: $(VENV)/.installed-dev ## Try 500 random histories of loads against one load each
	LUDOTECA_HISTORIES=500 $(BIN)/python -m pytest tests/etl/test_crawl_histories.py

bench-load: $(VENV)/.installed-train ## Measure a load of DATA, stage by stage, against a floor
	$(BIN)/python bench/load.py $(DATA)

bench-ratings: $(VENV)/.installed-train ## Measure a load of 11 million ratings against \copy and keys (ROWS=11024289)
	$(BIN)/python bench/ratings_load.py $(if $(ROWS),--rows $(ROWS))

bench-later: $(VENV)/.installed-train ## Measure loads after the first: of more users, and of some that changed
	$(BIN)/python bench/later_loads.py $(DATA)

bench-days: $(VENV)/.installed-train ## Let 30 days of crawls, events and crashes pass, and compare each (DAYS=30)
	$(BIN)/python -m bench.thirty_days $(if $(DATA),--data $(DATA)) $(if $(DAYS),--days $(DAYS))

bench-scale: $(VENV)/.installed-train ## Measure loads and answers at 1, 3 and 10 times the real size (SIZES=1,3,10)
	$(BIN)/python bench/scale.py $(if $(SIZES),--sizes $(SIZES))

bench-api: $(VENV)/.installed-train ## Measure what answering takes on what is loaded, against a bare route and rivals
	$(PIP) "$(KNOWS_GROUPS)"
	$(PIP) --group bench
	$(BIN)/python -m bench.api

bench-typing: $(VENV)/.installed-train ## Measure a letter of a search beside a look-up, on what is loaded
	$(BIN)/python -m bench.api --typing

bench-memory: $(VENV)/.installed-train ## Measure what serving takes of memory on what is loaded, and inside a limit
	$(BIN)/python -m bench.memory

bench-upgrade: $(VENV)/.installed-train ## Measure what readers notice of upgrades, on a sample or on DATA
	$(BIN)/python -m bench.upgrade $(if $(DATA),--data $(DATA))

bench-similarities: $(VENV)/.installed-train ## Measure what learning takes on what is loaded, against a floor
	$(BIN)/python bench/similarities.py

bench-predictions: $(VENV)/.installed-train ## Measure predictions on generated ratings, against a look-up by key
	$(BIN)/python -m bench.predictions

bench-pages: $(VENV)/.installed-dev ## Measure weight, time and memory of pages on what is loaded
	$(BIN)/python -m bench.pages

screenshots: $(VENV)/.installed-dev ## Take pictures of pages of a sample, of DATA or of ADDRESS
	$(BIN)/python -m tests.browser.screenshots $(if $(DATA),--data $(DATA)) \
		$(if $(ADDRESS),--address $(ADDRESS))

freeze: $(VENV)/.installed-dev ## Freeze sql/ in a new revision (m="what it is for")
	$(BIN)/python -m db.migrate.freeze -m "$(m)"$(if $(compatible), --compatible)

lock: $(VENV)/.installed-dev ## Pin every dependency anew, for every platform and Python
	$(PIP) "$(KNOWS_GROUPS)"
	$(PIP) --group lock
	$(LOCK) --group build --upgrade -o requirements.lock
	$(LOCK) --group build --extra train --constraint requirements.lock --upgrade -o requirements-train.lock
	$(LOCK) --group dev --extra train --constraint requirements-train.lock --upgrade -o requirements-dev.lock

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url pyproject.toml

clean: ## Remove the environment and the local data
	-$(BIN)/ludoteca db stop
	rm -rf $(VENV) .data

help: ## Show this text
	@awk 'BEGIN {FS = ":.*## "} \
		/^##@ / {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  make %-19s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
