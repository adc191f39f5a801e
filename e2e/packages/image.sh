#!/usr/bin/env bash
# The image, started by a runtime for containers: as its user, without capabilities, its root read-only.
# image.sh IMAGE WORK SAMPLE_CONFIG
. "${BASH_SOURCE[0]%/*}/lib.sh"
work=$2 said=$2/said
mkdir -p "$work/layout" "$work/bundle/rootfs"
tar -xf "$1" -C "$work/layout"
sed -e s/@KEY@/key/ -e s/@SECRET@/0123456789abcdef0123456789abcdef/ -e s/6001/0/ -e s/9601/0/ "$3" >"$work/belfry.yaml"
chmod 644 "$work/belfry.yaml"
python3 "${BASH_SOURCE[0]%/*}/bundle.py" "$work/layout" "$work/bundle" "$work/belfry.yaml"
[ -z "$(find "$work/bundle/rootfs" -name '*sh' -path '*bin*')" ] || die "the image has a shell"

: >"$said"
runc --root "$work/runc" run --bundle "$work/bundle" "belfry-$$" >"$said" 2>&1 &
container=$!
await_listening "$container"
grep -q 'Using AOT-linked classes: true' "$said" || die "the start did not use its cache"
is_ready || die "it is not ready: $answer"
# What a health check runs, in the container that it is about.
runc --root "$work/runc" exec "belfry-$$" /opt/belfry/runtime/bin/java @/opt/belfry/app/probe.options "$port" || die "the probe finds it not ready"
runc --root "$work/runc" kill "belfry-$$" TERM
wait "$container" || die "the container ended with $?, not with 0: $(cat "$said")"
echo done
