#!/usr/bin/env bash
# Packs Referent for a Linux machine that has a PyTorch but neither .NET nor a package registry, such as one with a GPU.
# usage: scripts/pack-portable.sh FOLDER     a new folder, about 90 MB; docs/gpu.md says what to do with it
set -e
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
folder=$1
[ -n "$folder" ] && [ ! -e "$folder" ] || { echo "usage: scripts/pack-portable.sh FOLDER, which must not exist" >&2; exit 2; }
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

# From a copy, since a runtime identifier changes the lock files of packages.
sources=$(mktemp -d)
trap 'rm -rf "$sources"' EXIT
git -C "$root" archive HEAD | tar -x -C "$sources"
dotnet publish "$sources/src/Referent.Cli" -c Release -r linux-x64 --self-contained -o "$folder/program" --nologo -v quiet \
  -p:PublishTrimmed=true -p:TrimMode=partial -p:SuppressTrimAnalysisWarnings=true -p:JsonSerializerIsReflectionEnabledByDefault=true \
  -p:RestoreForceEvaluate=true -p:ContinuousIntegrationBuild=false

# The codecs' libraries, which the other machine may lack.
for library in libturbojpeg.so.0 libwebp.so.7 libsharpyuv.so.0; do
  path=$(ldconfig -p | sed -n "s/.*${library//./\\.} .*=> //p" | head -1)
  [ -z "$path" ] || cp -L "$path" "$folder/program/$library"
done
cp -r "$root/native" "$root/models" "$root/configs" "$root/samples" "$folder/"
cp "$root/scripts/portable-referent" "$folder/referent"
echo "$folder: $(du -sh "$folder" | cut -f1)"
