namespace Vectorizer.Server.CrashTests.Model;

/// <summary>A collection as the server shows it.</summary>
/// <param name="Id">Of this creation: another one under the same name has another.</param>
/// <param name="Points">All of its points.</param>
/// <param name="Sequences">The last sequence of each segment.</param>
internal sealed record ObservedCollection(
    string Id, IReadOnlyDictionary<string, PointState> Points, IReadOnlyDictionary<int, long> Sequences);
