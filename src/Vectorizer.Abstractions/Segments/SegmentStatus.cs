using System.Collections.Immutable;

namespace Vectorizer.Abstractions.Segments;

/// <summary>A segment's report about itself.</summary>
/// <param name="Number">Number of the segment in its collection.</param>
/// <param name="Node">Name of the node that holds it.</param>
/// <param name="State">What it can do at the moment.</param>
/// <param name="Reason">Why it is not ready and what to do, or null.</param>
/// <param name="Points">Points that a search can find.</param>
/// <param name="DeletedPoints">Replaced or deleted points whose memory cannot be used again yet.</param>
/// <param name="Sequence">Sequence of the last write that is visible.</param>
/// <param name="Memory">Native memory by part.</param>
/// <param name="Recovered">While recovering, the part of the log that has been replayed, 0..1; else null.</param>
/// <param name="CutBytes">Bytes of a torn tail that recovery cut off the log: a write that was never acknowledged.</param>
/// <param name="Snapshot">What is saved of it; null while it is recovering or quarantined.</param>
/// <param name="Requantizing">
/// How far it is on its way to the quantization that its collection asks for; null when it is there, or not open.
/// </param>
/// <param name="StoredBytes">Bytes of its log and of the snapshots that are kept; 0 while it is recovering or quarantined.</param>
/// <param name="FreePoints">Places of former points, memory included, that the next points stored will take.</param>
/// <param name="PayloadIndexes">
/// What it has of each index over payloads of its collection; default while it is recovering or quarantined.
/// </param>
[GenerateSerializer, Immutable, Alias("vectorizer.SegmentStatus")]
public sealed record SegmentStatus(
    [property: Id(0)] int Number,
    [property: Id(1)] string Node,
    [property: Id(2)] SegmentState State,
    [property: Id(3)] string? Reason,
    [property: Id(4)] long Points,
    [property: Id(5)] long DeletedPoints,
    [property: Id(6)] long Sequence,
    [property: Id(7)] SegmentMemory Memory,
    [property: Id(8)] double? Recovered = null,
    [property: Id(9)] long CutBytes = 0,
    [property: Id(10)] SnapshotStatus? Snapshot = null,
    [property: Id(11)] RequantizingStatus? Requantizing = null,
    [property: Id(12)] long StoredBytes = 0,
    [property: Id(13)] long FreePoints = 0,
    [property: Id(14)] ImmutableArray<PayloadIndexStatus> PayloadIndexes = default);
