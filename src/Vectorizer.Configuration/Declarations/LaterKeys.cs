namespace Vectorizer.Configuration.Declarations;

/// <summary>
/// Keys that guides name and that this version does nothing with. A start with one of them is refused: who sets
/// <c>auth.enabled</c> must not believe to be protected.
/// </summary>
internal static class LaterKeys
{
    private static readonly string[] s_keys =
    [
        "replication", "clustering", "auth", "rate_limit", "tls", "backup",
    ];

    /// <summary>The one that a key is or stands below, or null.</summary>
    public static string? Find(string key)
        => s_keys.FirstOrDefault(later => key == later || key.StartsWith(later + ".", StringComparison.Ordinal));

    /// <summary>Whether one of them stands below a name.</summary>
    public static bool IsAbove(string key)
        => s_keys.Any(later => later.StartsWith(key + ".", StringComparison.Ordinal));
}
