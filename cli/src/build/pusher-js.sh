#!/bin/sh
# Puts unmodified pusher-js into the folder of the demo page's vendor files.
# Usage: pusher-js.sh VERSION SHA256 WORK_FOLDER VENDOR_FOLDER
# Without npm the demo page loads pusher-js from the vendor's CDN, so that is a note and no failure,
# except under CI=true, where the browser tests must not go without it.
set -eu
version=$1 expected=$2 work=$3 vendor=$4
files="pusher.js pusher.min.js pusher-with-encryption.js pusher-with-encryption.min.js sockjs.min.js"
done_mark="$vendor/VERSION"

if [ -f "$done_mark" ] && [ "$(cat "$done_mark")" = "$version" ] && [ -f "$vendor/sockjs.min.js" ]; then
  exit 0
fi

go_without() {
  if [ "${CI:-}" = true ]; then
    echo "ERROR: pusher-js $version is missing: $1. Install npm and check the network." >&2
    exit 1
  fi
  echo "NOTE: the demo page will load pusher-js from its CDN: $1."
  exit 0
}

command -v npm >/dev/null 2>&1 || go_without "npm is not installed"
mkdir -p "$work" "$vendor"
archive="$work/pusher-js-$version.tgz"
if [ ! -f "$archive" ]; then
  (cd "$work" && npm pack --silent --prefer-offline "pusher-js@$version" >npm.log 2>&1) \
    || go_without "npm could not fetch pusher-js@$version (see $work/npm.log)"
fi

if command -v sha256sum >/dev/null 2>&1; then
  actual=$(sha256sum "$archive")
else
  actual=$(shasum -a 256 "$archive")
fi
if [ "${actual%% *}" != "$expected" ]; then
  rm -f "$archive"
  echo "ERROR: pusher-js $version has SHA-256 ${actual%% *}, expected $expected. Build again; if it stays, do not trust the file." >&2
  exit 1
fi

rm -rf "$work/package"
tar -xzf "$archive" -C "$work"
for file in $files; do
  cp "$work/package/dist/web/$file" "$vendor/$file"
done
cp "$work"/package/dist/web/pusher*.LICENSE.txt "$work/package/LICENCE" "$vendor/"
printf '%s' "$version" >"$done_mark"
