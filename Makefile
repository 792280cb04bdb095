# The two commands: `make run` opens the founding sample, `make test` runs every test. Both install
# what the system lacks (Debian packages, with sudo where needed), or say the one command to run.

PACKAGES_BUILD = gcc libc6-dev libpcap-dev
PACKAGES_WINDOW = libx11-6 libx11-xcb1 libxcb1 libxcursor1 libxi6 libxkbcommon0 libxkbcommon-x11-0 libgl1 \
	libgl1-mesa-dri libfontconfig1 xvfb
PACKAGES_TEST = iproute2 libcap2-bin xdotool

CARGO ?= cargo
SAMPLE = samples/upyssl.pcap
KEY = samples/key.pem

PREFIX ?= /usr/local
BIN = $(DESTDIR)$(PREFIX)/bin
LIBEXEC = $(DESTDIR)$(PREFIX)/libexec/wirelens
SHARE = $(DESTDIR)$(PREFIX)/share
TARGET = $(or $(CARGO_TARGET_DIR),target)

.PHONY: run test check bench pictures packages help install uninstall

help:
	@echo 'make run    build, then open the founding sample with its key'
	@echo 'make test   run all tests'
	@echo 'make install  into $(PREFIX) (DESTDIR and PREFIX may be set), with menu entry, icon and file types'
	@echo 'make check  formatting, lints, licences'
	@echo 'make pictures  every view and dialog, dark and light, 1x and 2x, into docs/pictures'
	@echo 'make bench  measure, the window on ten million frames too; against tshark where it is installed'
	@echo '            (CAPTURES="a.pcap b.pcap" RSA_KEY=key.pem)'

packages:
	@missing=; for p in $(PACKAGES_BUILD) $(PACKAGES_WINDOW) $(PACKAGES_TEST); do \
		dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; \
	done; \
	if [ -n "$$missing" ]; then \
		if [ "$$(id -u)" = 0 ]; then sudo=; \
		elif sudo -n true 2>/dev/null; then sudo='sudo -n'; \
		else echo "Missing packages; to have everything, run: sudo apt-get install -y$$missing" >&2; exit 0; fi; \
		echo "Installing$$missing"; \
		$$sudo apt-get update -qq && \
		$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null || \
		echo "Could not install all of$$missing; going on with what is there" >&2; \
	fi

run: packages
	$(CARGO) build --release
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		exec target/release/wirelens $(SAMPLE) --rsa-key $(KEY); \
	else \
		echo 'No display here: the same as text, and a picture of the window.'; \
		target/release/tlens -n -r $(SAMPLE) --rsa-key $(KEY) && \
		target/release/tlens -n -r $(SAMPLE) --rsa-key $(KEY) -q -z follow,tls,ascii,0 && \
		target/release/wirelens $(SAMPLE) --rsa-key $(KEY) --frame 14 --screenshot target/wirelens.png && \
		echo 'The picture: target/wirelens.png'; \
	fi

# The helper gets its rights by hand: docs/capture.md says how, and why no makefile should.
install:
	$(CARGO) build --release
	install -d $(BIN) $(LIBEXEC) $(SHARE)/applications $(SHARE)/mime/packages \
		$(SHARE)/icons/hicolor/scalable/apps $(SHARE)/wirelens/samples
	install -m 755 $(TARGET)/release/wirelens $(TARGET)/release/tlens $(BIN)
	install -m 755 $(TARGET)/release/wirelens-capture $(LIBEXEC)
	install -m 644 assets/desktop/wirelens.desktop $(SHARE)/applications
	install -m 644 assets/desktop/wirelens.xml $(SHARE)/mime/packages
	install -m 644 assets/desktop/wirelens.svg $(SHARE)/icons/hicolor/scalable/apps
	install -m 644 $(SAMPLE) $(KEY) $(SHARE)/wirelens/samples
	@if [ -z "$(DESTDIR)" ]; then \
		command -v update-mime-database >/dev/null && update-mime-database $(SHARE)/mime; \
		command -v update-desktop-database >/dev/null && update-desktop-database $(SHARE)/applications; \
		echo 'To capture, give the helper its right once:'; \
		echo '  sudo setcap cap_net_raw,cap_net_admin=eip $(LIBEXEC)/wirelens-capture'; \
	fi

uninstall:
	rm -f $(BIN)/wirelens $(BIN)/tlens $(LIBEXEC)/wirelens-capture $(SHARE)/applications/wirelens.desktop \
		$(SHARE)/mime/packages/wirelens.xml $(SHARE)/icons/hicolor/scalable/apps/wirelens.svg
	rm -rf $(SHARE)/wirelens

test: packages
	$(CARGO) test --lib --bins --tests

check:
	$(CARGO) fmt --check
	$(CARGO) clippy --all-targets -- -D warnings
	@if command -v cargo-deny >/dev/null; then $(CARGO) deny check; else echo 'cargo-deny is not installed: licences and advisories not checked'; fi

pictures: packages
	$(CARGO) build --release
	samples/scripts/pictures.sh "$${CARGO_TARGET_DIR:-target}/release/wirelens" docs/pictures

bench:
	$(CARGO) bench --no-default-features --bench steps --bench protocols
	$(CARGO) bench --bench window
	$(CARGO) build --release --no-default-features --bin tlens
	@python3 benches/against_tshark.py "$${CARGO_TARGET_DIR:-target}/release/tlens" $(if $(RSA_KEY),--key $(RSA_KEY)) $(CAPTURES)
