#!/usr/bin/env bash
# Builds bin/load, which the http benchmark of the server starts. Needs g++.
set -euo pipefail
cd "$(dirname "$0")"
mkdir -p bin
g++ -std=c++17 -O2 -Wall -Wextra -Werror load.cpp -o bin/load
