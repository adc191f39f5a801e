# What ./belfry and ./verify ask of the machine: a JDK and programs. Sourced, bash 3.2 or later.

readonly JDK_WANTED=21

# Prints the feature release (such as 25) of the JDK in folder $1, or nothing when there is none.
jdk_release() {
  local line
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  while IFS= read -r line; do
    case "$line" in
      JAVA_VERSION=*)
        line=${line#JAVA_VERSION=}
        line=${line//\"/}
        line=${line%%[.+_-]*}
        case "$line" in '' | *[!0-9]*) ;; *) echo "$line" ;; esac
        return 0
        ;;
    esac
  done <"$1/release"
}

# True when folder $1 holds a JDK that is new enough.
jdk_fits() {
  local release
  release=$(jdk_release "$1")
  [ -n "$release" ] && [ "$release" -ge "$JDK_WANTED" ]
}

# Prints the folder of the java on the PATH, its links followed; nothing when there is none.
jdk_on_path() {
  local program target
  program=$(command -v java) || return 0
  while [ -L "$program" ]; do
    target=$(readlink "$program")
    case "$target" in
      /*) program=$target ;;
      *) program=$(dirname "$program")/$target ;;
    esac
  done
  dirname "$(dirname "$program")"
}

# Prints the newest fitting JDK of the folders where systems and version managers put them.
jdk_in_usual_folders() {
  local folder release best='' best_release=0
  for folder in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/java/* /opt/jdk/* /usr/local/openjdk* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.asdf/installs/java/* \
    "${HOME:-}"/.local/share/mise/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    release=$(jdk_release "$folder")
    if [ -n "$release" ] && [ "$release" -ge "$JDK_WANTED" ] && [ "$release" -gt "$best_release" ]; then
      best=$folder best_release=$release
    fi
  done
  printf '%s' "$best"
}

# Sets JDK to the folder of a JDK that is new enough, or ends the script with one sentence.
find_jdk() {
  local folder
  if [ -n "${BELFRY_JAVA_HOME:-}" ]; then
    jdk_fits "$BELFRY_JAVA_HOME" \
      || fail "BELFRY_JAVA_HOME names $BELFRY_JAVA_HOME, where there is no JDK $JDK_WANTED or later. Let it name one, or unset it."
    JDK=$BELFRY_JAVA_HOME
    return
  fi
  for folder in "${JAVA_HOME:-}" "$(jdk_on_path)"; do
    if [ -n "$folder" ] && jdk_fits "$folder"; then
      JDK=$folder
      return
    fi
  done
  JDK=$(jdk_in_usual_folders)
  [ -n "$JDK" ] \
    || fail "Belfry needs a JDK $JDK_WANTED or later and found none in BELFRY_JAVA_HOME, JAVA_HOME, PATH or the usual folders. Install one (for example Temurin 25) or let BELFRY_JAVA_HOME name its folder."
}

# Says one sentence and ends the script with exit code 2.
fail() {
  printf 'belfry: %s\n' "$1" >&2
  exit 2
}

# Prints the words that run a command as root, if that is possible without a question; fails otherwise.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    echo env
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    echo sudo
  else
    return 1
  fi
}

# Installs the system's package $1, if that is possible without a question; says nothing of what became of it.
install_package() {
  local package=$1 root_words
  if command -v apt-get >/dev/null 2>&1 && root_words=$(as_root); then
    printf 'belfry: installing %s with apt-get\n' "$package" >&2
    $root_words apt-get update -qq >/dev/null 2>&1 || true
    # At run level 1 a package's servers are not started: the tests start their own.
    $root_words env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 || true
    hash -r
  fi
}

# Makes sure that program $1 is there; else installs the system's package $2, or ends the script.
need_program() {
  local program=$1 package=$2
  command -v "$program" >/dev/null 2>&1 && return
  install_package "$package"
  command -v "$program" >/dev/null 2>&1 \
    || fail "$program is missing and could not be installed. Install $package with your system's package manager, then try again."
}

# Makes sure that python3 can make virtual environments, for which some systems have a package of its own.
need_python() {
  need_program python3 python3
  python3 -c 'import ensurepip, venv' 2>/dev/null && return
  install_package python3-venv
  python3 -c 'import ensurepip, venv' 2>/dev/null \
    || fail "python3 cannot make virtual environments. Install python3-venv with your system's package manager, then try again."
}

# Makes sure that PostgreSQL's server is there, which systems keep off the PATH.
need_postgres() {
  has_postgres && return
  install_package postgresql
  has_postgres \
    || fail "PostgreSQL's initdb is missing and could not be installed. Install postgresql with your system's package manager, then try again."
}

# True when initdb is where the tests look for it.
has_postgres() {
  local program
  for program in /usr/lib/postgresql/*/bin/initdb /usr/bin/initdb; do
    [ -x "$program" ] && return 0
  done
  return 1
}
