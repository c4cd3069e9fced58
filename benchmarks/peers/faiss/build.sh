#!/usr/bin/env bash
# Builds bin/peer, which the comparison of the engine's benchmarks starts. Needs g++ and FAISS:
#   apt-get install g++ libfaiss-dev
# Debian's FAISS is compiled for every x86-64 processor; `-march=native` reaches only this file.
set -euo pipefail
cd "$(dirname "$0")"
version=$(dpkg-query -W -f '${Version}' libfaiss-dev 2>/dev/null || echo "of unknown version")
mkdir -p bin
g++ -std=c++17 -O3 -march=native -DNDEBUG -Wall -pthread -fopenmp -DPEER_VERSION="\"${version%%-*}\"" \
    peer.cpp -lfaiss -llapack -lblas -o bin/peer
