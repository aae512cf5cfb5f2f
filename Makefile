# One command does it all: `make run`. Everything that a target needs, it makes first; stamps keep the next time short.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check bench soak fuzz year format lock image clean browser
.NOTPARALLEL:

PYTHON ?= python3
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The interface's Node comes from a wheel; a system Node is neither needed nor used.
UI := $(BIN)/python hatch_build.py

help: ## 显示本帮助 · show this help
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 14

run: $(VENV)/.installed ## 启动服务 · run the service, embedded database and demo town included (PORT=8000)
	@$(UI) build
	@exec $(BIN)/yangguang run $(ARGS)

test: check browser ## 全部检查与测试 · all checks and all tests
	@$(UI) build
	$(BIN)/pytest -n $(WORKERS) --dist loadfile $(ARGS)

check: $(VENV)/.dev $(VENV)/.installed ## 静态检查 · lint, format, types, import contracts, locks, statements, advisories, interface
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	.ci/locks
	$(BIN)/python .ci/statements
	$(BIN)/python .ci/audit
	@$(UI) check

bench: $(VENV)/.dev $(VENV)/.installed ## 性能测量 · measure against the targets of ARCHITECTURE.md
	$(BIN)/pytest -m bench $(ARGS) tests/bench

soak: $(VENV)/.dev $(VENV)/.installed ## 随机流程耐久试验 · random wild diagrams, 40 minutes of CPU (RUNS=50000 SEED=0)
	WILD_RUNS=$(or $(RUNS),50000) WILD_SEED=$(or $(SEED),0) $(BIN)/pytest -n $(WORKERS) $(ARGS) tests/engine/test_wild.py

fuzz: $(VENV)/.dev $(VENV)/.installed ## 接口随机试验 · invented requests at the real product, five minutes (SECONDS=300 SEED=)
	FUZZ_SECONDS=$(or $(SECONDS),300) FUZZ_SEED=$(or $(SEED),$$RANDOM) $(BIN)/pytest $(ARGS) tests/fuzz

year: $(VENV)/.installed # a simulated year of the demo town, minutes; 1 when a case hangs (ARGS="--small --seed 7 --json FILE")
	$(BIN)/yangguang year $(ARGS)

format: $(VENV)/.dev ## 整理代码格式 · format the code and fix what can be fixed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## 更新依赖锁文件 · renew the lock files (hashes, no addresses)
	@$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/python -m pip install --quiet uv==0.13.9
	@compile() { $(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate pyproject.toml "$$@"; }; \
	compile --extra build --extra dev $(UPGRADE) -o requirements-dev.lock; \
	compile --extra build -c requirements-dev.lock -o requirements-build.lock; \
	compile -c requirements-dev.lock -o requirements.lock
	@.ci/locks

image: # build the container image; docker/README.md tells of it, `make help` keeps to ten
	docker build -f docker/Dockerfile -t yangguang .

clean: ## 删除生成物，保留数据 · remove what make made; the data in .yangguang stays
	rm -rf $(VENV) dist build service/web/static service/ui/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- set-up, in steps that are done once -----------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo '需要 Python 3.11 或更高版本 · Python 3.11+ is needed: make run PYTHON=/path/to/python3' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2> /dev/null || .ci/system-packages python3-venv
	@echo '  … 建立虚拟环境 · virtual environment'
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements-build.lock | $(BIN)/python
	@echo '  … 安装依赖（首次约一分钟）· dependencies, about a minute the first time'
	@$(PIP) install --require-hashes -r requirements-build.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(BIN)/python
	@echo '  … 安装开发工具 · development tools'
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run

# Without --no-deps and --no-build-isolation pip would fetch things that no lock file names.
$(VENV)/.installed: pyproject.toml hatch_build.py $(VENV)/.run
	@YANGGUANG_UI=later $(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

browser:
	@command -v chromium chromium-browser google-chrome > /dev/null || .ci/system-packages chromium
	@fc-list :lang=zh 2> /dev/null | grep -q . || .ci/system-packages fontconfig fonts-noto-cjk
