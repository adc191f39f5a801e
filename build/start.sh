# How Belfry starts the Java virtual machine. Sourced by ./belfry after machine.sh, and by the launcher of a package;
# bash 3.2 or later. Uses: app (folder of the application), jar, and packed, which is not empty in a package: there JDK,
# release and vm are known, and nothing is ever written beside the application. Sets: JDK, release, vm, options.

# Release from which the virtual machine keeps linked classes and profiles of a training run.
readonly CACHE_RELEASE=25

# Sets JDK, its feature release and, in vm, a word that tells its build from all others.
# Finding a JDK takes longer than starting it, so what was found is kept beside the application.
use_jdk() {
  local wanted="${BELFRY_JAVA_HOME:-}|${JAVA_HOME:-}|$PATH|${HOME:-}" known=''
  if [ -r "$app/jdk" ]; then
    { read -r known && read -r JDK && read -r release && read -r vm; } <"$app/jdk" || known=''
  fi
  if [ "$known" = "$wanted" ] && [ -x "$JDK/bin/java" ] && [ ! "$JDK/release" -nt "$app/jdk" ]; then
    return 0
  fi
  find_jdk
  release=$(jdk_release "$JDK")
  vm=$(jdk_build "$JDK")
  if [ -w "$app" ]; then
    printf '%s\n' "$wanted" "$JDK" "$release" "$vm" >"$app/jdk"
  fi
}

# Prints version and maker of the JDK in folder $1 as one word for a file name.
jdk_build() {
  local line build=''
  while IFS= read -r line; do
    case "$line" in
      JAVA_RUNTIME_VERSION=* | IMPLEMENTOR=* | OS_ARCH=*) build=$build-${line#*=} ;;
    esac
  done <"$1/release"
  build=${build//[^A-Za-z0-9.+-]/}
  echo "${build#-}"
}

# Sets cores to how many of them this process may use; to nothing where the system does not tell that quickly.
count_cores() {
  local status list range from
  cores=''
  [ -r /proc/self/status ] || return 0
  # Read as a whole: from there bash takes a line byte by byte.
  status=$(</proc/self/status)
  case "$status" in *Cpus_allowed_list:*) ;; *) return 0 ;; esac
  list=${status##*Cpus_allowed_list:}
  list=${list%%$'\n'*}
  for range in ${list//,/ }; do
    from=${range%-*}
    cores=$((cores + ${range#*-} - from + 1))
  done
}

# Sets words to what lets the virtual machine say its warnings on standard error, and nothing else. About archives and
# caches of classes it may keep silent: a start without them takes longer and is as good.
choose_words() {
  words=-Xlog:all=warning,cds*=off
  if [ "$release" -ge "$CACHE_RELEASE" ]; then
    words+=,aot*=off
  fi
  words+=:stderr:time,level,tags
}

# Sets options to those of a server that runs for weeks. docs/adr/0024 says why each.
server_options() {
  local cores words
  choose_words
  options=(-Xlog:disable "$words" -XX:-UsePerfData)
  # A process that limps on without memory holds its connections and serves none; whoever supervises starts it anew.
  options+=(-XX:+ExitOnOutOfMemoryError)
  options+=(-XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0)
  # A small heap to begin with stays in the processor's caches; it grows when it has to, and shrinks again.
  options+=(-Xms24m -XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=40 -XX:+ExplicitGCInvokesConcurrent)
  options+=(-XX:TrimNativeHeapInterval=10000)
  count_cores
  # Above that the machine decides: it takes the serial collector too where memory is short.
  if [ -n "$cores" ] && [ "$cores" -le 2 ]; then
    options+=(-XX:+UseSerialGC)
    # Its pause is as long as the young part has survivors, and when a crowd comes nearly all survive.
    options+=(-XX:MaxNewSize=10m)
  fi
  if [ "$release" -ge "$CACHE_RELEASE" ]; then
    options+=(-XX:+UseCompactObjectHeaders)
  fi
  # Interpreted methods ask for the compiler less often, so that a start is not spent on compiling itself.
  options+=(-XX:Tier0InvokeNotifyFreqLog=10 -XX:Tier0BackedgeNotifyFreqLog=16)
  # All methods of a publication ask in the same one, and a queue made long by the first must not send the others away.
  options+=(-XX:Tier3LoadFeedback=100 -XX:Tier4LoadFeedback=100 -XX:Tier3DelayOn=1000)
  options+=(-XX:Tier4InvocationThreshold=1500 -XX:Tier4MinInvocationThreshold=300 -XX:Tier4CompileThreshold=4000)
  # Inlining less leaves the compiler less to do while a crowd comes. docs/adr/0051 has what that costs and spares.
  options+=(-XX:FreqInlineSize=150 -XX:InlineSmallCode=1500)
  case "${OSTYPE:-}" in
    linux*)
      options+=(-Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.EPollSelectorProvider)
      ;;
  esac
  options+=("-Djava.library.path=$app/native/META-INF/native")
  options+=(-Dio.netty.allocator.type=pooled -Dio.netty.jfr.enabled=false -Dio.netty.leakDetection.level=disabled -Dio.netty.allocator.maxOrder=7)
}

# Sets options to those of a short command, which ends before the better compiler or a parallel
# collector would pay.
command_options() {
  local words
  choose_words
  options=(-Xlog:disable "$words" -XX:-UsePerfData -XX:TieredStopAtLevel=1 -XX:+UseSerialGC)
}

# Options of every Java program here.
common_options() {
  case "${OSTYPE:-}" in
    # SQLite is loaded from there when it is needed, not copied out of its jar each time.
    linux-gnu*) options+=("-Dorg.sqlite.lib.path=$app/native/org/sqlite/native/Linux/$HOSTTYPE") ;;
  esac
  if [ "$release" -ge 24 ]; then
    options+=(--sun-misc-unsafe-memory-access=allow)
  fi
}

# Sets heeding to what gives Ctrl-C and SIGTERM back their meaning when the parent had them ignored, as a script does
# with its background jobs. A virtual machine keeps to what it inherits, and a shell cannot change it. A hang-up stays
# ignored: that is what nohup is for.
heed_signals() {
  heeding=()
  case "$(trap -p INT TERM)" in
    *"''"*) ;;
    *) return 0 ;;
  esac
  if env --default-signal=INT,TERM true 2>/dev/null; then
    heeding=(env --default-signal=INT,TERM)
  elif command -v perl >/dev/null 2>&1; then
    heeding=(perl -e '$SIG{INT} = $SIG{TERM} = "DEFAULT"; exec { $ARGV[0] } @ARGV')
  fi
}

# Names of files are text in UTF-8. In any other locale, or in one that is not installed, the virtual machine would not
# find its own files in a folder named "müsli".
use_utf8() {
  case "${OSTYPE:-}" in
    linux*) export LC_ALL=C.UTF-8 ;;
  esac
}

# True unless options of the operator forbid a cache that was made without them.
is_plain_machine() {
  case "${BELFRY_JAVA_OPTS:-}" in
    *CompactObjectHeaders* | *UseZGC* | *UseShenandoahGC* | *UseEpsilonGC* | *CompressedOops* | *-javaagent* | *-agent* | \
      *module* | *patch* | *-Xbootclasspath* | *-Xshare* | *SharedArchiveFile* | *AOT* | \
      *-Xmx[3-9][0-9][gG]* | *-Xmx[1-9][0-9][0-9]*[gG]*) return 1 ;;
  esac
}

# Adds what lets the machine start from classes that an earlier run has prepared. $1: serve, dev or command.
cache_options() {
  local cache=$app/$1-$vm.aot
  if [ "$release" -ge "$CACHE_RELEASE" ] && [ -f "$cache" ] && is_plain_machine; then
    options+=("-XX:AOTCache=$cache")
  elif [ -w "$app" ] && [ -z "${packed:-}" ]; then
    # Loaded classes are kept from the first run on; an archive of another JDK is written anew.
    options+=(-Xshare:auto -XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=$app/$1-$release.jsa")
  fi
}

# Makes the caches of the named kinds anew, by a short life of each. A start without them takes longer and is as good.
train() {
  local kind cache life
  [ "$release" -ge "$CACHE_RELEASE" ] && [ -w "$app" ] || return 0
  printf 'belfry: preparing fast starts, which takes some seconds\n' >&2
  for kind in "$@"; do
    cache=$app/$kind-$vm.aot
    rm -f "$cache" "$cache.new"*
    if [ "$kind" = command ]; then
      command_options
      life=(-jar "$jar" --help)
    else
      server_options
      life=(-cp "$jar" io.belfry.cli.train.TrainingRun "$kind" "$app/training")
      rm -rf "$app/training"
      mkdir "$app/training"
    fi
    common_options
    # A run that failed leaves a cache too, of what it came to.
    if "$JDK/bin/java" "${options[@]}" "-XX:AOTCacheOutput=$cache.new" "${life[@]}" >"$app/train.log" 2>&1 \
      && [ -f "$cache.new" ]; then
      mv "$cache.new" "$cache"
    else
      rm -f "$cache.new"*
      printf 'belfry: note: fast starts of %s could not be prepared, see %s\n' "$kind" "$app/train.log" >&2
    fi
    # What the servers wrote; the last of it when they end.
    rm -rf "$app/training"
  done
}

# Becomes the Java virtual machine that runs command $@.
run() {
  case "${1:-}" in
    dev | serve)
      # Each loads classes of its own, so each keeps its own cache.
      server_options
      cache_options "$1"
      ;;
    *)
      command_options
      cache_options command
      ;;
  esac
  common_options
  use_utf8
  heed_signals
  # Unquoted on purpose: the variable holds several options.
  # shellcheck disable=SC2086
  exec ${heeding[@]+"${heeding[@]}"} "$JDK/bin/java" "${options[@]}" ${BELFRY_JAVA_OPTS:-} -jar "$jar" "$@"
}
