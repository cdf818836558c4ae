namespace EdgeInfer.Models;

/// <summary>Why a model could not be brought here.</summary>
public enum ModelDownloadFailure
{
    /// <summary>No connection, no answer, or errors of the server, also when asked again. What has arrived is kept for the next time.</summary>
    Unreachable,

    /// <summary>The server says no (such as 404), or sends elsewhere where it must not.</summary>
    Refused,

    /// <summary>What the server gives is not the model: another length, another sha256, a web page. Nothing of it is kept.</summary>
    WrongContent,

    /// <summary>The cache folder cannot be written to, or its disk is full.</summary>
    Storage,
}
