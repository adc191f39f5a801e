#!/usr/bin/env bash
# The package for Debian: installed, started, upgraded, removed, purged. deb.sh OLD_DEB NEW_DEB ROOT_TAR WORK
. "${BASH_SOURCE[0]%/*}/lib.sh"
root=$4/root said=$4/said
config=$root/etc/belfry/belfry.yaml data=$root/var/lib/belfry
clean_root "$root" "$3"

# Starts it as the unit does: by its line, as its user, with its limits on what it may see of the configuration.
serve_by_unit() {
  local line
  line=$(sed -n 's/^ExecStart=//p' "$root/usr/lib/systemd/system/belfry.service")
  chroot_words=--userspec=belfry:belfry
  # shellcheck disable=SC2086
  serve_in "$root" env BELFRY_SERVER_PORT=0 BELFRY_SERVER_OPERATIONS_PORT=0 BELFRY_JAVA_OPTS=-Xlog:aot:stdout $line
  grep -q 'Using AOT-linked classes: true' "$said" || die "the start did not use its cache"
  is_ready || die "it is not ready: $answer"
}

cp "$1" "$root/tmp/old.deb"
cp "$2" "$root/tmp/new.deb"
work=$4

# Its few dependencies lie there unpacked, which the database of packages does not know.
dpkg_in() {
  chroot "$root" dpkg --force-depends "$@" >"$work/dpkg" 2>&1 || { cat "$work/dpkg" >&2; die "dpkg $*"; }
}

dpkg_in --install /tmp/old.deb
chroot "$root" stat -c '%A %U %G' /etc/belfry/belfry.yaml | grep -qx -- '-rw-r----- root belfry' || die "the configuration is not its own"
chroot "$root" stat -c '%A %U' /var/lib/belfry | grep -qx 'drwx------ belfry' || die "the data folder is not its own"
grep -q '@' "$config" && die "a secret was not filled in"
secret=$(sed -n 's/.*secret: //p' "$config")
[ ${#secret} = 64 ] || die "the secret is short"
chroot "$root" bash -c '. /usr/share/bash-completion/completions/belfry && complete -p belfry' >/dev/null || die "bash completes nothing"
[ "$(head -n 1 "$root/usr/share/zsh/vendor-completions/_belfry")" = '#compdef belfry' ] || die "zsh does not find its completion"
serve_by_unit
old=$(chroot "$root" belfry --version)
stop

# What an operator changed and what the server kept stay, whatever happens to the package.
echo '# changed by the operator' >>"$config"
echo kept >"$data/outbox"
chown --reference="$data" "$data/outbox"
as_it_was=$(sha256sum <"$config")
serve_by_unit
dpkg_in --install /tmp/new.deb
# The old process lives on until it is replaced.
is_ready || die "the upgrade ended the server: $answer"
stop
chroot "$root" dpkg-query -W -f '${Version}' belfry | grep -qx 99.0 || die "the new version is not there"
[ "$(sha256sum <"$config")" = "$as_it_was" ] || die "the upgrade changed the configuration"
[ "$(cat "$data/outbox")" = kept ] || die "the upgrade lost data"
serve_by_unit
stop

dpkg_in --install /tmp/old.deb
[ "$(chroot "$root" belfry --version)" = "$old" ] || die "the way back is closed"

dpkg_in --remove belfry
[ "$(sha256sum <"$config")" = "$as_it_was" ] && [ "$(cat "$data/outbox")" = kept ] || die "removing took configuration or data"
[ ! -e "$root/usr/lib/belfry" ] || die "removing left the application: $(find "$root/usr/lib/belfry" | head)"

dpkg_in --purge belfry
[ ! -e "$root/etc/belfry" ] && [ ! -e "$data" ] && [ ! -e "$root/etc/default/belfry" ] || die "purging left something"

dpkg_in --install /tmp/old.deb
[ "$(sed -n 's/.*secret: //p' "$config")" != "$secret" ] || die "two installations have the same secret"
echo done
