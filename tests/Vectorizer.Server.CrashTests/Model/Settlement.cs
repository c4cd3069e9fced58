using System.Collections.Immutable;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>What turned out to have happened of an operation that was uncertain.</summary>
/// <param name="Parts">Of a write, the parts that happened.</param>
internal sealed record Settlement(ImmutableArray<PointPart> Parts)
{
    public static readonly Settlement Nothing = new(ImmutableArray<PointPart>.Empty);

    /// <summary>A change of the collection itself.</summary>
    public static readonly Settlement Happened = new(ImmutableArray<PointPart>.Empty) { Any = true };

    /// <summary>Whether anything happened.</summary>
    public bool Any { get; private init; } = Parts.Length > 0;
}
