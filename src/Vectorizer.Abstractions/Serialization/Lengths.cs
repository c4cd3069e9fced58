using Orleans.Serialization;
using Orleans.Serialization.Buffers;

namespace Vectorizer.Abstractions.Serialization;

/// <summary>Reads lengths that come from another process, before anything is allocated for them.</summary>
internal static class Lengths
{
    /// <summary>The largest buffer a message may hold; Orleans refuses messages of 100 MiB.</summary>
    public const int MaxBytes = 100 * 1024 * 1024;

    public static int Read<TInput>(ref Reader<TInput> reader)
    {
        uint length = reader.ReadVarUInt32();
        if (length > MaxBytes)
        {
            throw new SerializerException($"A buffer of {length} bytes exceeds the limit of {MaxBytes}.");
        }

        long remaining = reader.Remaining;
        return length <= remaining
            ? (int)length
            : throw new SerializerException($"A buffer of {length} bytes does not fit into the {remaining} that are left.");
    }
}
