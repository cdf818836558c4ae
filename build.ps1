# Compiles the build tool in eng/EdgeInfer.Build if its sources changed, and hands the command line to it.
# Runs in Windows PowerShell 5.1 and in PowerShell 7. Without a param block, all arguments stay in $args as given.
$ErrorActionPreference = 'Stop'

$root = $PSScriptRoot
$sources = Join-Path $root 'eng/EdgeInfer.Build'
$tool = Join-Path $root 'artifacts/bin/EdgeInfer.Build/release/EdgeInfer.Build.dll'
$stamp = Join-Path $root 'artifacts/bootstrap/tool.stamp'
$env:DOTNET_NOLOGO = '1'
if (-not $env:DOTNET_CLI_TELEMETRY_OPTOUT) { $env:DOTNET_CLI_TELEMETRY_OPTOUT = '1' }

function Stop-Build([string] $message) {
    [Console]::Error.WriteLine("error: $message")
    exit 1
}

if (-not (Get-Command dotnet -CommandType Application -ErrorAction SilentlyContinue)) {
    Stop-Build 'dotnet was not found on PATH. Install the .NET SDK 10.0.100 or later (dotnet.microsoft.com/download).'
}

function Test-Stale {
    if (-not (Test-Path $tool) -or -not (Test-Path $stamp)) { return $true }
    $time = (Get-Item $stamp).LastWriteTimeUtc
    $inputs = @(Get-Item $sources, (Join-Path $root 'global.json')) + @(Get-ChildItem $sources -Recurse)
    return @($inputs | Where-Object { $_.LastWriteTimeUtc -gt $time }).Count -gt 0
}

if (Test-Stale) {
    # In this folder, so that global.json is honoured.
    Push-Location $root
    try {
        $sdk = & dotnet --version
        if ($LASTEXITCODE -ne 0) {
            Stop-Build 'no installed .NET SDK satisfies global.json, which asks for 10.0.100 or later in 10.0. Get one from dotnet.microsoft.com/download.'
        }
        [Console]::Error.WriteLine("  compiling the build tool (.NET SDK $sdk)")
        $started = [DateTime]::UtcNow
        $output = & dotnet build $sources -c Release -v:q -nologo --tl:off
        if ($LASTEXITCODE -ne 0) {
            $output | ForEach-Object { [Console]::Error.WriteLine($_) }
            Stop-Build 'the build tool did not compile; see above.'
        }
    }
    finally {
        Pop-Location
    }
    New-Item -ItemType Directory -Force (Split-Path $stamp) | Out-Null
    New-Item -ItemType File -Force $stamp | Out-Null
    # The time before the compilation: what is edited during it counts as changed.
    (Get-Item $stamp).LastWriteTimeUtc = $started
}

if ($args.Count -eq 0) { & dotnet $tool help } else { & dotnet $tool @args }
exit $LASTEXITCODE
