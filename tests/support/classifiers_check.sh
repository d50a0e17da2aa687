#!/bin/sh
# Learns the classifiers anew and compares them with those that are shipped: PROGRAM FOLDER_OF_RULES_LANGUAGE
set -eu
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
"$1" "$2/examples" "$made"
diff -r "$2/classifiers" "$made" || { echo "scripts/train-classifiers writes them anew"; exit 1; }
