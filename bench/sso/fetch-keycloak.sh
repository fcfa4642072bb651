#!/bin/sh
# Fetches Keycloak (150 MB, Apache-2.0) into .build/tools, once, with mvn. It runs on Java 17 or later.
set -eu

VERSION=26.5.6
SHA256=fa3dd5df90b9ac006712c2f0991be4e8a6cb30ac538e0439ce2f45fc40f4c692

tools="$(cd "$(dirname "$0")/../.." && pwd)/.build/tools"
home="$tools/keycloak"
[ "$(cat "$home/version.fetched" 2>/dev/null || true)" = "$VERSION" ] && exit 0

mkdir -p "$tools"
archive="$tools/keycloak-quarkus-dist-$VERSION.tar.gz"
trap 'rm -f "$archive"' EXIT
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -DoutputDirectory="$tools" \
  -Dartifact="org.keycloak:keycloak-quarkus-dist:$VERSION:tar.gz"
echo "$SHA256  $archive" | sha256sum -c - >/dev/null
rm -rf "$home"
mkdir -p "$home"
tar -xzf "$archive" -C "$home" --strip-components=1
echo "$VERSION" > "$home/version.fetched"
