# Finding a JDK. Sourced by ./tidemill.

JDK_WANTED=25

# Sets JAVA_HOME to a JDK of the wanted release, or explains how to get one and exits.
find_jdk() {
  local candidate
  if is_wanted_jdk "${JAVA_HOME-}"; then
    export JAVA_HOME
    return
  fi
  candidate=$(jdk_on_path)
  if is_wanted_jdk "$candidate"; then
    export JAVA_HOME=$candidate
    return
  fi
  for candidate in \
    /usr/lib/jvm/* \
    "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* \
    "$HOME"/.local/share/mise/installs/java/* \
    "$HOME"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/java/* \
    /opt/* \
    /opt/java/*; do
    if is_wanted_jdk "$candidate"; then
      export JAVA_HOME=$candidate
      return
    fi
  done
  echo "tidemill: needs a JDK $JDK_WANTED; none was found in JAVA_HOME, on PATH or in the usual folders." >&2
  echo "Install one with:" >&2
  echo >&2
  echo "    $(jdk_install_command)" >&2
  echo >&2
  echo "or set JAVA_HOME to a JDK $JDK_WANTED that is elsewhere." >&2
  exit 1
}

# A JDK tells its release in a file, so asking costs no process.
is_wanted_jdk() {
  local line
  [ -n "$1" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r line; do
    case $line in
      "JAVA_VERSION=\"$JDK_WANTED\"" | "JAVA_VERSION=\"$JDK_WANTED."*) return 0 ;;
    esac
  done <"$1/release"
  return 1
}

# The home of the javac on PATH, through any symbolic links; nothing when there is none.
jdk_on_path() {
  local javac
  javac=$(command -v javac 2>/dev/null) || return 0
  javac=$(readlink -f "$javac" 2>/dev/null) || return 0
  printf '%s\n' "${javac%/bin/javac}"
}

# One line that installs the JDK on this kind of machine.
jdk_install_command() {
  local sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo "
  case $(uname -s) in
    Darwin) echo "brew install openjdk@$JDK_WANTED" && return ;;
    MINGW* | MSYS* | CYGWIN*) echo "winget install EclipseAdoptium.Temurin.$JDK_WANTED.JDK" && return ;;
  esac
  if has apt-cache && apt-cache show "openjdk-$JDK_WANTED-jdk-headless" >/dev/null 2>&1; then
    echo "${sudo}apt-get install -y openjdk-$JDK_WANTED-jdk-headless"
  elif has dnf; then
    echo "${sudo}dnf install -y java-$JDK_WANTED-openjdk-devel"
  elif has zypper; then
    echo "${sudo}zypper install -y java-$JDK_WANTED-openjdk-devel"
  elif has pacman; then
    echo "${sudo}pacman -S --noconfirm jdk$JDK_WANTED-openjdk"
  elif has apk; then
    echo "${sudo}apk add openjdk$JDK_WANTED-jdk"
  else
    echo "curl -s https://get.sdkman.io | bash && bash -ic 'sdk install java $JDK_WANTED-tem'"
  fi
}

has() {
  command -v "$1" >/dev/null 2>&1
}
