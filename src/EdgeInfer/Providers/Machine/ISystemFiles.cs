namespace EdgeInfer.Providers;

/// <summary>The files in which a Linux system describes itself. Tests put the files of other machines here.</summary>
/// <remarks>No member throws: what cannot be read is not there.</remarks>
internal interface ISystemFiles
{
    /// <summary>The whole text, or null. Of files of the kernel, which have no length.</summary>
    string? ReadText(string path);

    /// <summary>Full paths of what a folder holds (files, folders, links), by a pattern with <c>*</c> and <c>?</c>.</summary>
    IReadOnlyList<string> List(string folder, string pattern);

    /// <summary>Last part of where a link leads, such as <c>amdgpu</c> of a device's <c>driver</c>; null for what is no link.</summary>
    string? LinkedName(string path);
}
