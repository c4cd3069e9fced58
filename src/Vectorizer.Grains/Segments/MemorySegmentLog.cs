using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Grains.Segments;

/// <summary>Keeps nothing: the index is the only place of the points, and they end with the process.</summary>
internal sealed class MemorySegmentLog : ISegmentLog
{
    public ValueTask<Durability> AppendAsync(ReadOnlyMemory<SegmentWrite> group) => new(Durability.Memory);
}
