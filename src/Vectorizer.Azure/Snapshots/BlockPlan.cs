using System.Buffers.Binary;
using System.IO.Hashing;

namespace Vectorizer.Azure.Snapshots;

/// <summary>How a file is cut into blocks, and how they are named.</summary>
internal static class BlockPlan
{
    /// <summary>Bytes of a block: small enough that one which is cut off costs little, and that Azure checks ranges of it.</summary>
    public const int BlockBytes = 4 * 1024 * 1024;

    /// <summary>Blocks that Azure takes for one blob, which makes about 195 GiB.</summary>
    public const int MaxBlocks = 50_000;

    /// <summary>Blocks of a file.</summary>
    public static long Count(long length) => (length + BlockBytes - 1) / BlockBytes;

    /// <summary>Base64 of the block's number and a hash of its bytes: a block that is staged already is known by its name alone.</summary>
    public static string Id(int index, ReadOnlySpan<byte> bytes)
    {
        Span<byte> id = stackalloc byte[sizeof(int) + 16];
        BinaryPrimitives.WriteInt32BigEndian(id, index);
        XxHash128.Hash(bytes, id[sizeof(int)..]);
        return Convert.ToBase64String(id);
    }
}
