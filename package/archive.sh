# The archive. Sourced by build/package.sh.
make_archive() {
  local name=belfry-$version-linux-$arch
  packed_tar -C "$out/stage" --transform "s,^belfry,$name," belfry | gzip -n -6 >"$out/$name.tar.gz.new"
  mv "$out/$name.tar.gz.new" "$out/$name.tar.gz"
}
