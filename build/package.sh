# ./belfry package: what is handed out, made in target/package out of the built application. Sourced by ./belfry.
# bash 3.2 or later; Linux. Sets out, version, arch, deb_arch, epoch, home (the unpacked package).

package_usage() {
  cat <<'USAGE'
Usage: belfry package [--version VERSION] [--caches FOLDER] [PART…]
Makes packages in target/package, or where --out says, each with its checksum in SHA256SUMS.
  archive   belfry-VERSION-linux-ARCH.tar.gz with its own Java runtime
  deb       belfry_VERSION_ARCH.deb for Debian and Ubuntu
  image     belfry-VERSION-linux-ARCH-oci.tar, an OCI image
Without a PART all of them.
  --version VERSION  what the packages are called; else the version of pom.xml
  --caches FOLDER    takes the caches of fast starts from an unpacked package instead of making them anew. They are the
                     one thing that differs from build to build: with those of a published package the others are equal.
  --out FOLDER       where the packages go; it is made if need be
USAGE
}

# Makes the parts that are asked for.
package() {
  local caches='' parts=() part jobs=() job status=0
  version='' out=$root/target/package
  while [ $# -gt 0 ]; do
    case "$1" in
      --version | --caches | --out)
        [ $# -ge 2 ] || fail "$1 needs a value. Type belfry package --help."
        case "$1" in
          --version) version=$2 ;;
          --caches) caches=$(cd "$2" && pwd -P) ;;
          --out) out=$(mkdir -p "$2" && cd "$2" && pwd -P) ;;
        esac
        shift
        ;;
      -h | --help)
        package_usage
        return
        ;;
      archive | deb | image) parts+=("$1") ;;
      *) fail "package knows no $1. Type belfry package --help." ;;
    esac
    shift
  done
  [ ${#parts[@]} -gt 0 ] || parts=(archive deb image)
  package_names
  stage
  for part in "${parts[@]}"; do
    . "$root/package/$part.sh"
    # Each compresses on one core, and none needs another.
    "make_$part" &
    jobs+=($!)
  done
  for job in "${jobs[@]}"; do
    wait "$job" || status=$?
  done
  [ "$status" = 0 ] || exit "$status"
  cp "$home/bom.cdx.json" "$out/belfry-$version.cdx.json"
  (cd "$out" && sha256sum -- belfry[-_]*.tar.gz belfry[-_]*.deb belfry[-_]*-oci.tar belfry-*.cdx.json 2>/dev/null >SHA256SUMS.new || true
  mv SHA256SUMS.new SHA256SUMS)
}

package_names() {
  case "${OSTYPE:-}" in linux-gnu*) ;; *) fail "packages are made on Linux with glibc, for that system." ;; esac
  [ "$release" -ge "$CACHE_RELEASE" ] \
    || fail "a package brings the runtime of a JDK $CACHE_RELEASE or later, and $JDK is $release. Let BELFRY_JAVA_HOME name one."
  [ -x "$JDK/bin/jlink" ] || fail "$JDK has no jlink. Let BELFRY_JAVA_HOME name a whole JDK."
  need_program python3 python3
  arch=$HOSTTYPE
  case "$arch" in
    x86_64) deb_arch=amd64 ;;
    aarch64) deb_arch=arm64 ;;
    *) fail "there are packages for x86_64 and aarch64, and this machine is $arch." ;;
  esac
  [ -n "$version" ] || version=$(sed -n 's:^ *<version>\(.*\)</version>.*:\1:p' "$root/pom.xml" | head -n 1)
  # One moment for all files, so that the same source makes the same bytes.
  epoch=$(date -u -d "$(sed -n 's:.*<project.build.outputTimestamp>\(.*\)</.*:\1:p' "$root/pom.xml")" +%s)
  home=$out/stage/belfry
  mkdir -p "$out"
}

# The unpacked package in target/package/stage/belfry. Made once for all parts, and again when something is newer.
stage() {
  local made=$out/stage/made
  if [ -z "$caches" ] && [ -f "$made" ] && [ "$(cat "$made")" = "$vm" ] \
    && [ -z "$(find "$app/lib" "$root/package/bin" "$root/package/README" "$root/package/belfry.yaml" \
      "$root/package/slim.py" "$root/package/bill.py" "$root/package/licenses.txt" "$root/build" "$root/LICENSE" -newer "$made" -print 2>/dev/null)" ]; then
    # It names the version, which may be another one today.
    stage_bill
    return
  fi
  printf 'belfry: packing, which takes half a minute\n' >&2
  rm -rf "$out/stage"
  mkdir -p "$home/app"
  stage_files
  stage_runtime
  stage_bill
  find "$home" -exec touch -h -d "@$epoch" {} +
  stage_caches
  stage_completion
  find "$home" -exec touch -h -d "@$epoch" {} +
  printf '%s\n' "$vm" >"$made"
}

# Everything but the runtime and the caches.
stage_files() {
  mkdir -p "$home/bin" "$home/app/native"
  cp "$root/package/bin/belfry" "$home/bin/belfry"
  cp "$root/build/start.sh" "$home/app/start.sh"
  cp "$root/LICENSE" "$root/package/README" "$root/package/belfry.yaml" "$home/"
  printf '%s\n' "$release" "$vm" >"$home/app/runtime"
  cp -R "$app/lib" "$home/app/lib"
  cp -R "$app/native/." "$home/app/native"
  stage_this_platform
  find "$home" -type d -exec chmod 0755 {} +
  find "$home" -type f -exec chmod 0644 {} +
  chmod 0755 "$home/bin/belfry"
}

# Takes out what other platforms need.
stage_this_platform() {
  local other=aarch
  [ "$arch" = x86_64 ] || other=x86
  rm -f "$home"/app/lib/*-linux-"$other"_64.jar "$home"/app/lib/*-osx-*.jar "$home"/app/lib/*-windows-*.jar
  find "$home/app/native" -name "*_${other}_64.so" -delete
  for folder in "$home"/app/native/org/sqlite/native/Linux/*; do
    [ "${folder##*/}" = "$arch" ] || rm -rf "$folder"
  done
  # SQLite's library lies unpacked beside; its jar has it for two dozen platforms.
  python3 "$root/package/slim.py" "$home"/app/lib/sqlite-jdbc-*.jar org/sqlite/native/
}

# Both tools end before the better compiler would pay: it takes half of their time.
readonly SHORT_LIFE='-J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC'

# jlink orders one class of the start by chance, mostly in one of two ways. To repeat a build means to try until it is as
# it was there; ten times at most.
stage_runtime() {
  local published=$caches/runtime/lib/modules tries=0 words
  words=$(modules)
  while [ "$tries" -lt 10 ]; do
    tries=$((tries + 1))
    rm -rf "$home/runtime"
    # shellcheck disable=SC2086
    "$JDK/bin/jlink" $SHORT_LIFE --add-modules "$words" --output "$home/runtime" \
      --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-6
    if [ -z "$caches" ] || [ ! -f "$published" ] || cmp -s "$published" "$home/runtime/lib/modules"; then return; fi
  done
}

# Prints the modules of the JDK that Belfry needs, as jdeps finds them in the jars; java.desktop is asked for by parts of
# libraries that nothing here uses. What is found by name at run time comes beside: elliptic curves, names from DNS,
# file systems in archives, recordings and tools for whoever looks into a running server.
modules() {
  local found
  # Every jar is asked about, so no jar has to be followed into another.
  # shellcheck disable=SC2086
  found=$("$JDK/bin/jdeps" $SHORT_LIFE --multi-release "$release" --ignore-missing-deps --print-module-deps --no-recursive \
    --module-path "$home/app/lib" "$home"/app/lib/*.jar 2>/dev/null | tail -n 1)
  case "$found" in *java.base*) ;; *) fail "jdeps did not find what modules are needed: $found" ;; esac
  found=,$found,
  printf '%s' "${found/,java.desktop,/,}java.management,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management.agent,jdk.naming.dns,jdk.zipfs" \
    | sed 's/^,//'
}

# What it is made of, for people and for programs that look for known weaknesses.
stage_bill() {
  python3 "$root/package/bill.py" "$home" "$root/package/licenses.txt" "$version" "$epoch" \
    "$(sed -n 's:.*<version.pusher-js>\(.*\)</.*:\1:p' "$root/pom.xml")" || exit 1
  touch -d "@$epoch" "$home/bom.cdx.json" "$home/THIRD-PARTY" "$home"
}

# What shells read to complete a command, as the packed command itself writes it.
stage_completion() {
  local shell
  mkdir -p "$home/completion"
  for shell in bash zsh fish; do
    # A subshell, since run becomes the program.
    (app=$home/app jar=$home/app/lib/belfry-cli.jar JDK=$home/runtime packed=yes BELFRY_JAVA_OPTS='' \
      && run completion "$shell") >"$home/completion/$shell" \
      || fail "the packed command wrote no completion for $shell."
  done
}

# Caches that belong to this runtime and these jars; the machine compares their times and sizes.
stage_caches() {
  if [ -n "$caches" ]; then
    cp "$caches"/app/*.aot "$home/app/"
  else
    # A subshell, since training goes by the variables of whoever starts.
    (app=$home/app jar=$app/lib/belfry-cli.jar JDK=$home/runtime && train serve command)
    rm -f "$home/app/train.log"
  fi
  for kind in serve command; do
    [ -f "$home/app/$kind-$vm.aot" ] || fail "the package has no cache for fast starts of $kind."
  done
  chmod 0644 "$home"/app/*.aot
}

# A reproducible archive on standard output: sorted, of one time and of root. $@ are tar's further words.
packed_tar() {
  tar --sort=name --format=gnu --mtime="@$epoch" --owner=0 --group=0 --numeric-owner -cf - "$@"
}
