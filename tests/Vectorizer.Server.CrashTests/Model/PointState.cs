namespace Vectorizer.Server.CrashTests.Model;

/// <summary>A point as it must be.</summary>
/// <param name="Version">Of its contents.</param>
/// <param name="Sequence">Of the write that stored it.</param>
internal readonly record struct PointState(long Version, long Sequence);
