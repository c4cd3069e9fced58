namespace Vectorizer.Server.Api;

/// <summary>
/// What one request may ask for, beyond what <c>CollectionRules</c>, <c>PointRules</c> and <c>SearchRules</c> say of
/// its parts. A request beyond a limit is refused and told which; nothing is cut to fit.
/// </summary>
internal static class ApiLimits
{
    /// <summary>Levels of objects and arrays in a JSON body.</summary>
    public const int JsonDepth = 32;

    /// <summary>
    /// Levels of a payload, its own braces included: those that <see cref="JsonDepth"/> leaves inside of
    /// <c>{"points":[{"payload":…}]}</c>, so that a payload stored from a binary body fits into a JSON one as well.
    /// </summary>
    public const int PayloadDepth = JsonDepth - 3;

    /// <summary>Queries of one batch.</summary>
    public const int Queries = 1_000;
}
