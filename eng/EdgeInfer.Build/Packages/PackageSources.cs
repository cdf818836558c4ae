using EdgeInfer.Build.Processes;

namespace EdgeInfer.Build.Packages;

/// <summary>
/// Finds out whether the package sources configured for a checkout carry a package, by restoring it once into
/// a folder of its own: neither the checkout's MSBuild files nor anything extracted earlier, and so nothing
/// made here, can change the answer.
/// </summary>
internal sealed class PackageSources(Checkout checkout, CacheFolder cache, NuGetSettings settings, Progress progress)
{
    /// <summary>A missing package may be added to the source; look again after this long.</summary>
    private static readonly TimeSpan NegativeVerdictLifetime = TimeSpan.FromDays(1);

    public async Task<bool> CarryAsync(string id, string version, CancellationToken cancel)
    {
        // The verdict is about the sources configured now.
        string verdict = Path.Combine(cache.Verdicts, settings.Fingerprint(), $"{id}.{version}");
        if (File.Exists(verdict + ".yes"))
        {
            return true;
        }

        if (DateTime.UtcNow - File.GetLastWriteTimeUtc(verdict + ".no") < NegativeVerdictLifetime)
        {
            return false;
        }

        Probe probe = await progress.StepAsync($"looking for {id} {version} in this machine's package sources", _ =>
            ProbeAsync(id, version, cancel));
        if (probe.Failure is { } failure)
        {
            progress.Warn($"could not ask the package sources for {id} {version}, so it is taken as missing: {failure}");
            return false;
        }

        Remember(verdict + (probe.Found ? ".yes" : ".no"));
        return probe.Found;
    }

    private void Remember(string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A filled cache may be shared read-only: only the next build's three seconds are lost.
            progress.Warn($"the answer could not be remembered: {e.Message}");
        }
    }

    private async Task<Probe> ProbeAsync(string id, string version, CancellationToken cancel)
    {
        using var work = WorkFolder.Create(checkout.Temporary);
        await IsolatedProject.WriteAsync(work.FullPath, "probe.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <RestorePackagesPath>packages</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageDownload Include="{id}" Version="[{version}]" />
              </ItemGroup>
            </Project>
            """, cancel);
        Outcome outcome = await Dotnet.Command(work.FullPath, ["restore", "probe.csproj", .. Dotnet.Quiet]).CaptureAsync(cancel);
        return outcome switch
        {
            { Succeeded: true } => new Probe(Found: true, Failure: null),
            // No such id, no such version.
            { Output: var output } when output.Contains("NU1101", StringComparison.Ordinal) || output.Contains("NU1102", StringComparison.Ordinal) =>
                new Probe(Found: false, Failure: null),
            _ => new Probe(Found: false, Failure: Dotnet.Complaints(outcome)),
        };
    }

    private readonly record struct Probe(bool Found, string? Failure);
}
