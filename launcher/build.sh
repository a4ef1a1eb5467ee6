# Building on first use. Sourced by ./tidemill.
#
# A build becomes a folder of its own, .tidemill/dist/<room>-<time>, so one that is running keeps its files:
#   lib/          the jars        classpath     their list, as one line
#   began         when the build started: what is newer than it was not built in
#   tidemill.aot  the ahead-of-time cache, when its training is done
# .tidemill/dist/<room> names the newest finished one.

BUILDS_KEPT=3
LOCK_WAIT_SECONDS=600

# build_room ROOM: builds it with the rooms above it and makes that build the newest.
build_room() {
  local room=$1 name next
  mkdir -p "$DISTS"
  take_build_lock
  name=$room-$(date +%Y%m%d%H%M%S)-$$
  next=$DISTS/$name
  mkdir -p "$next/lib"
  : >"$WORK/build.log"
  touch "$next/began"
  trap 'rm -rf "$next"; release_build_lock' EXIT
  compile_room "$room"
  trap release_build_lock EXIT
  collect_jars "$room" "$next"
  printf '%s\n' "$name" >"$DISTS/$room.next"
  mv "$DISTS/$room.next" "$DISTS/$room"
  drop_old_builds "$room"
  release_build_lock
  [ -n "${TIDEMILL_NO_AOT-}" ] || train_in_background "$room" "$next"
}

take_build_lock() {
  local owner waited=0
  while ! mkdir "$WORK/build.lock" 2>/dev/null; do
    owner=$(cat "$WORK/build.lock/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      rm -rf "$WORK/build.lock"
      continue
    fi
    [ $waited -lt $LOCK_WAIT_SECONDS ] || fail "another build (process $owner) holds $WORK/build.lock"
    [ $waited -gt 0 ] || echo "tidemill: waiting for another build (process ${owner:-?}) …" >&2
    waited=$((waited + 1))
    sleep 1
  done
  echo $$ >"$WORK/build.lock/pid"
  trap release_build_lock EXIT
}

release_build_lock() {
  rm -rf "$WORK/build.lock"
  trap - EXIT
}

fail() {
  echo "tidemill: $1" >&2
  exit 1
}

compile_room() {
  local room=$1 log=$WORK/build.log started=$SECONDS pid status=0 profiles=quick
  [ "$room" != onnx ] || profiles=quick,onnx
  (cd "$TIDEMILL_HOME" && exec ./mvnw -B -ntp -T2 -P$profiles -pl "$room" -am package \
    -Dspotless.check.skip=true) >"$log" 2>&1 </dev/null &
  pid=$!
  trap 'kill $pid 2>/dev/null; exit 130' INT TERM
  show_progress "$pid" "$log" "$started"
  wait "$pid" || status=$?
  trap - INT TERM
  if [ $status -ne 0 ]; then
    explain_failure "$log" >&2
    fail "the build failed; everything it said is in $log"
  fi
  echo "tidemill: built in $((SECONDS - started)) s" >&2
}

# The errors of a build log, each once, without Maven's advice.
explain_failure() {
  sed -n 's/^\[ERROR\] //p' "$1" | sed "s|$TIDEMILL_HOME/||g" |
    grep -v -E '^(\[Help|To see the full|Re-run Maven|For more information|After correcting|  mvn <args>|-> )' |
    awk 'NF && !seen[$0]++' | head -n 20
}

# One line on a terminal, rewritten; elsewhere one line for each room that is begun.
show_progress() {
  local pid=$1 log=$2 started=$3 shown="" now
  while kill -0 "$pid" 2>/dev/null; do
    now=$(sed -n 's/^\[INFO\] Building Tidemill \([a-z]*\) .*\[\(.*\)\/\(.*\)\]$/\1 (\2 of \3)/p' "$log" | tail -n 1)
    [ -n "$now" ] || now="starting Maven (the first time it fetches Maven and the libraries)"
    if [ -t 2 ]; then
      printf '\r\033[Ktidemill: building, %s s, %s' $((SECONDS - started)) "$now" >&2
    elif [ "$now" != "$shown" ]; then
      echo "tidemill: building, $((SECONDS - started)) s, $now" >&2
      shown=$now
    fi
    sleep 0.5
  done
  [ ! -t 2 ] || printf '\r\033[K' >&2
}

# Jars from Maven's repository never change, so they are linked; ours are copied.
collect_jars() {
  local room=$1 next=$2 classes=$TIDEMILL_HOME/$1/target/quick jar classpath="" name
  local list
  list=$(cat "$classes/classpath.txt")
  for jar in "$classes/tidemill-$room"-[0-9]*.jar $(printf '%s' "$list" | tr ':' ' '); do
    name=${jar##*/}
    case $jar in
      "$TIDEMILL_HOME"/*) cp "$jar" "$next/lib/$name" ;;
      */duckdb_jdbc-*.jar) link_all "$(native_unpacked "$jar")" "$next/lib" ;;
      *) link "$jar" "$next/lib/$name" ;;
    esac
    classpath=${classpath:+$classpath:}$next/lib/$name
  done
  printf '%s\n' "$classpath" >"$next/classpath"
}

link() {
  ln "$1" "$2" 2>/dev/null || cp "$1" "$2"
}

# link_all PATHS FOLDER: each line of the first is a file.
link_all() {
  local file
  printf '%s\n' "$1" | while IFS= read -r file; do
    link "$file" "$2/${file##*/}"
  done
}

# The files that stand for a jar with native libraries: itself without them, and this machine's one.
# They are made once for each version; where that fails, the jar as it is will do.
native_unpacked() {
  local jar=$1 folder
  folder=$WORK/native/$(basename "$jar" .jar)
  if [ ! -d "$folder" ]; then
    rm -rf "$folder.next"
    if "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 "$TIDEMILL_HOME/launcher/UnpackNative.java" \
      "$jar" "$folder.next" >>"$WORK/build.log" 2>&1; then
      mv "$folder.next" "$folder"
    else
      rm -rf "$folder.next"
      printf '%s\n' "$jar"
      return
    fi
  fi
  printf '%s\n' "$folder"/*
}

# Their names end in the time, so the pattern gives the oldest first.
drop_old_builds() {
  set -- "$DISTS/$1"-*/
  while [ $# -gt $BUILDS_KEPT ]; do
    rm -rf "$1"
    shift
  done
}

# Starts the real program once, out of the way, to record what a start loads and links. Until that is
# done, and if it fails, starts are slower and nothing else changes.
train_in_background() {
  local room=$1 next=$2 classpath
  [ "$room" = cli ] || return 0
  read -r classpath <"$next/classpath"
  (
    trap '' HUP INT
    exec </dev/null >"$next/training.log" 2>&1
    nice -n 19 "$JAVA_HOME/bin/java" @"$TIDEMILL_HOME/launcher/jvm.options" -XX:+UseG1GC \
      "-XX:AOTCacheOutput=$next/tidemill.aot.next" "-Dtidemill.home=$TIDEMILL_HOME" \
      -cp "$classpath" dev.tidemill.cli.Main rehearse "$next/training" &&
      mv "$next/tidemill.aot.next" "$next/tidemill.aot"
    rm -rf "$next/training"
  ) &
}
