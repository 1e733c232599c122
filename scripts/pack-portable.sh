#!/usr/bin/env bash
# Packs the last commit for an x86-64 Linux machine that has a PyTorch but no .NET, such as one with a GPU; docs/gpu.md says what to do with it.
# usage: scripts/pack-portable.sh FOLDER     a new folder, about 52 MB
set -eo pipefail
PATH=$PATH:/usr/sbin:/sbin # ldconfig
root=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
folder=$1
[ -n "$folder" ] && [ ! -e "$folder" ] || { echo "usage: scripts/pack-portable.sh FOLDER, which must not exist" >&2; exit 2; }

# From a copy, since a runtime identifier changes the lock files of packages.
sources=$(mktemp -d)
trap 'rm -rf "$sources"' EXIT
git -C "$root" archive HEAD | tar -x -C "$sources"
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
dotnet publish "$sources/src/Referent.Cli" -c Release -r linux-x64 --self-contained -o "$folder/program" --nologo -v quiet \
  -p:PublishTrimmed=true -p:TrimMode=partial -p:SuppressTrimAnalysisWarnings=true -p:JsonSerializerIsReflectionEnabledByDefault=true \
  -p:RestoreForceEvaluate=true

# The codecs' libraries, which the other machine may lack; libsharpyuv is a part of newer libwebp.
for library in libturbojpeg.so.0 libwebp.so.7 libsharpyuv.so.0; do
  path=$(ldconfig -p | awk -v name="$library" '$1 == name { print $NF; exit }')
  if [ -n "$path" ]; then
    cp -L "$path" "$folder/program/$library"
  elif [ "$library" != libsharpyuv.so.0 ]; then
    echo "$library is not here; the other machine must have it." >&2
  fi
done
cp -r "$sources"/{native,models,configs,samples} "$folder/"
cp "$sources/scripts/portable-referent" "$folder/referent"
echo "$folder: $(du -sh "$folder" | cut -f1)"
