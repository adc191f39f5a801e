# The package for Debian and Ubuntu. Sourced by build/package.sh; needs no root.
make_deb() {
  need_program dpkg-deb dpkg
  local tree=$out/deb lib=$out/deb/usr/lib/belfry name
  # A tilde sorts before the release itself.
  local deb_version=${version/-/\~}
  rm -rf "$tree"
  mkdir -p "$tree/DEBIAN" "$lib" "$tree/usr/bin" "$tree/usr/lib/systemd/system" "$tree/etc/default" \
    "$tree/usr/share/doc/belfry"
  cp -a "$home/bin" "$home/app" "$home/runtime" "$lib/"
  cp "$home/belfry.yaml" "$lib/belfry.yaml"
  ln -s ../lib/belfry/bin/belfry "$tree/usr/bin/belfry"
  cp "$root"/package/deb/belfry.service "$root"/package/deb/belfry.socket "$tree/usr/lib/systemd/system/"
  cp "$root/package/deb/default" "$tree/etc/default/belfry"
  deb_completion "$tree/usr/share"
  deb_documents "$tree/usr/share/doc/belfry"
  deb_control "$tree"
  find "$tree" -type d -exec chmod 0755 {} +
  find "$tree" -path "$tree/DEBIAN" -prune -o -newermt "@$epoch" -exec touch -h -d "@$epoch" {} +
  name=belfry_${deb_version}_$deb_arch.deb
  SOURCE_DATE_EPOCH=$epoch dpkg-deb --root-owner-group -Zgzip -z6 --build "$tree" "$out/$name.new" >/dev/null
  mv "$out/$name.new" "$out/$name"
  rm -rf "$tree"
}

# Where shells look for completions, below folder $1.
deb_completion() {
  install -D -m 0644 "$home/completion/bash" "$1/bash-completion/completions/belfry"
  install -D -m 0644 "$home/completion/fish" "$1/fish/vendor_completions.d/belfry.fish"
  mkdir -p "$1/zsh/vendor-completions"
  # zsh finds it by its first line, and asks the file itself, which so far only registers whom to ask.
  {
    echo '#compdef belfry'
    cat "$home/completion/zsh"
    echo '_bash_complete -o default -F _complete_belfry'
  } >"$1/zsh/vendor-completions/_belfry"
  chmod 0644 "$1/zsh/vendor-completions/_belfry"
}

# What Debian wants to be told about a package's origin and licences. $1: its folder of documents.
deb_documents() {
  cp "$root/LICENSE" "$1/copyright"
  cp "$home/THIRD-PARTY" "$home/bom.cdx.json" "$1/"
}

# What dpkg has to know. $1: the tree.
deb_control() {
  local folder=$1/DEBIAN script
  sed -e "s/@VERSION@/$deb_version/" -e "s/@ARCH@/$deb_arch/" \
    -e "s/@SIZE@/$(du -sk --apparent-size "$1" | cut -f1)/" "$root/package/deb/control" >"$folder/control"
  printf '/etc/default/belfry\n' >"$folder/conffiles"
  for script in postinst prerm postrm; do
    cp "$root/package/deb/$script" "$folder/$script"
    chmod 0755 "$folder/$script"
  done
  (cd "$1" && find etc usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$folder/md5sums"
}
