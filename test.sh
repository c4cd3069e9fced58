#!/usr/bin/env bash
# Installs what the tests need, builds everything, runs all tests, and ends with a line "N passed, N failed".
# Usage: ./test.sh [name]     runs only the test projects whose names contain the word
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

only=${1:-}
passed=0
failed=0

die() {
    echo "$*" >&2
    echo "$passed passed, $((failed + 1)) failed"
    exit 1
}

# A real browser for the test that looks at the reference page, curl for the one that types what the pages say, strace for those
# in which a sync fails and for the one that looks at outgoing connections, promtool for the one that has the metrics checked,
# Redis and Node.js (for Azurite, the emulator of Azure's storage) for those of the persistence, and linters for the files of
# deployment.
install_tools() {
    local packages=()
    for browser in "${CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
        [ -x "$browser" ] && export CHROMIUM="$browser" && break
    done
    [ -n "${CHROMIUM:-}" ] || packages+=(chromium)
    command -v strace >/dev/null || packages+=(strace)
    command -v curl >/dev/null || packages+=(curl)
    command -v promtool >/dev/null || packages+=(prometheus)
    command -v yamllint >/dev/null || packages+=(yamllint)
    command -v systemd-analyze >/dev/null || packages+=(systemd)
    command -v redis-server >/dev/null || packages+=(redis-server)
    command -v node >/dev/null || packages+=(nodejs)
    command -v npm >/dev/null || packages+=(npm)
    [ ${#packages[@]} -eq 0 ] && return

    local root=""
    [ "$(id -u)" = 0 ] || root=sudo
    command -v apt-get >/dev/null || die "The tests need: ${packages[*]}. Install them; CHROMIUM may hold the path of a browser."
    echo "Installing ${packages[*]} for the tests ..."
    { $root apt-get update -qq && $root apt-get install -qq -y --no-install-recommends "${packages[@]}"; } >/dev/null \
        || die "${packages[*]} could not be installed. Install them; CHROMIUM may hold the path of a browser."
    export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
}

# What comes from npm, at the versions of its lock file, in a folder that git ignores. The tests start it themselves.
install_from_npm() {
    local name=$1 folder=$2
    [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || die "$name needs Node.js 20 or later; this is $(node --version)."
    [ "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] && return
    echo "Installing $name for the tests ..."
    npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error || die "$name could not be installed."
}

# Runs one test program and adds up what its summary says. A program that dies before its summary is a failure.
run() {
    local title=$1 output
    shift
    output=$(mktemp)
    echo "== $title"
    "$@" --no-progress --no-ansi 2>&1 | tee "$output" | sed -n '/^failed /,$p'
    local status=${PIPESTATUS[0]} ok bad
    ok=$(sed -n 's/^ *succeeded: *\([0-9]*\).*/\1/p' "$output" | tail -n 1)
    bad=$(sed -n 's/^ *failed: *\([0-9]*\).*/\1/p' "$output" | tail -n 1)
    if [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ]; then
        echo "$title ended with exit code $status and reported no failed test:"
        tail -n 40 "$output"
        bad=1
    fi
    passed=$((passed + ${ok:-0}))
    failed=$((failed + ${bad:-0}))
    rm -f "$output"
}

[ "$(id -u)" = 0 ] || echo "Not root: the tests that mount a small disk or trace system calls will fail." >&2
command -v dotnet >/dev/null || die "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download"
install_tools
[[ Vectorizer.Clustering.Tests == *$only* ]] && install_from_npm Azurite tests/Vectorizer.Clustering.Tests/azurite
[[ Vectorizer.Configuration.Tests == *$only* ]] && install_from_npm dockerfile-utils tests/Vectorizer.Configuration.Tests/dockerfile-utils
dotnet build Vectorizer.Orleans.sln -c Release -v quiet || die "The build failed."

for project in tests/*/*.csproj; do
    name=$(basename "$project" .csproj)
    [[ $name == *$only* ]] && run "$name" "tests/$name/bin/Release/net10.0/$name"
done

# The kernels once more as on lesser processors: without AVX-512, without AVX2, without any vectors.
if [[ Vectorizer.Engine.Tests == *$only* ]]; then
    kernels=(tests/Vectorizer.Engine.Tests/bin/Release/net10.0/Vectorizer.Engine.Tests
        --filter-namespace Vectorizer.Engine.Tests.Kernels)
    # On x86-64 the tests also make sure that each switch has done what it says.
    bits() { [ "$(uname -m)" = x86_64 ] && grep -q avx2 /proc/cpuinfo && echo "EXPECTED_VECTOR_BITS=$1" || echo "EXPECTED_VECTOR_BITS="; }
    run "kernels without AVX-512" env DOTNET_EnableAVX512=0 "$(bits 256)" "${kernels[@]}"
    run "kernels without AVX2" env DOTNET_EnableAVX2=0 "$(bits 128)" "${kernels[@]}"
    run "kernels without vectors" env DOTNET_EnableHWIntrinsic=0 "$(bits 32)" "${kernels[@]}"
fi

echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
