#!/bin/sh
# Installs the YAML readers that tests/front_matter.rs asks for, into the folder given.
# Usage: setup.sh FOLDER; then run the tests with ARTICLE2MD_READERS=FOLDER.
# Takes npm, and python3 with venv, where they are; what can't be installed is skipped by the tests.
# Ruby brings its own reader (Debian: apt-get install ruby).
set -u
folder=${1:?usage: setup.sh FOLDER}
mkdir -p "$folder" && cd "$folder" || exit 1
npm install --silent --no-fund --no-audit --prefix . \
    js-yaml3@npm:js-yaml@3 js-yaml4@npm:js-yaml@4 yaml@2 ||
    echo 'no readers in JavaScript' >&2
{ python3 -m venv venv && venv/bin/pip install --quiet pyyaml; } || echo 'no PyYAML' >&2
