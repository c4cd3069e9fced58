using System.IO.Hashing;

namespace Vectorizer.Abstractions.Collections;

/// <summary>Maps point ids to hash slots. Slots map to segments through <see cref="CollectionRecord.Slots"/>.</summary>
/// <remarks>
/// The hash is XXH3 (64 bit, seed 0) of the id's UTF-8 bytes and is part of the data format: the low 12 bits
/// are the slot, and lists of points are ordered by the whole hash, then by the bytes of the id.
/// </remarks>
public static class PointSlots
{
    /// <summary>Slots of every collection.</summary>
    public const int Count = 4096;

    /// <summary>Order of points in lists: by this hash, then by the bytes of the id.</summary>
    public static ulong Hash(ReadOnlySpan<byte> id) => XxHash3.HashToUInt64(id);

    /// <summary>The slot of an id, 0..<see cref="Count"/> − 1.</summary>
    public static int Of(ReadOnlySpan<byte> id) => (int)(Hash(id) & (Count - 1));
}
