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

# Where distributions differ: Debian 12 has its units in /lib.
UNITDIR  ?= $(PREFIX)/lib/systemd/system
DOCDIR   ?= $(PREFIX)/share/doc/foreshock
BINARY   ?= .build/release/foreshock
PACKAGING = debhelper lintian
# The same commit gives the same bytes when it is built at the same place, and names no place of the builder's.
REPRODUCIBLE = -Xswiftc -file-prefix-map -Xswiftc $(CURDIR)=/build -Xcc -ffile-prefix-map=$(CURDIR)=/build

.PHONY: help deps build release run test check bench measure fuzz install install-files deb rpm clean packages
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

deps: ## install missing system packages (Debian 12)
	@$(MAKE) --no-print-directory packages NEEDED="$(PACKAGES)"
	@command -v $(SWIFT) >/dev/null || { echo "Swift 6.3 is not found; see https://www.swift.org/install/linux"; exit 1; }

packages:
	@missing=""; for p in $(NEEDED); do \
	  dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then echo "installing$$missing"; \
	  $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends $$missing >/dev/null; fi

build: deps ## build for development
	$(SWIFT) build --product foreshock

release: deps ## build for use; nothing of Swift need be installed where it runs
	$(SWIFT) build -c release --static-swift-stdlib --product foreshock $(REPRODUCIBLE)

run: build ## show the main job on a bundled day of a support centre
	@packaging/demo .build/debug/foreshock

test: deps ## build and run every test; as root also the package on a systemd of its own
	@$(MAKE) --no-print-directory packages NEEDED=debhelper
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

deb: release ## build foreshock_VERSION_ARCHITECTURE.deb, and let lintian look it over
	@$(MAKE) --no-print-directory packages NEEDED="$(PACKAGING)"
	debian/rules clean
	debian/rules binary DESTINATION=.
	debian/rules clean
	lintian --fail-on error,warning foreshock_*.deb

rpm: release ## build an RPM package with the same files
	@$(MAKE) --no-print-directory packages NEEDED=rpm
	packaging/rpm $(BINARY)

install: release install-files ## install to $(DESTDIR)$(PREFIX)

install-files:
	install -Dm755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/foreshock
	install -d $(DESTDIR)$(PREFIX)/share/foreshock/rules.d $(DESTDIR)$(PREFIX)/share/foreshock/lexicons
	install -d $(DESTDIR)$(PREFIX)/share/foreshock/examples $(DESTDIR)$(PREFIX)/share/foreshock/tests
	install -m644 config/*.yaml $(DESTDIR)$(PREFIX)/share/foreshock/
	install -m644 config/rules.d/*.yaml $(DESTDIR)$(PREFIX)/share/foreshock/rules.d/
	install -m644 config/lexicons/* $(DESTDIR)$(PREFIX)/share/foreshock/lexicons/
	install -Dm644 -t $(DESTDIR)$(PREFIX)/share/foreshock/monitoring monitoring/grafana-dashboard.json \
	  monitoring/prometheus-rules.yaml
	install -dm755 $(DESTDIR)/etc/foreshock/rules.d $(DESTDIR)/etc/foreshock/lexicons
	install -dm700 $(DESTDIR)/etc/foreshock/credentials
	install -Dm644 systemd/newer-systemd.conf $(DESTDIR)$(PREFIX)/share/doc/foreshock/examples/newer-systemd.conf
	install -m644 config/tests/*.yaml $(DESTDIR)$(PREFIX)/share/foreshock/tests/
	install -m644 config/examples/* $(DESTDIR)$(PREFIX)/share/foreshock/examples/
	install -Dm644 -t $(DESTDIR)$(UNITDIR) systemd/foreshock.service systemd/foreshock.socket
	install -Dm644 systemd/foreshock.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/foreshock.conf
	install -Dm644 -t $(DESTDIR)$(PREFIX)/lib/systemd/catalog systemd/catalog/*.catalog
	for page in docs/man/*.[1-8]; do \
	  install -Dm644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}; done
	if [ -n "$(DOCDIR)" ]; then install -d $(DESTDIR)$(DOCDIR); \
	  install -m644 README.md CHANGELOG.md LICENSE NOTICE docs/*.md $(DESTDIR)$(DOCDIR)/; fi
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	  $(DESTDIR)$(PREFIX)/share/zsh/vendor-completions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(BINARY) --generate-completion-script bash | sed '1{/^#!/d}' >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/foreshock
	$(BINARY) --generate-completion-script zsh >$(DESTDIR)$(PREFIX)/share/zsh/vendor-completions/_foreshock
	$(BINARY) config schema >$(DESTDIR)$(PREFIX)/share/foreshock/foreshock.schema.json
	$(BINARY) --generate-completion-script fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/foreshock.fish

clean: ## remove what was built
	rm -rf .build Benchmarks/.build Fuzz/.build
