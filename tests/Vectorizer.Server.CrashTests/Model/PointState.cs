namespace Vectorizer.Server.CrashTests.Model;

/// <summary>A point as it must be.</summary>
/// <param name="Version">Of its contents.</param>
/// <param name="Revision">Of its payload alone; 0 while nobody has changed it.</param>
/// <param name="Sequence">Of the write that stored it.</param>
internal readonly record struct PointState(long Version, long Revision, long Sequence)
{
    /// <summary>Whether both look alike, whichever writes stored them.</summary>
    public static bool LookAlike(PointState? one, PointState? other)
        => (one?.Version, one?.Revision) == (other?.Version, other?.Revision);

    public override string ToString() => $"version {Version}, revision {Revision}, sequence {Sequence}";
}
