using System.Collections.Immutable;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>A point as it must be.</summary>
/// <param name="X">The first float of its vector; the other is its opposite.</param>
/// <param name="Members">Of its payload; null for no payload.</param>
/// <param name="Sequence">Of the write that stored it.</param>
internal sealed record SegmentPoint(float X, ImmutableSortedDictionary<string, int>? Members, long Sequence)
{
    /// <summary>The value of a member, or null.</summary>
    public int? Value(string name) => Members is not null && Members.TryGetValue(name, out int value) ? value : null;

    public override string ToString()
        => $"{X} {(Members is null ? "without payload" : $"{{{string.Join(", ", Members.Select(member => $"{member.Key}: {member.Value}"))}}}")} of write {Sequence}";
}
