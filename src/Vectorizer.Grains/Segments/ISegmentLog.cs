using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Grains.Segments;

/// <summary>Where the writes of a segment go before they are applied.</summary>
internal interface ISegmentLog
{
    /// <summary>
    /// Keeps a group of writes, in order of sequence, all or none. Called for one group at a time. When it has returned, the
    /// group is applied and acknowledged; when it throws, the outcome is unknown and the segment takes no further writes.
    /// </summary>
    /// <returns>How far the group got.</returns>
    ValueTask<Durability> AppendAsync(ReadOnlyMemory<SegmentWrite> group);
}
