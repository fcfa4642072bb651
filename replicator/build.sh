#!/bin/sh
# Builds .build/replicator/litestream: Litestream with the driver of ./sqlite, linked with the SQLite that npm installed for the app.
# `build.sh test` runs the driver's tests instead. What has not changed since the last time is not built again.
set -eu
cd "$(dirname "$0")"
root=$(cd .. && pwd)
deps=$root/node_modules/better-sqlite3/deps
out=$root/.build/replicator
litestream=github.com/benbjohnson/litestream

stop() {
  echo "$1" >&2
  exit 1
}

command -v gcc >/dev/null || stop 'The replicator needs a C compiler. Install one: apt-get install gcc libc6-dev'
command -v go >/dev/null || stop 'The replicator needs Go 1.24 or newer. Install it from https://go.dev/dl/ and put it on PATH.'
[ -f "$deps/sqlite3/sqlite3.c" ] || stop "There is no SQLite source at $deps. Run: bun install"
mkdir -p "$out"

inputs_of() { cat "$@" | sha256sum | cut -d ' ' -f 1; }
is_current() { [ -f "$1" ] && [ "$(cat "$1.inputs" 2>/dev/null)" = "$2" ]; }

# The same switches as the app's own SQLite. Tables, collations and FTS of a tenant's schema must parse here too.
defines=$(sed -n "s/^ *'\([A-Z0-9_]*\(=[^']*\)\{0,1\}\)',\$/-D\1/p" "$deps/defines.gypi")
# Nothing is kept ready for a connection: the replicator holds two for each tenant and hardly uses them.
flags="-O2 -fPIC -w -DNDEBUG -DCODEC_TYPE=CODEC_TYPE_CHACHA20 -DSQLITE_OMIT_LOAD_EXTENSION $defines
  -DSQLITE_DEFAULT_LOOKASIDE=0,0 -DSQLITE_DEFAULT_PCACHE_INITSZ=0"
library=$out/libsqlite3.a
source=$(
  {
    gcc -dumpfullversion -dumpmachine
    echo "$flags"
    cat "$deps/sqlite3/sqlite3.c" "$deps/sqlite3/sqlite3.h"
  } | inputs_of -
)
if is_current "$library" "$source"; then
  echo 'SQLite3 Multiple Ciphers: unchanged'
else
  echo 'SQLite3 Multiple Ciphers: compiling (about a minute)'
  rm -f "$library"
  # shellcheck disable=SC2086
  gcc $flags -c "$deps/sqlite3/sqlite3.c" -o "$out/sqlite3.o"
  ar rcs "$library" "$out/sqlite3.o"
  rm "$out/sqlite3.o"
  echo "$source" >"$library.inputs"
fi

export CGO_ENABLED=1
export CGO_CFLAGS="-I$deps/sqlite3"
export CGO_LDFLAGS="-L$out -Wl,--no-as-needed -lm"
tags=libsqlite3,sqlite_omit_load_extension

case ${1:-} in
  test) exec go test -count=1 -tags "$tags" modernc.org/sqlite ;;
  '') ;;
  *) stop 'Usage: build.sh [test]' ;;
esac

program=$out/litestream
sources=$(find sqlite -name '*.go' ! -name '*_test.go' | sort)
# shellcheck disable=SC2086
inputs=$({ go version && cat "$library.inputs" go.mod go.sum sqlite/go.mod $sources; } | inputs_of -)
if is_current "$program" "$inputs"; then
  echo 'Litestream: unchanged'
else
  version=$(go list -m -f '{{.Version}}' $litestream)
  echo "Litestream $version: building (a few minutes the first time)"
  rm -f "$program"
  go build -trimpath -tags "$tags" -ldflags "-s -w -X main.Version=$version+sqlcipher" -o "$program" $litestream/cmd/litestream
  echo "$inputs" >"$program.inputs"
fi
echo "$program"
