#!/usr/bin/env bash
# Makes a checkout ready: installs missing system packages, builds the libtorch bridge and the .NET projects once.
# Sourced by ./referent, ./test and .ci/run, with $root set to the repository's root.

# What a machine with only the .NET SDK lacks, as "package:file that proves it is there".
referent_packages() {
  local lib=/usr/lib/$(uname -m)-linux-gnu
  cat <<LIST
libtorch-dev:$lib/libtorch.so
libopenblas0-openmp:$lib/openblas-openmp/libopenblas.so.0
g++:/usr/bin/g++
cmake:/usr/bin/cmake
libturbojpeg0:$lib/libturbojpeg.so.0
libwebp7:$lib/libwebp.so.7
fonts-noto-color-emoji:/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf
LIST
}

referent_install() {
  local missing=() entry package file
  while IFS=: read -r package file; do
    # A libtorch named by LIBTORCH takes the place of the packaged one.
    if [ "$package" = libtorch-dev ] && [ -n "${LIBTORCH:-}" ]; then continue; fi
    [ -e "$file" ] || missing+=("$package")
  done < <(referent_packages)
  [ ${#missing[@]} -eq 0 ] && return 0

  local line="apt-get install -y --no-install-recommends ${missing[*]}"
  local sudo=
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo=sudo; fi
    if [ -z "$sudo" ]; then
      echo "Referent needs these system packages; run: sudo $line" >&2
      return 1
    fi
  fi
  command -v apt-get >/dev/null || { echo "Referent needs: ${missing[*]} (this system has no apt-get; see docs/install.md)" >&2; return 1; }
  echo "Installing ${missing[*]} ..." >&2
  $sudo apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive $sudo $line >"$root/artifacts/install.log" 2>&1 ||
    { tail -5 "$root/artifacts/install.log" >&2; echo "Could not install; run by hand: $line" >&2; return 1; }
}

# True when anything under the given paths is newer than the stamp.
referent_stale() {
  local stamp=$1
  shift
  [ -e "$stamp" ] || return 0
  [ -n "$(find "$@" -newer "$stamp" -type f -not -path '*/obj/*' -print -quit)" ]
}

referent_bridge() {
  local stamp="$root/artifacts/native/.built"
  referent_stale "$stamp" "$root/native" || return 0
  echo "Building the libtorch bridge, for a minute or more ..." >&2
  mkdir -p "$root/artifacts/native"
  local log="$root/artifacts/native/build.log"
  { cmake -S "$root/native" -B "$root/artifacts/native" && cmake --build "$root/artifacts/native" -j; } >"$log" 2>&1 ||
    { tail -20 "$log" >&2; echo "The libtorch bridge did not build; the whole log is $log" >&2; return 1; }
  touch "$stamp"
}

# Builds a project or the solution in Release; $1 names the stamp, the rest are the targets of dotnet build.
referent_dotnet() {
  local stamp="$root/artifacts/.built-$1"
  shift
  referent_stale "$stamp" "$root/src" "$root/tests" "$root/Directory.Build.props" "$root/Directory.Packages.props" "$root/.editorconfig" || return 0
  echo "Building Referent, for a minute or more the first time ..." >&2
  local log="$root/artifacts/build.log"
  dotnet build "$@" -c Release --nologo -v quiet >"$log" 2>&1 || { cat "$log" >&2; return 1; }
  touch "$stamp"
}

referent_prepare() {
  command -v dotnet >/dev/null || { echo "Referent needs the .NET 10 SDK: https://dotnet.microsoft.com/download" >&2; return 1; }
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
  mkdir -p "$root/artifacts"
  # One set-up at a time: two first runs at once must not build into each other.
  exec 9>"$root/artifacts/.setup.lock"
  flock 9
  referent_install && referent_bridge && referent_dotnet "$@"
  local status=$?
  exec 9>&-
  return $status
}
