#!/usr/bin/env bash
# Kills a real server again and again while it writes, and checks after each restart what it holds.
# Usage: tests/crash.sh [--rounds N] [--seed S]     50 rounds and a new seed unless set
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

while [ $# -gt 0 ]; do
    case "$1" in
        --rounds) export CRASH_ROUNDS=${2:?how many rounds?} ;;
        --seed) export CRASH_SEED=${2:?which seed?} ;;
        *) sed -n 's/^# //p' "$0" >&2; exit 2 ;;
    esac
    shift 2
done

dotnet build tests/Vectorizer.Server.CrashTests -c Release -v quiet
exec tests/Vectorizer.Server.CrashTests/bin/Release/net10.0/Vectorizer.Server.CrashTests \
    --filter-class Vectorizer.Server.CrashTests.CrashTests --show-live-output on --no-progress
