namespace Vectorizer.Configuration.Sections;

/// <summary>A setting that holds a secret, and the one that names a file in its place.</summary>
internal static class SecretPair
{
    /// <summary>Why not exactly one of both is set, or null.</summary>
    public static string? Fault(string key, string? value, string? file, string neededBy) => (value, file) switch
    {
        (null, null) => $"{neededBy} needs {key}, or {key}_file with the path of a file that holds it.",
        (not null, not null) => $"{key} and {key}_file are both set; set one of them.",
        _ => null,
    };
}
