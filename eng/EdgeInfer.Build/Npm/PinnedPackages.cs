namespace EdgeInfer.Build.Npm;

/// <summary>
/// Everything that is ever downloaded from npm. To move to another version change version and hash here
/// (<c>npm view NAME@VERSION dist.integrity</c>) and the recipe revision in <see cref="Feed.OnnxRuntimeFeed"/>.
/// </summary>
internal static class PinnedPackages
{
    /// <summary>ONNX Runtime's official builds for Node: the native library per platform.</summary>
    public static NpmPackage OnnxRuntimeNatives { get; } = new(
        "onnxruntime-node", "1.29.0",
        "WjiVVB72riILz8HbYvxvmjKyE/WmkYoSfKY++axo5jAR609HQg8MwiG/HhShpTcJfmmAdzxxmB+MMST3A+SiPA==", 112);

    /// <summary>The sources of ONNX Runtime's official C# API, published for Unity, and its licence files.</summary>
    public static NpmPackage OnnxRuntimeManaged { get; } = new(
        "com.github.asus4.onnxruntime", "0.4.9",
        "BkzxduSZ9IkeDP6Q8lz2TFU2ie7hSSvS7ZIfzMooExoq0CNzJnuuGaUJ7IsojBgqO4ouD1jXah8OYyJbCN29Fg==", 150);

    /// <summary>ONNX Runtime's CUDA and TensorRT providers for Linux x64.</summary>
    public static NpmPackage OnnxRuntimeGpu { get; } = new(
        "com.github.asus4.onnxruntime.linux-x64-gpu", "0.4.9",
        "FopIhNE/Ng+v2X65wVc9clPCBCvhvA53Hxo2U0Kf5fGdVsC7iCA+mZ0KLWggcQAj7TIZ6pNidR4AC10g74Xo6w==", 179);

    public static NpmPackage LibvipsLinuxX64 { get; } = new(
        "@img/sharp-libvips-linux-x64", "1.3.4",
        "GJ//SSXbnwSDes02umB3nDJLFcQzw8a18V8fyhqr6tV515tOEMdImjjxj1AoafMRz56F3PHgftnj1QEKSU1zkw==", 8);

    public static NpmPackage LibvipsLinuxArm64 { get; } = new(
        "@img/sharp-libvips-linux-arm64", "1.3.4",
        "Y3dgX/6lE2QhQb+Gxy0WZxfg9MEm/JBjamZpS2IklP7xIQoKN4hzAm7KcMVGtaVDt3neE9OKBC7vAfonA/Lr1A==", 8);

    public static NpmPackage LibvipsMacArm64 { get; } = new(
        "@img/sharp-libvips-darwin-arm64", "1.3.4",
        "5R89nBYiRdUlSWJxPhO+GVtaXzXSxKnRu/xqMn3KTA3L9EB9Oy/P+Nn2f2vlhPuUdy/Zusb2DarbyTpGCfEDuw==", 8);

    public static NpmPackage LibvipsMacX64 { get; } = new(
        "@img/sharp-libvips-darwin-x64", "1.3.4",
        "iR2OKH80yi0U+dUplyh3/xdpFvps6YkCwsXenIJxqxR1v9o+xtKTGbS9H7cps+2Vxjc8B1j96p75NmTGjIhtpQ==", 9);

    /// <summary>The image library sharp for Windows x64; it carries libvips-42.dll.</summary>
    public static NpmPackage SharpWindowsX64 { get; } = new(
        "@img/sharp-win32-x64", "0.35.5",
        "x76eH0vEiHlcMQu8Y8IenntaACtddpT6W0wmXtWrnKcnKI7ME5DdgqhAD6SEWOEl1v2zDvkZDhFA9KnURwpfqg==", 9);

    /// <summary>The image library sharp for Windows Arm64; it carries libvips-42.dll.</summary>
    public static NpmPackage SharpWindowsArm64 { get; } = new(
        "@img/sharp-win32-arm64", "0.35.5",
        "X4t7g+7ZA5DKblCBEXGjUqqemj4vczING/5viFwAL8h4N3qYeyjwdCvRLHi4EdOUI+2Z7UFlp1VM+p/AuEtm6Q==", 8);
}
