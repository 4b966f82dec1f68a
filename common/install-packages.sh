#!/bin/sh
# Installs the Debian packages that are named and not there: as root, or through sudo. Touches
# neither network nor system when nothing is missing.
set -eu

missing=
for package in "$@"; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
# One at a time: tests that run side by side may want some at once.
[ -n "${RENKEI_INSTALLING:-}" ] || RENKEI_INSTALLING=1 exec flock "$0" sh "$0" "$@"

install="apt-get update && apt-get install -y --no-install-recommends$missing"
if [ "$(id -u)" -eq 0 ]; then
    echo "installing:$missing"
    export DEBIAN_FRONTEND=noninteractive
elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    echo "installing through sudo:$missing"
    install="sudo sh -c 'DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND; $install'"
else
    echo "these packages are missing:$missing" >&2
    echo "ask an administrator to run:" >&2
    echo "  $install" >&2
    exit 1
fi
if ! sh -c "$install" >/dev/null; then
    echo "the packages could not be installed:$missing" >&2
    echo "run this by hand to see why:" >&2
    echo "  $install" >&2
    exit 1
fi
