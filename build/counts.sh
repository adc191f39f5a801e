# How ./verify counts tests in what Maven said, and what it makes of them. Sourced, bash 3.2 or later.
#
# Reports of a class are overwritten where it runs several times (a template, once for each kind of engine), so Maven's own
# sums count: one line for each time that it runs the tests of a module.

# Prints how many tests passed, failed and were skipped in file $1, which has all that Maven said.
count_tests() {
  awk '
    function of(name) { return match($0, name ": [0-9]+") ? substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 2) : 0 }
    # With "Time elapsed" it is the line of one class.
    /\[[A-Z]+\] Tests run: [0-9]+, Failures: [0-9]+, Errors: [0-9]+, Skipped: [0-9]+ *\r?$/ {
      tests += of("Tests run"); bad += of("Failures") + of("Errors"); skipped += of("Skipped")
    }
    END { printf "%d %d %d\n", tests - bad - skipped, bad, skipped }' "$1"
}

# Prints what file $1 says of each test that failed, so that it stands near the end whatever ran after it: Maven's summary of
# the module, where the class and the line are.
list_failures() {
  awk '
    { sub(/\r$/, "") }
    /\[ERROR\] (Failures|Errors): *$/ { open = 1; next }
    open && /\[ERROR\] Tests run:/ { open = 0 }
    open && !/\[INFO\] *$/' "$1"
}

# Says what came of a build that ended with status $1 and said what is in file $2; the last line counts the tests. Returns
# zero when all is well.
judge() {
  local built=$1 status=$1 passed failed skipped
  read -r passed failed skipped <<<"$(count_tests "$2")"
  if [ "$failed" -gt 0 ]; then
    echo "belfry: these tests failed:" >&2
    list_failures "$2" >&2
  fi
  if [ "$built" != 0 ] && [ "$failed" = 0 ]; then
    echo "belfry: the build failed outside the tests, see above" >&2
  elif [ "$failed" -gt 0 ]; then
    status=1
  elif [ "$passed" = 0 ]; then
    echo "belfry: no test ran" >&2
    status=1
  elif [ "${CI:-}" = true ] && [ "$skipped" -gt 0 ]; then
    echo "belfry: tests were skipped, which CI=true forbids" >&2
    status=1
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  return "$status"
}
