# Finds a JDK for the scripts that start Java; to be sourced. Sets java_home and java_version.
needed=21

# The major version of the JDK in a folder, 0 when there is none. The release file saves starting a JVM.
version_of() {
    version=
    if [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ]; then
        if [ -r "$1/release" ]; then
            version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$1/release")
        else
            version=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1)
        fi
    fi
    printf '%s' "${version:-0}"
}

# JAVA_HOME, then the java on the PATH, then the newest in the places where JDKs are put.
find_jdk() {
    if [ -n "${JAVA_HOME:-}" ]; then
        found=$(version_of "$JAVA_HOME")
        if [ "$found" -ge "$needed" ]; then
            java_home=$JAVA_HOME; java_version=$found
            return 0
        fi
    fi
    on_path=$(command -v java || true)
    if [ -n "$on_path" ]; then
        while [ -L "$on_path" ]; do
            link=$(readlink "$on_path")
            case $link in
                /*) on_path=$link ;;
                *) on_path=$(dirname "$on_path")/$link ;;
            esac
        done
        home=$(dirname "$(dirname "$on_path")")
        found=$(version_of "$home")
        if [ "$found" -ge "$needed" ]; then
            java_home=$home; java_version=$found
            return 0
        fi
    fi
    java_home=; java_version=0
    for home in /usr/lib/jvm/* /usr/java/* /usr/local/java/* /opt/java/* /opt/*jdk* /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* "${HOME:-/nonexistent}"/.local/share/mise/installs/java/*; do
        found=$(version_of "$home")
        if [ "$found" -ge "$needed" ] && [ "$found" -gt "$java_version" ]; then
            java_home=$home; java_version=$found
        fi
    done
    [ -n "$java_home" ]
}

no_jdk="no JDK $needed or newer found in JAVA_HOME, on the PATH or in the usual folders; install one (for example Temurin $needed) or set JAVA_HOME"
