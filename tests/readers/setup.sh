#!/bin/sh
# Installs the YAML readers that tests/front_matter.rs asks for, into the folder given.
# Usage: setup.sh FOLDER; then run the tests with ARTICLE2MD_READERS=FOLDER.
# Needs npm, and python3 with venv; Ruby brings its own reader (Debian: apt-get install ruby).
set -eu
folder=${1:?usage: setup.sh FOLDER}
mkdir -p "$folder"
cd "$folder"
npm install --silent --no-fund --no-audit --prefix . \
    js-yaml3@npm:js-yaml@3 js-yaml4@npm:js-yaml@4 yaml@2
python3 -m venv venv
venv/bin/pip install --quiet pyyaml
