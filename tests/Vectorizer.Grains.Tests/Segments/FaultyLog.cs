using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Segments;

namespace Vectorizer.Grains.Tests.Segments;

/// <summary>A log that tells of its groups, waits when told to, and fails when told to.</summary>
internal sealed class FaultyLog : ISegmentLog
{
    /// <summary>The sequences of each group, in order.</summary>
    public List<long[]> Groups { get; } = [];

    public Exception? Failure { get; set; }

    /// <summary>What the next group waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public async ValueTask<Durability> AppendAsync(ReadOnlyMemory<SegmentWrite> group)
    {
        Groups.Add([.. group.ToArray().Select(write => write.Sequence)]);
        await Gate;
        return Failure is null ? Durability.Os : throw Failure;
    }
}
