#!/usr/bin/env bash
# The packed library, built before, is used by a program outside the checkout: it brings its bridge and its models along.
set -e
root=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$root/samples/consumer" "$work/consumer"
rm -rf "$work/consumer/packages" "$work/consumer/bin" "$work/consumer/obj"
cd "$work/consumer"
dotnet pack "$root/src/Referent" -c Release --no-build --nologo -v quiet -o packages
env -u NUGET_PACKAGES dotnet build -c Release --nologo -v quiet -o out

line=$(head -n 1 "$root/samples/samples.jsonl")
picture=$(sed 's/.*"image" *: *"\([^"]*\)".*/\1/' <<<"$line")
phrase=$(sed 's/.*"text" *: *"\([^"]*\)".*/\1/' <<<"$line")
env -u REFERENT_MODELS -u REFERENT_NATIVE dotnet out/consumer.dll "$root/samples/$picture" "$phrase"
[ -s "$phrase.png" ]
