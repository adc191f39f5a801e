# Sourced. Makes folder $1 a repository of Maven that has what the usual cache has, and nothing of Belfry's own. Whoever
# clears it away must not find the way into the cache: the links end with the script.
own_repository() {
  local cache=$HOME/.m2/repository
  mkdir -p "$1/io"
  # shellcheck disable=SC2064
  trap "find '$1' -type l -delete" EXIT
  find "$cache" -mindepth 1 -maxdepth 1 ! -name io -exec ln -s -t "$1" {} +
  find "$cache/io" -mindepth 1 -maxdepth 1 ! -name belfry -exec ln -s -t "$1/io" {} +
}
