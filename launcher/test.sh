# Running every test. Sourced by ./tidemill.

# run_tests [MAVEN OPTIONS]: prints each room and test class as it ends, the failures, and last the counts.
run_tests() {
  local log=$WORK/test.log status=0 started=$SECONDS
  mkdir -p "$WORK"
  need_chromium
  need_languages
  rm -rf "$TIDEMILL_HOME"/*/target/surefire-reports
  echo "tidemill test: JDK in $JAVA_HOME; the whole output goes to $log"
  (cd "$TIDEMILL_HOME" && ./mvnw -B -ntp -fae verify "$@") </dev/null 2>&1 | tee "$log" | readable || true
  grep -q '^\[INFO\] BUILD SUCCESS' "$log" || status=1
  report $status $((SECONDS - started)) "$log"
}

# The browser tests drive a Chromium; without one they are skipped.
need_chromium() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if has $name; then
      return
    fi
  done
  install_for "the browser tests" chromium fonts-liberation
}

# Generated clients are run by what runs their language; without it their tests are skipped.
need_languages() {
  has node || install_for "the test of the TypeScript client" nodejs
  has python3 || install_for "the test of the Python client" python3
}

# install_for WHAT PACKAGES: with apt-get, where it may be used.
install_for() {
  local what=$1 log=$WORK/$2.log
  shift
  if [ "$(id -u)" = 0 ] && has apt-get; then
    echo "tidemill test: installing $* with apt-get for $what …"
    {
      apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
    } >"$log" 2>&1 || echo "tidemill test: that failed (see $log); $what will be skipped"
  else
    echo "tidemill test: no $1 found, so $what will be skipped; install it to run them"
  fi
}

# What a person wants to see of Maven's output, as it comes.
readable() {
  awk '
    /^\[INFO\] Building Tidemill [a-z]/ { printf "\n%s\n", $4; fflush() }
    /Tests run:.* -- in / {
      sub(/^\[[A-Z]+\] +/, ""); class = $0; sub(/.* -- in /, "", class)
      match($0, /Tests run: [0-9]+/); run = substr($0, RSTART + 11, RLENGTH - 11)
      match($0, /Failures: [0-9]+/); failures = substr($0, RSTART + 10, RLENGTH - 10)
      match($0, /Errors: [0-9]+/); errors = substr($0, RSTART + 8, RLENGTH - 8)
      match($0, /Time elapsed: [0-9.]+/); time = substr($0, RSTART + 14, RLENGTH - 14)
      bad = failures + errors
      printf "  %s %4d tests %8.1f s  %s\n", bad ? "FAILED" : "ok    ", run, time, class; fflush()
    }
    /^\[ERROR\]/ && !/Tests run:/ && length($0) > 9 && shown++ < 200 { print; fflush() }
  '
}

# report STATUS SECONDS LOG: the counts, from the reports that the test runner wrote.
report() {
  local counts passed failed skipped
  counts=$(cat /dev/null "$TIDEMILL_HOME"/*/target/surefire-reports/TEST-*.xml 2>/dev/null | awk '
    /<testsuite / { suite = 1 }
    suite {
      if (match($0, / tests="[0-9]+"/)) tests += substr($0, RSTART + 8, RLENGTH - 9)
      if (match($0, / errors="[0-9]+"/)) bad += substr($0, RSTART + 9, RLENGTH - 10)
      if (match($0, / failures="[0-9]+"/)) bad += substr($0, RSTART + 11, RLENGTH - 12)
      if (match($0, / skipped="[0-9]+"/)) skipped += substr($0, RSTART + 10, RLENGTH - 11)
    }
    suite && />/ { suite = 0 }
    END { print tests - bad - skipped, bad + 0, skipped + 0 }')
  read -r passed failed skipped <<EOF
$counts
EOF
  echo
  if [ "$1" -ne 0 ]; then
    echo "tidemill test: the build failed after $2 s; everything it said is in $3"
  else
    echo "tidemill test: green in $2 s"
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  return "$1"
}
