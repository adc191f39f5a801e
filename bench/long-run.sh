#!/usr/bin/env bash
# Shows that the packaged server keeps nothing: it runs for an hour under steady coming, going and publishing, and what it
# holds has to be the same in the second and in the last quarter; or it meets 100,000 connections one after the other.
#   bench/long-run.sh [--minutes N] [--connections N] [--churn N] [--rate N] [--channels N] [--out FOLDER]
#   bench/long-run.sh --sequence [--openings N] [--churn N] [--out FOLDER]
# Exit code: 0 nothing grew, 1 something did or the load test found a fault, 2 called wrongly.
set -eu -o pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
. "$root/build/machine.sh"

# A quarter of samples may differ by this much in parts of 1000, and by this many where there are few.
readonly TOLERANCE=20
readonly SAMPLE_SECONDS=30

mode=steady seconds=3600 connections=2000 churn='' rate=200 channels=100 openings=100000 out=''
while [ $# -gt 0 ]; do
  option=$1
  shift
  [ "$option" = --sequence ] || [ $# -gt 0 ] || fail "$option needs a value. The head of bench/long-run.sh shows all options."
  case "$option" in
    --sequence) mode=sequence; continue ;;
    --minutes) seconds=$(($1 * 60)) ;;
    --seconds) seconds=$1 ;;
    --connections) connections=$1 ;;
    --churn) churn=$1 ;;
    --rate) rate=$1 ;;
    --channels) channels=$1 ;;
    --openings) openings=$1 ;;
    --out) out=$1 ;;
    *) fail "unknown option $option. The head of bench/long-run.sh shows all." ;;
  esac
  shift
done

[ -r /proc/self/smaps_rollup ] || fail "the long run reads /proc, which this system has not. Run it on Linux."
find_jdk
need_program curl curl
folder=$(mktemp -d)
out=${out:-$root/bench/target/long-run}
mkdir -p "$out"
server=''

finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  [ -z "$server" ] || wait "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT

# ---- the server

start_server() {
  local secret
  secret=$(od -An -tx1 -N24 /dev/urandom | tr -d ' \n')
  cat >"$folder/belfry.yaml" <<YAML
server:
  host: 127.0.0.1
  port: 0
  event_loops: 1
  drain_seconds: 0
  data_dir: $folder/data
  operations: {port: 0}
apps:
  - id: "1"
    keys: [{key: long-run-key, secret: $secret}]
YAML
  chmod 600 "$folder/belfry.yaml"
  "$root/belfry" --version >/dev/null
  "$root/belfry" serve --config "$folder/belfry.yaml" >"$folder/server.out" 2>"$out/server.log" &
  server=$!
  url=$(await_line 's/.* Belfry .* listens on //p')
  operations=http://127.0.0.1:$(await_line 's/.* operations are at port //p')
}

await_line() {
  local line tries=0
  while [ "$tries" -lt 300 ]; do
    line=$(sed -n "$1" "$folder/server.out")
    [ -z "$line" ] || { echo "$line"; return; }
    kill -0 "$server" 2>/dev/null || fail "the server ended at its start. $out/server.log says why."
    sleep 0.1
    tries=$((tries + 1))
  done
  fail "the server did not listen within 30 s. $out/server.log may say why."
}

load() {
  "$root/belfry" load --config "$folder/belfry.yaml" --url "$url" --sign-in "$@"
}

# ---- what it holds

collect_garbage() {
  "$JDK/bin/jcmd" "$server" GC.run >/dev/null
}

# What lives on the heap, in KiB. Counted while the world stands still, so that nothing newer is in it.
heap_kib() {
  "$JDK/bin/jcmd" "$server" GC.class_histogram | awk '$1 == "Total" { printf "%d\n", $3 / 1024 }'
}

of_proc() {
  awk -v name="$2:" '$1 == name { print $2; exit }' "/proc/$server/$1"
}

metric() {
  curl -sf "$operations/metrics" | awk -v name="$1" '
    index($0, "#") != 1 { key = $1; if (index(key, name) == 1) sum += $NF }
    END { printf "%d\n", sum }'
}

readonly COLUMNS='seconds heap_kib rss_kib pss_kib descriptors threads connections direct_bytes'

# One line of the log: seconds, heap, and what the system says of the process.
sample() {
  echo "$1,$2,$(of_proc status VmRSS),$(of_proc smaps_rollup Pss),$(find "/proc/$server/fd" -mindepth 1 | wc -l),$(of_proc status Threads),$(metric 'belfry_connections{'),$(metric 'jvm_buffer_memory_used_bytes{')"
}

say() { printf '%s\n' "$*" >&2; }

# ---- an hour

run_steady() {
  local log=$out/steady.csv client start now heap turn=0
  load --connections "$connections" --channels "$channels" --rate "$rate" --churn "${churn:-50}" --duration "${seconds}s" \
    >"$out/steady.txt" 2>"$out/steady.live" &
  client=$!
  echo "$COLUMNS" | tr ' ' ',' >"$log"
  # The clock starts when all are there.
  while kill -0 "$client" 2>/dev/null && [ "$(metric 'belfry_connections{')" -lt "$connections" ]; do sleep 1; done
  start=$(date +%s)
  while kill -0 "$client" 2>/dev/null; do
    now=$(($(date +%s) - start))
    [ "$now" -lt "$seconds" ] || break
    kill -0 "$server" 2>/dev/null || fail "the server ended after $now s. $out/server.log may say why."
    # Between two collections the heap holds garbage, and its young part grows the process: those lines show it, and
    # only the others are compared.
    heap=''
    if [ $((turn % 2)) = 0 ]; then
      collect_garbage
      heap=$(heap_kib)
    fi
    sample "$now" "$heap" | tee -a "$log" >&2
    turn=$((turn + 1))
    sleep "$interval"
  done
  local status=0
  wait "$client" || status=$?
  cat "$out/steady.txt"
  echo
  compare "$log" | tee "$out/steady.summary" || status=1
  [ "$status" = 0 ] || exit 1
}

# Medians of the second and the last quarter, column by column; of memory only right after a collection.
compare() {
  local column=1 name status=0
  printf '%-14s %14s %14s %9s\n' '' 'second quarter' 'last quarter' 'change'
  for name in $COLUMNS; do
    if [ "$name" != seconds ]; then
      awk -F, -v column="$column" -v seconds="$seconds" -v name="$name" -v tolerance="$TOLERANCE" '
        function median(values, count,    i, j, v) {
          for (i = 2; i <= count; i++) {
            v = values[i]
            for (j = i - 1; j > 0 && values[j] > v; j--) values[j + 1] = values[j]
            values[j + 1] = v
          }
          return count ? values[int((count + 1) / 2)] : 0
        }
        name ~ /_kib$/ && $2 == "" { next }
        NR > 1 && $1 >= seconds / 4 && $1 < seconds / 2 { second[++n] = $column + 0 }
        NR > 1 && $1 >= seconds * 3 / 4 { last[++m] = $column + 0 }
        END {
          a = median(second, n); b = median(last, m)
          grown = a ? (b - a) / a : b
          # A single thread or descriptor more is beyond the tolerance, but not a leak.
          bad = !n || !m || (grown * 1000 > tolerance && b - a > 2)
          printf "%-14s %14d %14d %8.2f%% %s\n", name, a, b, grown * 100, !n || !m ? "NO SAMPLE" : bad ? "GREW" : ""
          exit bad
        }' "$1" || status=1
    fi
    column=$((column + 1))
  done
  return "$status"
}

# ---- one after the other

# How many objects of each class live.
objects() {
  "$JDK/bin/jcmd" "$server" GC.class_histogram | awk '$1 ~ /^[0-9]+:$/ { count[$4] += $2 } END { for (name in count) print name, count[name] }' | LC_ALL=C sort
}

run_sequence() {
  local status=0 before after
  # The first ones load classes, compile code and fill pools that stay.
  load --connections 200 --channels "$channels" --rate 0 --churn "${churn:-1000}" --openings 10000 >"$out/warm-up.txt" 2>&1 \
    || fail "the server did not carry the first 10,000 connections. $out/warm-up.txt says why."
  # The first look at the metrics is not free either.
  before=$(state)
  rest
  objects >"$out/sequence.before"
  before=$(state)
  load --connections 50 --channels "$channels" --rate 0 --churn "${churn:-1000}" --openings "$openings" \
    >"$out/sequence.txt" 2>"$out/sequence.live" || status=1
  rest
  objects >"$out/sequence.after"
  after=$(state)
  cat "$out/sequence.txt"
  echo
  { judge "$before" "$after" && left_behind; } | tee "$out/sequence.summary" || status=1
  [ "$status" = 0 ] || exit 1
}

rest() {
  sleep 3
  collect_garbage
  collect_garbage
}

state() {
  echo "$(heap_kib) $(of_proc status VmRSS) $(find "/proc/$server/fd" -mindepth 1 | wc -l) $(of_proc status Threads) $(metric 'belfry_connections{')"
}

judge() {
  awk -v before="$1" -v after="$2" -v tolerance="$TOLERANCE" '
    BEGIN {
      split("heap_kib rss_kib descriptors threads connections", names)
      split(before, a, " "); split(after, b, " ")
      printf "%-14s %14s %14s\n", "", "before", "after"
      for (i = 1; i <= 5; i++) {
        # Compiled code grows the process while it warms up, so its size is shown and not judged.
        grew = names[i] != "rss_kib" && b[i] - a[i] > 2 && (b[i] - a[i]) * 1000 > a[i] * tolerance
        bad += grew
        printf "%-14s %14d %14d %s\n", names[i], a[i], b[i], grew ? "GREW" : ""
      }
      exit bad > 0
    }'
}

# Classes that have more objects than before. Ours hold nothing back; the pools of the network library fill up to a bound.
left_behind() {
  LC_ALL=C join -a 2 -e 0 -o 0,1.2,2.2 "$out/sequence.before" "$out/sequence.after" | awk '
    $1 ~ /^(\[L)?io\.belfry\./ && $3 - $2 > 20 || $1 ~ /^(\[L)?io\.netty\./ && $3 - $2 > 1000 { printf "%-14s %14d %14d LEFT BEHIND\n", $1, $2, $3; bad = 1 }
    END { if (!bad) print "No object of a connection, channel or user is left behind."; exit bad }'
}

interval=$SAMPLE_SECONDS
[ "$seconds" -ge 600 ] || interval=5
start_server
say "server $server at $url, results in $out"
run_"$mode"
