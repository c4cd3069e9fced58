using Vectorizer.Abstractions.Collections;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>Place of a point in a list: by the hash of its id, then by the bytes of the id.</summary>
internal readonly struct ListPosition(ReadOnlyMemory<byte> id) : IComparable<ListPosition>
{
    private readonly ulong _hash = PointSlots.Hash(id.Span);
    private readonly ReadOnlyMemory<byte> _id = id;

    public int CompareTo(ListPosition other)
    {
        int byHash = _hash.CompareTo(other._hash);
        return byHash != 0 ? byHash : _id.Span.SequenceCompareTo(other._id.Span);
    }
}
