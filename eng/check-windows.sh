#!/usr/bin/env bash
# Runs the Windows build on Linux, under wine, and compares what it says with what the Linux build says. See eng/README.md.
#
#   eng/check-windows.sh              the command line tool, then the core tests (some ten minutes)
#   eng/check-windows.sh --no-tests   the command line tool only
#
# Ends with a line for each check; exits with 1 if one failed, with 2 if something it needs is not installed.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
here=$root/eng/windows
work=$root/artifacts/windows
data=${EDGEINFER_TEST_DATA:-$root/../shared/data}
tests=true
case ${1:-} in
  '') ;;
  --no-tests) tests=false ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
esac

need() { echo "error: $1" >&2; exit 2; }
wine=$(command -v wine64 || true)
[ -n "$wine" ] || { [ -x /usr/lib/wine/wine64 ] && wine=/usr/lib/wine/wine64; } || need 'wine is not installed: apt-get install wine64 (Debian, Ubuntu)'
command -v wineserver >/dev/null || need 'wineserver is not on PATH: apt-get install wine (Debian, Ubuntu)'
command -v python3 >/dev/null || need 'python3 is not installed: apt-get install python3'
command -v dotnet >/dev/null || need 'dotnet is not on PATH: install the .NET SDK 10.0.100 or later (dotnet.microsoft.com/download)'
[ -f "$root/artifacts/bootstrap/Bootstrap.props" ] || need 'the packages are not set up: run ./build.sh bootstrap first'

# A prefix of its own: nothing of the user's wine is read or changed. No windows, and nothing about wine's own gaps.
export WINEPREFIX=$work/prefix WINEARCH=win64 WINEDEBUG=-all
unset DISPLAY WAYLAND_DISPLAY
# wine 8 does not keep the second, writable mapping of code that .NET's W^X wants.
export DOTNET_EnableWriteXorExecute=0
# wine 8's FlushProcessWriteBuffers does nothing, and .NET stops threads by it; on one processor there is nothing to flush.
cpu=$(awk '/^Cpus_allowed_list/ { split($2, list, /[,-]/); print list[1] }' /proc/self/status)

report=$work/report.txt
failed=0
say() { printf '%-6s %s\n' "$1" "$2" | tee -a "$report"; }
check() {
  local name=$1; shift
  if "$@" >"$work/check.log" 2>&1; then say ok "$name"
  else
    failed=1
    say FAILED "$name"
    sed 's/^/         /' "$work/check.log" | tail -n 40 | tee -a "$report"
  fi
}

publish() { # PROJECT FOLDER
  rm -rf "${work:?}/$2"
  # Intermediate files apart from those of the Linux build: what was restored for one platform does not serve the other.
  dotnet publish "$root/$1" -c Release -r win-x64 --self-contained --artifacts-path "$work/build" -o "$work/$2" -nologo --tl:off -v q
}

on_wine() { taskset -c "$cpu" timeout "$1" "$wine" "${@:2}"; }
windows() { on_wine 120 "$work/app/EdgeInfer.Cli.exe" "$@"; }
linux() { dotnet "$root/artifacts/bin/EdgeInfer.Cli/release/EdgeInfer.Cli.dll" "$@"; }

same() { # arguments of the tool, which are given --json
  # One line on stderr is not ours: ONNX Runtime says that wine has no DXGI 1.6.
  linux "$@" --json >"$work/linux.json"
  windows "$@" --json >"$work/windows.json" 2>"$work/stderr.txt" || { cat "$work/stderr.txt"; return 1; }
  python3 "$here/compare.py" "$work/linux.json" "$work/windows.json"
}

doctor() {
  linux doctor --json >"$work/linux.json"
  windows doctor --json >"$work/windows.json"
  python3 "$here/compare.py" --doctor "$work/linux.json" "$work/windows.json"
}

refused() { # PROVIDER: exit code 4, one line that names it
  local code=0
  windows detect "$work/barcode.png" --provider "$1" >"$work/stdout.txt" 2>"$work/stderr.txt" || code=$?
  cat "$work/stderr.txt"
  [ "$code" = 4 ] || { echo "exit code $code, expected 4"; return 1; }
  grep -q "^error: .*'$1'.*graphics adapter" "$work/stderr.txt" || { echo "no line that says why there is no $1"; return 1; }
}

core_tests() {
  publish tests/EdgeInfer.Tests tests
  # wine 8 forgets what it put on a thread's list of handlers when .NET leaves a frame of native code by an exception, and
  # falls over at the next one. Reflection without native frames, by which the runner calls a test, avoids that.
  python3 - "$work/tests/EdgeInfer.Tests.runtimeconfig.json" <<'PYTHON'
import json, sys
path = sys.argv[1]
config = json.load(open(path))
config["runtimeOptions"]["configProperties"]["Switch.System.Reflection.ForceEmitInvoke"] = True
json.dump(config, open(path, "w"))
PYTHON
  # One after the other: with one processor nothing is gained, and what hangs is the last line.
  on_wine 1500 "$work/tests/EdgeInfer.Tests.exe" -noColor -parallel none -preEnumerateTheories -reporter verbose >"$work/tests.txt" 2>&1 ||
    { grep -A 8 '\[FAIL\]' "$work/tests.txt" || tail -n 3 "$work/tests.txt"; return 1; }
  grep -q 'Failed: 0,' "$work/tests.txt"
}

mkdir -p "$work"
: >"$report"
trap 'wineserver -k || true' EXIT

echo "building for Linux and publishing for win-x64" >&2
dotnet build "$root/src/EdgeInfer.Cli" -c Release -nologo --tl:off -v q >"$work/build.log" || { cat "$work/build.log" >&2; exit 1; }
check 'publish the tool for win-x64, self-contained' publish src/EdgeInfer.Cli app
[ "$failed" = 0 ] || exit 1

if [ ! -f "$work/prefix/ready" ]; then
  echo "setting up wine in artifacts/windows/prefix" >&2
  "$wine" wineboot -i >/dev/null 2>&1
  "$wine" reg add 'HKCU\Software\Wine' /v Version /d win10 /f >/dev/null 2>&1
  system=$work/prefix/drive_c/windows/system32
  # In every Windows, in wine from version 9 on; libvips takes random numbers from it.
  [ -f "$system/bcryptprimitives.dll" ] || python3 "$here/forwarder.py" "$system/bcryptprimitives.dll" ProcessPrng advapi32.SystemFunction036
  touch "$work/prefix/ready"
fi

python3 "$here/barcode.py" "$work/barcode.png"
check 'doctor: same versions, CPU ready, DirectML and WebGPU refused with a reason' doctor
check 'detect --provider directml: exit code 4 and one line' refused directml
check 'detect --provider webgpu: exit code 4 and one line' refused webgpu
check 'detect: built-in code detector on a drawn barcode' same detect "$work/barcode.png"
check 'inspect: models/codes.onnx' same inspect "$root/models/codes.onnx"
if [ -d "$data/models" ]; then
  check 'detect: YOLOX-nano on a photo' same detect "$data/images/bus.jpg" --model "$data/models/yolox_nano.onnx"
  check 'detect: pictures turned by EXIF, with a palette, named wrongly' same detect "$data/images/dog_bike_exif6.jpg" "$data/images/ocr_book_page.jpg" --model "$data/models/yolox_nano.onnx"
  check 'classify: SqueezeNet int8 on a photo' same classify "$data/images/goldfish.jpg" --model "$data/models/squeezenet1_1_int8_qdq.onnx"
else
  say left "detect and classify with real models: there is no $data (EDGEINFER_TEST_DATA names another folder)"
fi

if $tests; then
  check 'core tests (tests/EdgeInfer.Tests)' core_tests
  summary=$(grep 'EdgeInfer.Tests  Total:' "$work/tests.txt" 2>/dev/null || true)
  [ -z "$summary" ] || say '' "${summary#*EdgeInfer.Tests  }"
else
  say left 'core tests: --no-tests'
fi
say left 'what computes on a GPU: wine has no Direct3D 12 device here'

[ $failed = 0 ] && say '' 'no check failed'
exit $failed
