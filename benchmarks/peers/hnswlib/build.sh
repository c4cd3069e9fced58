#!/usr/bin/env bash
# Builds bin/peer, which the comparison of the engine's benchmarks starts. Needs g++ and hnswlib's headers:
#   apt-get install g++ libhnswlib-dev
set -euo pipefail
cd "$(dirname "$0")"
version=$(dpkg-query -W -f '${Version}' libhnswlib-dev 2>/dev/null || echo "of unknown version")
mkdir -p bin
g++ -std=c++17 -O3 -march=native -DNDEBUG -Wall -pthread -DPEER_VERSION="\"${version%%-*}\"" peer.cpp -o bin/peer
