#!/bin/sh
# Installs the YAML readers that tests/front_matter.rs asks for, into the folder given.
# Usage: setup.sh FOLDER; then run the tests with ARTICLE2MD_READERS=FOLDER.
# Takes npm, and python3 with venv, where they are; Ruby brings its own reader, and as root it is
# installed where apt-get is. What can't be installed, for want of a network too, is skipped by the
# tests, which say so: this script never fails for it.
set -u
folder=${1:?usage: setup.sh FOLDER}
mkdir -p "$folder" && cd "$folder" || exit 1

if [ ! -d node_modules/yaml ]; then
    npm install --silent --no-fund --no-audit --fetch-retries=1 --fetch-timeout=30000 --prefix . \
        js-yaml3@npm:js-yaml@3 js-yaml4@npm:js-yaml@4 yaml@2 ||
        echo 'no YAML readers in JavaScript' >&2
fi
if ! venv/bin/python -c 'import yaml' 2>/dev/null; then
    { python3 -m venv venv && venv/bin/pip install --quiet --retries 1 --timeout 30 pyyaml; } ||
        echo 'no PyYAML' >&2
fi
if ! command -v ruby >/dev/null; then
    { [ "$(id -u)" = 0 ] && apt-get install -y -qq ruby >/dev/null; } || echo 'no Ruby' >&2
fi
exit 0
