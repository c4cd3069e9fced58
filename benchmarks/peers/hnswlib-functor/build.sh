#!/usr/bin/env bash
# Builds bin/peer, which the benchmark of filtered searches starts: hnswlib of a version that takes a filter, which Debian's 0.6.2
# does not. Needs g++, Node.js and npm:
#   apt-get install g++ nodejs npm
# The npm package hnswlib-node 3.0.0 brings the C++ headers of hnswlib 0.8.0; they are fetched once and compiled here.
set -euo pipefail
cd "$(dirname "$0")"
package_version=3.0.0
version=0.8.0
mkdir -p bin
if [ ! -d "bin/package-$package_version" ]; then
    (cd bin && archive=$(npm pack --silent "hnswlib-node@$package_version") && tar xzf "$archive" && rm "$archive" \
        && mv package "package-$package_version")
fi

g++ -std=c++17 -O3 -march=native -DNDEBUG -Wall -pthread -DPEER_VERSION="\"$version\"" \
    -isystem "bin/package-$package_version/src" peer.cpp -o bin/peer
