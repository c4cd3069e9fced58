namespace Vectorizer.Engine.Segments;

/// <summary>One write of a segment: its mutations become visible together, under one sequence number.</summary>
/// <param name="Sequence">Place in the segment's order; greater than that of any write before it.</param>
/// <param name="Mutations">In order; of two mutations of one id the last one wins.</param>
public readonly record struct SegmentWrite(long Sequence, ReadOnlyMemory<PointMutation> Mutations);
