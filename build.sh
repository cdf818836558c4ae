#!/usr/bin/env bash
# Compiles the build tool in eng/EdgeInfer.Build if its sources changed, and hands the command line to it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sources=$root/eng/EdgeInfer.Build
tool=$root/artifacts/bin/EdgeInfer.Build/release/EdgeInfer.Build.dll
stamp=$root/artifacts/bootstrap/tool.stamp
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT="${DOTNET_CLI_TELEMETRY_OPTOUT:-1}"

if ! command -v dotnet >/dev/null; then
  echo "error: dotnet was not found on PATH. Install the .NET SDK 10.0.100 or later (dotnet.microsoft.com/download)." >&2
  exit 1
fi

stale() {
  [ ! -f "$tool" ] || [ ! -f "$stamp" ] ||
    [ -n "$(find "$sources" "$root/global.json" \( -type d -o -type f \) -newer "$stamp" -print)" ]
}

if stale; then
  # In this folder, so that global.json is honoured.
  if ! sdk=$(cd "$root" && dotnet --version 2>/dev/null); then
    echo "error: no installed .NET SDK satisfies global.json, which asks for 10.0.100 or later in 10.0." >&2
    echo "       Installed: $(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')" >&2
    echo "       Get one from dotnet.microsoft.com/download." >&2
    exit 1
  fi
  echo "  compiling the build tool (.NET SDK $sdk)" >&2
  mkdir -p "$(dirname "$stamp")"
  started=$(mktemp "$stamp.XXXXXX")
  if ! output=$(cd "$root" && dotnet build "$sources" -c Release -v:q -nologo --tl:off 2>&1); then
    rm -f "$started"
    echo "$output" >&2
    echo "error: the build tool did not compile; see above." >&2
    exit 1
  fi
  # The time before the compilation: what is edited during it counts as changed.
  mv -f "$started" "$stamp"
fi

exec dotnet "$tool" "${@:-help}"
