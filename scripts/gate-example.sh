#!/bin/sh
# Gates four releases of a scratch repository in a row: allowed, licence swapped, swap waived, waiver expired.
# Usage: scripts/gate-example.sh [AUDITOR]. Exits with 0 when the gate answered as described.
set -eu
auditor=${1:-$(dirname "$0")/../build/release/bin/auditor}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=example GIT_AUTHOR_EMAIL=e@example.org
export GIT_COMMITTER_NAME=example GIT_COMMITTER_EMAIL=e@example.org
repository=$work/model
git init -q "$repository"

commit() { git -C "$repository" add -A && git -C "$repository" commit -q -m "$1"; }

# expect CODE WHAT ARGUMENTS…: runs the gate, compares its exit code.
expect() {
  wanted=$1 what=$2
  shift 2
  code=0
  "$auditor" gate "$repository" "$@" > "$work/report.txt" 2>&1 || code=$?
  echo "$what: exit $code"
  [ "$code" -eq "$wanted" ] || { cat "$work/report.txt"; echo "expected exit $wanted" >&2; exit 1; }
}

printf -- '---\nlicense: mit\n---\n# Example\nA small classifier.\n' > "$repository/README.md"
printf 'SPDX-License-Identifier: MIT\n' > "$repository/LICENSE"
printf 'rules: [licensing]\n' > "$repository/.auditor.yaml"
commit "First release"
git -C "$repository" tag v1
expect 0 "unchanged since v1" --baseline v1

printf 'SPDX-License-Identifier: CC-BY-NC-4.0\n' > "$repository/LICENSE"
commit "Swap the licence"
expect 1 "licence swapped" --baseline v1
rule=$("$auditor" gate "$repository" --baseline v1 --format json |
  python3 -c 'import json,sys
for f in json.load(sys.stdin)["findings"]:
  if f["status"] == "fail" and f["severity"] == "error" and f.get("baseline") != "unchanged": print(f["rule"])' | sort -u)
echo "blocked by: $(echo $rule)"

waive() {
  printf 'rules: [licensing]\nwaivers:\n' > "$repository/.auditor.yaml"
  for r in $rule; do
    printf '  - {rule: %s, reason: agreed with legal, owner: ml-platform, expires: %s}\n' "$r" "$1" >> "$repository/.auditor.yaml"
  done
  commit "Waive until $1"
}
waive 2999-12-31
expect 0 "waived" --baseline v1
waive 2020-01-01
expect 1 "waiver expired" --baseline v1
