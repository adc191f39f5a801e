#!/bin/sh
# Puts one SDK and its driver into a folder, in the versions that its lock file names.
# Usage: install.sh NAME FOLDER
# NAME is a folder beside this script. A second run costs nothing until the lock file changes.
set -eu
source=$(cd "$(dirname "$0")/$1" && pwd -P)
folder=$2
log="$folder/install.log"
mark="$folder/installed"

fail() {
  [ ! -f "$log" ] || tail -n 20 "$log" >&2
  echo "ERROR: the SDK $(basename "$source") could not be installed: $1" >&2
  exit 1
}

need() {
  command -v "$1" >/dev/null 2>&1 || fail "$1 is missing. Install it with your system's package manager, or run ./verify, which does."
}

with_npm() {
  need node
  need npm
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --legacy-peer-deps) >"$log" 2>&1
}

with_pip() {
  need python3
  rm -rf "$folder/venv"
  python3 -m venv "$folder/venv" >"$log" 2>&1 \
    || fail "python3 has no module venv. Install it (Debian: python3-venv), or run ./verify, which does."
  # What builds a package from source is pinned like the package, so pip must not fetch it by itself.
  for list in build-requirements.txt requirements.txt; do
    [ ! -f "$folder/$list" ] || "$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
      --require-hashes --no-build-isolation --requirement "$folder/$list" >>"$log" 2>&1 || return 1
  done
}

with_go() {
  need go
  (cd "$folder" && go build -mod=readonly -o driver .) >"$log" 2>&1
}

with_cargo() {
  need cargo
  (cd "$folder" && CARGO_TARGET_DIR=target cargo build --quiet --locked && ln -sf target/debug/driver driver) >"$log" 2>&1
}

mkdir -p "$folder"
# Tests that run side by side want the same one.
if command -v flock >/dev/null 2>&1; then
  exec 9>"$folder/lock"
  flock 9
fi
for file in "$source"/*; do
  # Somebody may be reading it.
  cmp -s "$file" "$folder/$(basename "$file")" || cp "$file" "$folder/"
done
wanted=$(cat "$source"/package-lock.json "$source"/*requirements.txt \
  "$source"/go.sum "$source"/Cargo.lock "$source"/driver.go "$source"/driver.rs 2>/dev/null | cksum)
if [ -f "$mark" ] && [ "$(cat "$mark")" = "$wanted" ]; then
  exit 0
fi
rm -f "$mark" "$log"
if [ -f "$source/package-lock.json" ]; then
  with_npm || fail "npm failed, see above."
elif [ -f "$source/go.sum" ]; then
  with_go || fail "go failed, see above."
elif [ -f "$source/Cargo.lock" ]; then
  with_cargo || fail "cargo failed, see above."
else
  with_pip || fail "pip failed, see above."
fi
printf '%s' "$wanted" >"$mark"
