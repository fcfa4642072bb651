#!/bin/sh
# Installs into .build/tools what the replicator is proved with: an S3 server, and Litestream as its author ships it.
# `proof-tools.sh s3` installs the S3 server alone, for bin/dev --replicate.
set -eu
cd "$(dirname "$0")/.."
command -v go >/dev/null || { echo 'These need Go 1.24 or newer. Install it from https://go.dev/dl/ and put it on PATH.' >&2; exit 1; }
litestream=$(cd replicator && go list -m -f '{{.Version}}' github.com/benbjohnson/litestream)
GOBIN=$PWD/.build/tools
export GOBIN
set -x
go install github.com/versity/versitygw/cmd/versitygw@v1.8.0
[ "${1:-}" = s3 ] || go install "github.com/benbjohnson/litestream/cmd/litestream@$litestream"
