#!/usr/bin/env bash
# Builds bin/peer, which `glove --peer hnswlib` of the engine's benchmarks starts. Needs g++ and hnswlib's headers:
#   apt-get install g++ libhnswlib-dev
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p bin
g++ -std=c++17 -O3 -march=native -DNDEBUG -Wall -pthread peer.cpp -o bin/peer
