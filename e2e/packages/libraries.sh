#!/usr/bin/env bash
# The libraries, published to a folder as they would be to a Maven repository out of what the build has compiled, and then
# used by a project that knows nothing of this one. libraries.sh SOURCE WORK
set -eu -o pipefail
source=$1 work=$2
. "$source/build/machine.sh"
. "$source/e2e/packages/own-repository.sh"
find_jdk
export JAVA_HOME=$JDK
# Each Java ends before the better compiler would pay.
export MAVEN_OPTS='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'
repository=$work/repository
libraries=protocol,client,client-okhttp,client-flow,client-kotlin,rest,spring,spring-embedded,server,server-testkit,sql,cluster-redis,testkit,junit,spring-test

die() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

# A copy, since others use the folders of the build meanwhile.
copy=$work/source compiled=()
for library in ${libraries//,/ }; do
  compiled+=("$library/src/main" "$library/target/classes")
done
mkdir -p "$copy"
(cd "$source" && tar -cf - .mvn LICENSE pom.xml ./*/pom.xml samples/*/pom.xml "${compiled[@]}") | tar -xf - -C "$copy"

publish() {
  (cd "$copy" && mvn -B -ntp -q -Plibrary-jars "$@" -DadditionalJOption=-J-XX:TieredStopAtLevel=1 -Dmaven.main.skip=true -Dmaven.test.skip=true \
    -Djacoco.skip=true -Dspotless.check.skip=true -Dmaven.install.skip=true "-DaltDeploymentRepository=local::file:$repository")
}

# Whoever signs publishes to the world, under an address of his own.
if publish -Psign deploy -pl bom >"$work/refused" 2>&1; then
  die "libraries are signed with an address that nobody has"
fi
grep -q 'belfry.url is the placeholder' "$work/refused" || die "signing failed otherwise: $(cat "$work/refused")"
[ ! -e "$repository" ] || die "what was refused is published nonetheless"

publish -T2 deploy -pl "bom,$libraries" -Dbelfry.url=https://git.example.org/team/belfry

# Fails unless library $1 has its jars, a POM with all that Maven Central asks for, and nothing of the build in it.
is_whole() {
  local library=$1 folder kind word pom jars
  case "$library" in
    spring) library=spring-boot-starter ;;
    spring-embedded) library=spring-boot-embedded ;;
    spring-test) library=spring-boot-test ;;
  esac
  folder=$(echo "$repository/io/belfry/belfry-$library"/*/)
  for kind in '' -sources -javadoc; do
    jars=("$folder"belfry-"$library"-*[0-9]"$kind".jar)
    [ -f "${jars[0]}" ] || die "$library has no jar $kind"
    unzip -l "${jars[0]}" >"$work/listed"
    case "$kind" in
      '') word='META-INF/LICENSE$' ;;
      -sources) word='module-info.java$' ;;
      -javadoc) word=" io.belfry.*/package-summary.html$" ;;
    esac
    grep -q "$word" "$work/listed" || die "the jar $kind of $library lacks $word"
  done
  pom=$(echo "$folder"*.pom)
  for word in '<name>' '<description>' '<licenses>' '<developers>' '<url>https://git.example.org/team/belfry</url>' \
    '<connection>scm:git:https://git.example.org/team/belfry.git</connection>'; do
    grep -qF "$word" "$pom" || die "the POM of $library has no $word"
  done
  for word in '<parent>' '<build>' '<scope>test' '${' .invalid; do
    ! grep -qF "$word" "$pom" || die "the POM of $library has $word"
  done
}
! grep -qF '<parent>' "$repository"/io/belfry/belfry-bom/*/*.pom || die "the BOM has a parent"
for library in ${libraries//,/ }; do
  is_whole "$library"
done

# What else they need may come out of the usual cache; nothing of Belfry's own.
seen=$work/m2
own_repository "$seen"
version=$(sed -n 's:^ *<version>\(.*\)</version>.*:\1:p' "$source/pom.xml" | head -n 1)
cp -R "${BASH_SOURCE[0]%/*}/consumer" "$work/consumer"
(cd "$work/consumer" && mvn -B -ntp -q -Dmaven.repo.local="$seen" -Dbelfry.version="$version" -Dbelfry.repository="file:$repository" \
  compile dependency:build-classpath -Dmdep.outputFile="$work/classpath")
"$JDK/bin/java" -cp "$work/consumer/target/classes:$(cat "$work/classpath")" shop.Shop
echo done
