# How --memory is split; sourced by ./tidemill.
#
# A quarter is for the query engine, an eighth and at least 192 MiB for the program itself (code,
# threads, the collector), and the rest is the heap, at least three eighths. docs/memory.md says
# what the heap holds.

# Sets bytes, and heap in MiB, from a size such as 512m or 4g.
split_memory() {
  local number=${1%[kKmMgGtT]} unit=${1##*[0-9]} mib own queries
  case $number in
    '' | *[!0-9]*) number=0 ;;
  esac
  # More digits would not fit the arithmetic below.
  [ "${#number}" -le 9 ] || { [ -z "$unit" ] && [ "${#number}" -le 15 ]; } || number=0
  case $unit in
    '') mib=$((number / 1048576)) ;;
    k | K) mib=$((number / 1024)) ;;
    m | M) mib=$number ;;
    g | G) mib=$((number * 1024)) ;;
    t | T) mib=$((number * 1048576)) ;;
    *) mib=0 ;;
  esac
  if [ "$mib" -lt 256 ]; then
    echo "--memory $1 is not a size of at least 256m, such as 512m or 4g" >&2
    exit 2
  fi
  bytes=$((mib * 1048576))
  queries=$((mib / 4))
  own=$((mib / 8 > 192 ? mib / 8 : 192))
  heap=$((mib - queries - own))
  [ "$heap" -ge $((mib * 3 / 8)) ] || heap=$((mib * 3 / 8))
}
