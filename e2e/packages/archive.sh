#!/usr/bin/env bash
# The archive in a root without Java: started by nobody, from a folder that nobody may write to. archive.sh ARCHIVE ROOT_TAR WORK
. "${BASH_SOURCE[0]%/*}/lib.sh"
root=$3/root said=$3/said
clean_root "$root" "$2"
mkdir -p "$root/opt/belfry"
tar -xzf "$1" -C "$root/opt/belfry" --strip-components=1 --no-same-owner
sed -e s/@KEY@/key/ -e s/@SECRET@/0123456789abcdef0123456789abcdef/ -e s/6001/0/ -e s/9601/0/ \
  "$root/opt/belfry/belfry.yaml" >"$root/etc/belfry.yaml"
chmod 644 "$root/etc/belfry.yaml"
before=$(cd "$root/opt/belfry" && find . -exec stat -c '%n %s %Y' {} + | sort | sha256sum)

chroot_words=--userspec=nobody:nogroup
serve_in "$root" env BELFRY_JAVA_OPTS=-Xlog:aot:stdout /opt/belfry/bin/belfry serve --config /etc/belfry.yaml
grep -q 'Using AOT-linked classes: true' "$said" || die "the start did not use its cache"
is_ready || die "it is not ready: $answer"
stop
# Commands find it through a link as well.
ln -s ../../opt/belfry/bin/belfry "$root/usr/bin/belfry"
chroot "$root" env BELFRY_JAVA_OPTS=-Xlog:aot:stdout belfry --version | grep -q 'Using AOT-linked classes: true' || die "a command did not use its cache"
after=$(cd "$root/opt/belfry" && find . -exec stat -c '%n %s %Y' {} + | sort | sha256sum)
[ "$before" = "$after" ] || die "something was written beside the application"
echo done
