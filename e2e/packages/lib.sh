# What the tests of packages share. Sourced, as root, in a mount namespace of its own: what is mounted ends with it.
set -eu -o pipefail

die() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

# A clean root in folder $1 out of Debian's packages: a shell, coreutils, dpkg, and no Java. Fetched once, into archive $2.
clean_root() {
  if [ ! -f "$2" ]; then
    mkdir -p "${2%/*}"
    mmdebstrap --quiet --variant=extract --mode=root --format=tar "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$2.new" \
      --include=base-files,base-passwd,bash,dash,coreutils,dpkg,tar,gzip,sed,grep,findutils,passwd,debianutils,diffutils,libc-bin
    mv "$2.new" "$2"
  fi
  mkdir -p "$1"
  mount -t tmpfs -o mode=755 tmpfs "$1"
  tar -xf "$2" -C "$1"
  cp "$1/usr/share/base-passwd/passwd.master" "$1/etc/passwd"
  cp "$1/usr/share/base-passwd/group.master" "$1/etc/group"
  [ ! -e "$1/usr/bin/java" ] || die "the clean root has a java"
  mount -t proc proc "$1/proc"
  mount --bind /dev "$1/dev"
}

# Starts the words $2… in root $1, whose output goes to file said; returns when the server listens.
# Sets server to its process and port to where it listens.
serve_in() {
  local root=$1 i
  shift
  : >"$said"
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot $chroot_words "$root" "$@" >"$said" 2>&1 &
  server=$!
  await_listening "$server"
}

# Follows file said until process $1 tells there where it listens, for a minute at most. Sets port.
await_listening() {
  # The reader ends first, which its writer takes for a failure.
  (set +o pipefail && timeout 60 tail --pid="$1" -n +1 -f "$said" | grep -q -m 1 'listens on') \
    || { cat "$said" >&2; die "the server does not listen"; }
  port=$(sed -n 's/.*listens on http:.*:\([0-9]*\)$/\1/p' "$said" | head -n 1)
}

# True when the server says that it is ready; answer is what it says. Asked with nothing but bash.
is_ready() {
  exec 5<>"/dev/tcp/127.0.0.1/$port"
  printf 'GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&5
  answer=$(cat <&5)
  exec 5<&-
  case "$answer" in 'HTTP/1.1 200'*) ;; *) return 1 ;; esac
}

# Ends the server as a supervisor does.
stop() {
  kill -TERM "$server"
  wait "$server" || die "the server ended with $?, not with 0: $(cat "$said")"
}
