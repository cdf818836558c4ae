using System.Security.Cryptography;
using EdgeInfer.Build.Processes;

namespace EdgeInfer.Build.Npm;

/// <summary>
/// Gets pinned tarballs through the user's own npm, so that their registry, proxy, credentials and npm cache
/// apply. A tarball that does not have the pinned hash is never used.
/// </summary>
internal sealed class NpmClient(CacheFolder cache, Progress progress)
{
    /// <summary>The path of the verified tarball, downloaded if it is not in the cache yet.</summary>
    /// <param name="package">What to get.</param>
    /// <param name="purpose">What it is needed for, as it should read after "to get": "libvips", say.</param>
    /// <param name="cancel">Ends npm and leaves the cache as it was.</param>
    public async Task<string> GetAsync(NpmPackage package, string purpose, CancellationToken cancel)
    {
        Directory.CreateDirectory(cache.Downloads);
        string file = Path.Combine(cache.Downloads, package.FileName);
        if (File.Exists(file))
        {
            if (await HashAsync(file, cancel) == package.Sha512)
            {
                return file;
            }

            progress.Warn($"{file} is damaged; downloading it again");
        }

        await progress.StepAsync($"downloading {package.Spec} ({package.Megabytes} MB)", async _ =>
        {
            using var work = WorkFolder.Create(cache.Temporary);
            string tarball = await PackAsync(package, purpose, work.FullPath, cancel);
            string found = await HashAsync(tarball, cancel);
            if (found != package.Sha512)
            {
                throw new BuildError(
                    $"npm delivered {package.Spec} with another content than pinned: expected sha512-{package.Sha512}, found sha512-{found}. " +
                    "The registry or a proxy altered it; it was not used. Check `npm config get registry`, run `npm cache verify` and try again.");
            }

            File.Move(tarball, file, overwrite: true);
        });
        return file;
    }

    private static async Task<string> PackAsync(NpmPackage package, string purpose, string folder, CancellationToken cancel)
    {
        // On Windows npm is a batch file, which is only found under its full name.
        string npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        Outcome outcome;
        try
        {
            outcome = await new ChildProcess(npm, ["pack", package.Spec, "--ignore-scripts", "--loglevel=error"], folder)
                .With("NPM_CONFIG_UPDATE_NOTIFIER", "false")
                .CaptureAsync(cancel);
        }
        catch (ProgramNotFoundException e)
        {
            throw new BuildError(
                $"npm was not found; it is needed once, to get {purpose} ({package.Spec}). Install Node.js, which includes npm, from your " +
                "system's package manager or nodejs.org, and see that npm is on PATH.", e);
        }

        if (!outcome.Succeeded)
        {
            throw new BuildError($"npm could not download {package.Spec}, needed to get {purpose}: {NpmErrors.Summarise(outcome.Errors)}");
        }

        return Directory.EnumerateFiles(folder, "*.tgz").SingleOrDefault()
            ?? throw new BuildError($"`npm pack {package.Spec}` reported success but left no .tgz. Update npm (`npm --version` should be 7 or later).");
    }

    private static async Task<string> HashAsync(string file, CancellationToken cancel)
    {
        await using FileStream stream = File.OpenRead(file);
        return Convert.ToBase64String(await SHA512.HashDataAsync(stream, cancel));
    }
}
