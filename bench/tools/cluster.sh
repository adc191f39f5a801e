#!/usr/bin/env bash
# Three nodes of one cluster with an engine of their own, on loopback, for as long as this runs.
#   bench/tools/cluster.sh LAUNCHER CONFIG FOLDER PORT
# Nodes listen on PORT, PORT+200 and PORT+300, the engine on PORT+400. The last line it says is about all of them.
set -eu -o pipefail

launcher=$1 config=$2 folder=$3 port=$4
engine=$((port + 400))
# The engine settles for as long as a lease, and publishes nothing until then.
readonly LEASE_SECONDS=3

stop() {
  trap - EXIT TERM INT
  # Nodes say goodbye to the engine, so it goes last.
  kill $nodes 2>/dev/null || true
  for node in $nodes; do wait "$node" 2>/dev/null || true; done
  kill "$engine_pid" 2>/dev/null || true
  wait "$engine_pid" 2>/dev/null || true
  exit "${1:-0}"
}

is_ready() {
  local status=''
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
  read -r status <&3 || true
  exec 3>&-
  case "$status" in *' 200 '*) ;; *) return 1 ;; esac
}

nodes=''
mkdir -p "$folder"
redis-server --port "$engine" --bind 127.0.0.1 --save '' --dir "$folder" &
engine_pid=$!
trap 'stop 1' EXIT
trap 'stop 0' TERM INT
for offset in 0 200 300; do
  "$launcher" serve --config "$config" --set "server.port=$((port + offset))" \
    --set "server.data_dir=$folder/node-$offset" --set "cluster.url=redis://127.0.0.1:$engine" &
  nodes="$nodes $!"
done
for offset in 0 200 300; do
  until is_ready $((port + offset)); do
    for process in $nodes "$engine_pid"; do kill -0 "$process"; done
    sleep 0.1
  done
done
sleep "$LEASE_SECONDS"
echo "three nodes and their engine are ready"
# A node may be killed while the others are looked at.
wait "$engine_pid"
