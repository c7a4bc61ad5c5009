# Sourced by the commands in this directory: where things are, and which Java.

die() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

# The arguments of a process, one a line.
arguments() {
    if [ -r "/proc/$1/cmdline" ]; then
        tr '\0' '\n' <"/proc/$1/cmdline"
    else
        ps -ww -p "$1" -o args= | tr ' ' '\n'
    fi 2>/dev/null
}

# The process id of the gateway that runs on KARAF_DATA; a pid file may be left over and its number taken by another process.
gateway_pid() {
    pid=$(cat "$KARAF_DATA/karaf.pid" 2>/dev/null) && [ -n "$pid" ] || return 1
    arguments "$pid" | grep -qxF -- "-Dkaraf.data=$KARAF_DATA" && echo "$pid"
}

unset CDPATH
self=$0
while [ -h "$self" ]; do
    link=$(readlink "$self")
    case "$link" in
        /*) self=$link ;;
        *) self=$(dirname "$self")/$link ;;
    esac
done
KARAF_HOME=$(cd "$(dirname "$self")/.." && pwd -P) || exit 1

absolute() {
    case "$1" in
        /*) echo "$1" ;;
        *) echo "$(pwd)/$1" ;;
    esac
}

KARAF_DATA=$(absolute "${KARAF_DATA:-$KARAF_HOME/data}")
KARAF_ETC=$(absolute "${KARAF_ETC:-$KARAF_HOME/etc}")
KARAF_LOG=$(absolute "${KARAF_LOG:-$KARAF_DATA/log}")
# Karaf's main class reads these too, and the environment beats its system properties.
unset KARAF_BASE KARAF_INSTANCES

if [ -n "$JAVA_HOME" ]; then
    JAVA=$JAVA_HOME/bin/java
    [ -x "$JAVA" ] || die "JAVA_HOME has no bin/java: $JAVA_HOME"
else
    JAVA=$(command -v java) || die "no java: set JAVA_HOME or put java on the PATH"
fi
# The release file answers without starting a JVM.
java_home=$(dirname "$(dirname "$(readlink -f "$JAVA" 2>/dev/null || echo "$JAVA")")")
JAVA_VERSION=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$java_home/release" 2>/dev/null)
[ -n "$JAVA_VERSION" ] || JAVA_VERSION=$("$JAVA" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
[ "${JAVA_VERSION:-0}" -ge 17 ] || die "Java 17 or newer is needed, $JAVA is ${JAVA_VERSION:-unknown}"
