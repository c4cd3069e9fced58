using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Vectorizer.Clustering.Placement;

/// <summary>
/// Ranks nodes for a key by the highest hash of both together (Thaler &amp; Ravishankar, 1998). A node that comes takes
/// its share of the keys from all others, a node that goes gives its keys to all others, and no other key moves.
/// </summary>
/// <remarks>
/// The hash is XXH3 (64 bit, seed 0) of the UTF-16 code units, little-endian, of <c>key|node</c>. Every node must come to
/// the same ranking, so it may not change.
/// </remarks>
public static class RendezvousHash
{
    /// <summary>The weight of a node for a key. The node with the greatest weight comes first.</summary>
    public static ulong Weight(ReadOnlySpan<char> key, ReadOnlySpan<char> node)
    {
        XxHash3 hash = new();
        hash.Append(MemoryMarshal.AsBytes(key));
        hash.Append("|\0"u8);
        hash.Append(MemoryMarshal.AsBytes(node));
        return hash.GetCurrentHashAsUInt64();
    }
}
