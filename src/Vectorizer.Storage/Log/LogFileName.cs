using System.Globalization;

namespace Vectorizer.Storage.Log;

/// <summary>A log file is named by its first sequence in twenty digits, so that names sort as sequences do.</summary>
internal static class LogFileName
{
    private const int Digits = 20;
    private const string Extension = ".log";

    public static string Of(long firstSequence)
        => string.Create(CultureInfo.InvariantCulture, $"{firstSequence:D20}{Extension}");

    /// <summary>Where bytes cut off at an offset are kept.</summary>
    public static string TornOf(long firstSequence, long offset)
        => string.Create(CultureInfo.InvariantCulture, $"{firstSequence:D20}-{offset}.torn");

    public static bool TryParse(string name, out long firstSequence)
    {
        firstSequence = 0;
        return name.Length == Digits + Extension.Length
            && name.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out firstSequence)
            && firstSequence > 0;
    }
}
