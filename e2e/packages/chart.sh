#!/usr/bin/env bash
# The chart, filled in as Helm does, with few values and with all of them; then what it hands to the server is checked by the
# server's own command. chart.sh CHART BELFRY WORK
set -eu -o pipefail
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd -P)
chart=$1 belfry=$2 work=$3
(cd "$here/chart" && go build -o "$work/chart" .)

if "$work/chart" "$chart" >/dev/null 2>"$work/refused"; then
  echo "FAILED: a chart without an app is taken" >&2
  exit 1
fi
grep -q 'config.apps is empty' "$work/refused"

cat >"$work/few.yaml" <<'E2'
config: {apps: [{id: "1", keys: [{key: main, secret: 0123456789abcdef0123456789abcdef}]}]}
E2
cat >"$work/all.yaml" <<'E2'
ingress: {enabled: true, host: push.example.com, tlsSecret: push-tls, className: nginx, annotations: {a: b}}
serviceMonitor: {enabled: true}
podDisruptionBudget: {enabled: true}
preStopSleepSeconds: 5
manyCores: true
javaOptions: -Xmx1g
imagePullSecrets: [{name: registry}]
nodeSelector: {a: b}
tolerations: [{key: a, operator: Exists}]
data: {storageClass: fast}
E2
"$work/chart" "$chart" "$work/few.yaml" >"$work/few"
"$work/chart" "$chart" "$work/few.yaml" "$work/all.yaml" >"$work/all"
for word in 'kind: Ingress' 'kind: ServiceMonitor' 'kind: PodDisruptionBudget' 'sleep:' 'serve-many-cores.options'; do
  grep -q "$word" "$work/all" || { echo "FAILED: no $word among all" >&2; exit 1; }
  ! grep -q "$word" "$work/few" || { echo "FAILED: $word though nobody asked for it" >&2; exit 1; }
done
for word in 'enableServiceLinks: false' 'readOnlyRootFilesystem: true' 'runAsNonRoot: true' 'path: /readyz' 'terminationGracePeriodSeconds: 50'; do
  grep -q "$word" "$work/few" || { echo "FAILED: no $word" >&2; exit 1; }
done

# Several nodes are several only with a cluster.
cat >"$work/three.yaml" <<'E2'
replicas: 3
E2
if "$work/chart" "$chart" "$work/few.yaml" "$work/three.yaml" >/dev/null 2>"$work/refused"; then
  echo "FAILED: three nodes without a cluster are taken" >&2
  exit 1
fi
grep -q 'need config.cluster' "$work/refused"
cat >"$work/cluster.yaml" <<'E2'
config: {cluster: {kind: redis, name: production, url: "redis://valkey:6379"}}
engine: {passwordSecret: {name: valkey-auth, key: word}, caSecret: {name: valkey-tls}}
ingress: {enabled: true, host: push.example.com, annotations: {a: b}, fallbackAnnotations: {hash-by: address}}
E2
"$work/chart" "$chart" "$work/few.yaml" "$work/three.yaml" "$work/cluster.yaml" >"$work/three"
for word in 'replicas: 3' 'topologySpreadConstraints' 'kind: PodDisruptionBudget' 'maxUnavailable: 1' 'kind: redis' \
  'secretName: valkey-auth' 'secretName: valkey-tls' 'name: r-belfry-fallback' 'hash-by: address'; do
  grep -q "$word" "$work/three" || { echo "FAILED: no $word among three" >&2; exit 1; }
done
! grep -q 'valkey\|-fallback\|PodDisruptionBudget' "$work/few" || { echo "FAILED: a lone node has parts of a cluster" >&2; exit 1; }
# What the chart says in variables is known to the server.
sed -n 's/^ *- name: \(BELFRY_CLUSTER_[A-Z_]*\)$/\1/p' "$work/three" | sort -u >"$work/variables"
grep -q BELFRY_CLUSTER_PASSWORD_FILE "$work/variables"
printf word >"$work/word"
while read -r name; do
  export "$name=$work/word"
done <"$work/variables"
sed -n '/^  belfry.yaml: |/,/^---/p' "$work/three" | sed -e 1d -e '/^---/d' -e 's/^    //' >"$work/cluster-belfry.yaml"
"$belfry" config check "$work/cluster-belfry.yaml"
while read -r name; do
  unset "$name"
done <"$work/variables"

sed -n '/^  belfry.yaml: |/,/^---/p' "$work/few" | sed -e 1d -e '/^---/d' -e 's/^    //' >"$work/belfry.yaml"
"$belfry" config check "$work/belfry.yaml"
"$work/chart" "$chart" --only-yaml "$chart/../../compose.yaml" >/dev/null
"$work/chart" "$chart" --only-yaml "$chart/../../compose-cluster.yaml" >/dev/null
sed -n '/^    content: |/,/^volumes:/p' "$chart/../../compose-cluster.yaml" | sed -e 1d -e '$d' -e 's/^      //' >"$work/haproxy.cfg"
PATH=$PATH:/usr/sbin haproxy -c -f "$work/haproxy.cfg"
echo done
