# The OCI image, made without a daemon: glibc and certificates out of Debian's packages, and the unpacked package. No shell
# is in it, so java is the entry point and finds its options in a file. Sourced by build/package.sh.
make_image() {
  local name=belfry-$version-linux-$arch-oci tree=$out/image
  need_program apt-get apt
  need_program dpkg-deb dpkg
  rm -rf "$tree"
  mkdir -p "$tree/base" "$tree/belfry/opt"
  image_base "$tree/base"
  cp -a "$home" "$tree/belfry/opt/belfry"
  rm -r "$tree/belfry/opt/belfry/bin"
  image_options 1 >"$tree/belfry/opt/belfry/app/serve.options"
  image_options 8 >"$tree/belfry/opt/belfry/app/serve-many-cores.options"
  image_probe >"$tree/belfry/opt/belfry/app/probe.options"
  python3 "$root/package/image.py" --base "$tree/base" --belfry "$tree/belfry" --arch "$deb_arch" --version "$version" \
    --epoch "$epoch" --debian "$(cat "$tree/base.packages")" --out "$out/$name.tar.new"
  mv "$out/$name.tar.new" "$out/$name.tar"
  rm -rf "$tree"
}

# The C library and the certificates of authorities, in folder $1; what was taken stands in $1.packages.
image_base() {
  local downloads=$out/downloads package file
  mkdir -p "$downloads"
  for package in libc6 ca-certificates; do
    # The newest that this system's lists know, with its security updates.
    file=$(apt-get download --print-uris "$package" 2>/dev/null | awk '{ print $2; exit }')
    if [ -z "$file" ] || [ ! -f "$downloads/$file" ]; then
      rm -f "$downloads/$package"_*.deb
      (cd "$downloads" && apt-get download -qq "$package" 2>/dev/null) \
        || { apt-get update -qq && (cd "$downloads" && apt-get download -qq "$package"); } \
        || fail "$package could not be fetched from Debian's packages. The image takes its C library from there."
    fi
    dpkg-deb -x "$downloads/$package"_*.deb "$1"
  done
  (cd "$downloads" && printf '%s ' ./*.deb | sed -e 's:\./::g' -e 's:\.deb::g' -e 's: $::') >"$1.packages"
  if [ ! -e "$1/lib" ]; then
    ln -s usr/lib "$1/lib"
    if [ -d "$1/usr/lib64" ]; then ln -s usr/lib64 "$1/lib64"; fi
  fi
  mkdir -p "$1/etc/ssl/certs" "$1/etc/belfry" "$1/data" "$1/tmp"
  find "$1/usr/share/ca-certificates" -name '*.crt' -print0 | LC_ALL=C sort -z | xargs -0 cat >"$1/etc/ssl/certs/ca-certificates.crt"
  printf 'root:x:0:0:root:/:/sbin/nologin\nbelfry:x:10001:10001:Belfry:/data:/sbin/nologin\n' >"$1/etc/passwd"
  printf 'root:x:0:\nbelfry:x:10001:\n' >"$1/etc/group"
  printf 'hosts: files dns\n' >"$1/etc/nsswitch.conf"
  # Conversions between alphabets, translations and scripts of maintainers are for others.
  rm -rf "$1"/usr/lib/*/gconv "$1"/usr/share/locale "$1"/usr/share/lintian "$1"/usr/share/man "$1"/usr/sbin "$1"/usr/share/ca-certificates
  find "$1/usr/share/doc" -type f ! -name copyright -delete
}

# Prints the options of a server on $1 cores as a file that java reads with @.
image_options() {
  (
    app=$home/app jar=$app/lib/belfry-cli.jar packed=yes
    eval "count_cores() { cores=$1; }"
    server_options
    cache_options serve
    common_options
    printf '"%s"\n' "${options[@]//"$home"//opt/belfry}"
  )
}

# Prints what java reads to ask whether the server is ready.
image_probe() {
  (
    app=$home/app jar=$app/lib/belfry-cli.jar packed=yes
    command_options
    cache_options command
    options+=(-Xmx16m -cp "$jar" io.belfry.cli.ReadyProbe)
    printf '"%s"\n' "${options[@]//"$home"//opt/belfry}"
  )
}
