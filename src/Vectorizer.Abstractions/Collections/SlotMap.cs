namespace Vectorizer.Abstractions.Collections;

/// <summary>Which segment holds which slots, as ranges of slots.</summary>
/// <remarks>
/// Ranges and not one entry a slot: the catalog keeps thousands of these and sends them around, and a collection that
/// never grew has one range a segment.
/// </remarks>
[Immutable]
public sealed class SlotMap
{
    private readonly ushort[] _ends;
    private readonly ushort[] _segments;

    /// <param name="ends">The slot behind each range, ascending; the last is <see cref="PointSlots.Count"/>.</param>
    /// <param name="segments">The segment of each range.</param>
    /// <exception cref="ArgumentException">The ranges do not cover every slot once.</exception>
    public SlotMap(ushort[] ends, ushort[] segments)
    {
        int start = 0;
        foreach (ushort end in ends)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(end, start, nameof(ends));
            start = end;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(start, PointSlots.Count, nameof(ends));
        ArgumentOutOfRangeException.ThrowIfNotEqual(segments.Length, ends.Length, nameof(segments));
        _ends = ends;
        _segments = segments;
    }

    /// <summary>Number of ranges.</summary>
    public int RangeCount => _ends.Length;

    internal ReadOnlySpan<ushort> Ends => _ends;

    internal ReadOnlySpan<ushort> Segments => _segments;

    /// <summary>Divides the slots over <paramref name="segments"/> segments in ranges of nearly equal length.</summary>
    public static SlotMap Even(int segments)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segments, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(segments, PointSlots.Count);
        ushort[] ends = new ushort[segments];
        ushort[] numbers = new ushort[segments];
        for (int segment = 0; segment < segments; segment++)
        {
            ends[segment] = (ushort)((segment + 1) * PointSlots.Count / segments);
            numbers[segment] = (ushort)segment;
        }

        return new SlotMap(ends, numbers);
    }

    /// <summary>The segment that holds a slot.</summary>
    public int SegmentOf(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, PointSlots.Count);
        if (_ends.Length == 1)
        {
            return _segments[0];
        }

        // The range sought is the first one that ends behind the slot.
        int index = _ends.AsSpan().BinarySearch((ushort)(slot + 1));
        return _segments[index >= 0 ? index : ~index];
    }

    /// <summary>The segment that holds a point.</summary>
    public int SegmentOf(ReadOnlySpan<byte> id) => SegmentOf(PointSlots.Of(id));
}
