# Copyright 2026 the Foreshock authors
# SPDX-License-Identifier: Apache-2.0
#
# make run     installs what is missing, builds, and shows the main job on a bundled day
# make test    does the same and runs every test
# make help    lists the rest

PACKAGES  = libsimdjson-dev libsystemd-dev libcurl4-openssl-dev libssl-dev libsqlite3-dev
PREFIX   ?= /usr
DESTDIR  ?=
SWIFT    ?= swift
SUDO      = $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: help deps build release run test check bench measure fuzz install clean
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

deps: ## install missing system packages (Debian 12)
	@missing=""; for p in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then echo "installing$$missing"; \
	  $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq $$missing >/dev/null; fi
	@command -v $(SWIFT) >/dev/null || { echo "Swift 6.3 is not found; see https://www.swift.org/install/linux"; exit 1; }

build: deps ## build for development
	$(SWIFT) build --product foreshock

release: deps ## build for use
	$(SWIFT) build -c release --product foreshock

run: build ## show the main job on a bundled day of a support centre
	@packaging/demo .build/debug/foreshock

test: deps ## build and run every test
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --parallel --num-workers 2

check: ## lint, and look for what must not be there
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests \
	  Benchmarks/Package.swift Benchmarks/Sources Fuzz/Package.swift Fuzz/Sources

bench: deps ## measure speed, beside a peer
	@Benchmarks/run

measure: deps ## measure accuracy on a folder of labelled sets: make measure SETS=FOLDER [HALF=dev]
	@Benchmarks/accuracy "$(SETS)" "$(or $(HALF),dev)"

fuzz: deps ## fuzz decoder, rules and settings, a minute each
	@Fuzz/run 60

install: release ## install to $(DESTDIR)$(PREFIX)
	install -Dm755 .build/release/foreshock $(DESTDIR)$(PREFIX)/bin/foreshock
	install -d $(DESTDIR)$(PREFIX)/share/foreshock/rules.d $(DESTDIR)$(PREFIX)/share/foreshock/lexicons
	install -d $(DESTDIR)$(PREFIX)/share/foreshock/examples $(DESTDIR)$(PREFIX)/share/doc/foreshock
	install -m644 config/*.yaml $(DESTDIR)$(PREFIX)/share/foreshock/
	install -m644 config/rules.d/*.yaml $(DESTDIR)$(PREFIX)/share/foreshock/rules.d/
	install -m644 config/lexicons/* $(DESTDIR)$(PREFIX)/share/foreshock/lexicons/
	install -m644 config/examples/* $(DESTDIR)$(PREFIX)/share/foreshock/examples/
	install -m644 README.md CHANGELOG.md LICENSE NOTICE docs/*.md $(DESTDIR)$(PREFIX)/share/doc/foreshock/
	install -Dm644 systemd/foreshock.service $(DESTDIR)$(PREFIX)/lib/systemd/system/foreshock.service
	install -Dm644 systemd/foreshock.socket $(DESTDIR)$(PREFIX)/lib/systemd/system/foreshock.socket
	install -Dm644 docs/foreshock.1 $(DESTDIR)$(PREFIX)/share/man/man1/foreshock.1
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	  $(DESTDIR)$(PREFIX)/share/zsh/vendor-completions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	.build/release/foreshock --generate-completion-script bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/foreshock
	.build/release/foreshock --generate-completion-script zsh >$(DESTDIR)$(PREFIX)/share/zsh/vendor-completions/_foreshock
	.build/release/foreshock --generate-completion-script fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/foreshock.fish

clean: ## remove what was built
	rm -rf .build Benchmarks/.build Fuzz/.build
