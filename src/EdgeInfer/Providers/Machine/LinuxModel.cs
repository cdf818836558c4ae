namespace EdgeInfer.Providers;

/// <summary>What a Linux or Android machine is called.</summary>
internal static class LinuxModel
{
    // What makers leave in the firmware of a board that is sold to somebody who builds a machine around it.
    private static readonly string[] Placeholders = ["", "System Product Name", "System manufacturer", "To Be Filled By O.E.M.", "Default string", "Not Specified", "None", "O.E.M."];

    /// <summary>Of boards from the device tree, of PCs from their firmware.</summary>
    public static string? Name(ISystemFiles files)
    {
        if (Clean(files.ReadText("/proc/device-tree/model")) is { } board) return board;
        string? maker = Clean(files.ReadText("/sys/class/dmi/id/sys_vendor")), product = Clean(files.ReadText("/sys/class/dmi/id/product_name"));
        // Lenovo's products are numbers; the name people know is the version.
        if (maker == "LENOVO") product = Clean(files.ReadText("/sys/class/dmi/id/product_version")) ?? product;
        return maker is null || product is null || product.StartsWith(maker, StringComparison.OrdinalIgnoreCase) ? product ?? maker : $"{maker} {product}";
    }

    /// <summary>The names in the device tree, most specific first.</summary>
    public static IReadOnlyList<string> Compatible(ISystemFiles files) =>
        (files.ReadText("/proc/device-tree/compatible") ?? "").Split(['\0', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string? Clean(string? text) => text?.TrimEnd('\0', '\n').Trim() is { } name && !Placeholders.Contains(name) ? name : null;
}
