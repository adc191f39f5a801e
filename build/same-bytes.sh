#!/usr/bin/env bash
# Builds what is committed a second time, in another folder, and says which jars are not byte for byte those of this one.
# Takes as long as a build; this folder has to be built (./belfry --version) and to have no changes that are not committed.
set -eu -o pipefail

root=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd -P)
. "$root/build/machine.sh"
find_jdk
need_program mvn maven
need_program git git

other=$(mktemp -d)
trap 'rm -rf "$other"' EXIT
git -C "$root" archive HEAD | tar -x -C "$other"
(cd "$other" && JAVA_HOME=$JDK mvn -B -ntp -q -pl cli -am package -Dmaven.test.skip=true -Djacoco.skip=true)

differ=0
for jar in "$root"/cli/target/app/lib/*.jar; do
  if ! cmp -s "$jar" "$other/cli/target/app/lib/${jar##*/}"; then
    printf 'differs: %s\n' "${jar##*/}"
    differ=1
  fi
done
[ "$differ" = 1 ] || printf 'all jars are equal\n'
exit "$differ"
