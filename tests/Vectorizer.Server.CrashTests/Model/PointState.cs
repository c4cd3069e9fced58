namespace Vectorizer.Server.CrashTests.Model;

/// <summary>A point as it must be.</summary>
/// <param name="Version">Of its contents.</param>
/// <param name="Payload">What its payload has become since they were sent.</param>
/// <param name="Sequence">Of the write that stored it.</param>
internal readonly record struct PointState(long Version, PayloadState Payload, long Sequence)
{
    /// <summary>Whether both look alike, whichever writes stored them.</summary>
    public static bool LookAlike(PointState? one, PointState? other)
        => (one?.Version, one?.Payload) == (other?.Version, other?.Payload);

    public override string ToString() => $"version {Version} with {Payload}, sequence {Sequence}";
}
