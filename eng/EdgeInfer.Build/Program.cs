using EdgeInfer.Build;
using EdgeInfer.Build.Feed;
using EdgeInfer.Build.Packages;
var cache = CacheFolder.Find();
var p = new Progress();
var s = new NuGetSettings(Environment.CurrentDirectory);
try {
Console.WriteLine(await new OnnxRuntimeFeed(cache, p).EnsureAsync(args.Contains("--gpu"), s.GlobalPackagesFolder, default));
await new Libvips(cache, p).EnsureAsync(args.Contains("--all") ? Libvips.Rids : ["linux-x64"], default);
} catch (BuildError e) { Console.Error.WriteLine("error: " + e.Message); return 1; }
return 0;
