#!/usr/bin/env bash
# Has Maven go through the build without tests, as ./belfry and bench/run begin it, in a tree that was never built and with
# nothing of Belfry's own in the repository. Nothing is compiled: what it looks for is the jars that modules want of each
# other. without-tests.sh SOURCE WORK
set -eu -o pipefail
source=$1 work=$2
. "$source/build/machine.sh"
. "$source/e2e/packages/own-repository.sh"
find_jdk
copy=$work/source
mkdir -p "$copy"
# shellcheck disable=SC2046
(cd "$source" && tar -cf - .mvn LICENSE pom.xml $(sed -n 's:.*<module>\(.*\)</module>.*:\1/pom.xml:p' pom.xml)) | tar -xf - -C "$copy"
own_repository "$work/m2"
cd "$copy"
JAVA_HOME=$JDK MAVEN_OPTS='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' mvn -B -ntp -o -q package -Dmaven.repo.local="$work/m2" \
  -Dmaven.test.skip=true -Dmaven.main.skip=true -Dexec.skip=true -Djacoco.skip=true
echo done
