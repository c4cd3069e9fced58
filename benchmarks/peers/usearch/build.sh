#!/usr/bin/env bash
# Builds bin/peer, which the comparison of the engine's benchmarks starts. Needs gcc, g++, Node.js and npm:
#   apt-get install gcc g++ nodejs npm
# The npm package of USearch brings its C++ headers and the C sources of its kernels; they are fetched once and compiled
# here, so that no binding and no JavaScript stands between the clock and the index.
set -euo pipefail
cd "$(dirname "$0")"
version=2.26.2
mkdir -p bin
if [ ! -d "bin/package-$version" ]; then
    (cd bin && archive=$(npm pack --silent "usearch@$version") && tar xzf "$archive" && rm "$archive" && mv package "package-$version")
fi

package=bin/package-$version
kernels=$package/numkong
[ -f "$kernels/nk_probes.h" ] || node "$kernels/probes/probe.js"
mkdir -p bin/kernels
# Each kernel for several processors, chosen at run time by what this one has: as the package itself builds them.
printf '%s\n' "$kernels"/c/*.c | xargs -P "$(nproc)" -I{} sh -c \
    'object=bin/kernels/$(basename {} .c).o; [ -f "$object" ] || gcc -std=c11 -O3 -w -DNK_NATIVE_F16=0 -DNK_NATIVE_BF16=0 \
        -DNK_DYNAMIC_DISPATCH=1 -include '"$kernels"'/nk_probes.h -I '"$kernels"'/include -c {} -o "$object"'
g++ -std=c++17 -O3 -march=native -DNDEBUG -Wall -pthread -DPEER_VERSION="\"$version\"" \
    -DUSEARCH_USE_NUMKONG=1 -DNK_DYNAMIC_DISPATCH=1 -DNK_NATIVE_F16=0 -DNK_NATIVE_BF16=0 -DUSEARCH_USE_OPENMP=0 \
    -isystem "$package/include" -isystem "$kernels/include" peer.cpp bin/kernels/*.o -lm -o bin/peer
