using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Listing;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>
/// Place of a point in a list: by the hash of its id, then by the bytes of the id; or in an ordered list by its value, then by the
/// bytes of the id.
/// </summary>
internal readonly struct ListPosition(ReadOnlyMemory<byte> id, OrderValue? value = null, bool isDescending = false) : IComparable<ListPosition>
{
    private readonly ulong _hash = value is null ? PointSlots.Hash(id.Span) : 0;
    private readonly ReadOnlyMemory<byte> _id = id;
    private readonly OrderValue? _value = value;

    public int CompareTo(ListPosition other)
    {
        int byValue = _value is null ? _hash.CompareTo(other._hash)
            : isDescending ? other._value!.CompareTo(_value)
            : _value.CompareTo(other._value);
        return byValue != 0 ? byValue : _id.Span.SequenceCompareTo(other._id.Span);
    }
}
