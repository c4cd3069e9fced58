using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Vectorizer.Clustering.Persistence;

/// <summary>Names one record of state: the name of the state, and the grain it belongs to.</summary>
/// <remarks>
/// Two keys are the same when their bytes are: upper and lower case, and different ways to write the same accented letter,
/// stay apart on every file system and in every store, because only a hash of the bytes ever becomes a name.
/// </remarks>
public sealed class GrainStateKey
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _text;

    /// <exception cref="ArgumentException">The name of the state is not valid Unicode.</exception>
    public GrainStateKey(string stateName, GrainId grainId)
    {
        ArgumentNullException.ThrowIfNull(stateName);
        _text = $"state '{stateName}' of grain {grainId}";

        // Each part behind its length, so that no two keys give the same bytes.
        byte[] name = s_strictUtf8.GetBytes(stateName);
        ReadOnlySpan<byte> type = grainId.Type.Value.AsSpan();
        ReadOnlySpan<byte> key = grainId.Key.AsSpan();
        byte[] bytes = new byte[(2 * sizeof(int)) + name.Length + type.Length + key.Length];
        Span<byte> rest = bytes;
        BinaryPrimitives.WriteInt32LittleEndian(rest, name.Length);
        name.CopyTo(rest[sizeof(int)..]);
        rest = rest[(sizeof(int) + name.Length)..];
        BinaryPrimitives.WriteInt32LittleEndian(rest, type.Length);
        type.CopyTo(rest[sizeof(int)..]);
        key.CopyTo(rest[(sizeof(int) + type.Length)..]);
        Bytes = bytes;
        Hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>The key itself, as it is kept with the state.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>SHA-256 of it in 64 hexadecimal digits: a name that every file system and every store takes.</summary>
    public string Hash { get; }

    /// <summary>For messages.</summary>
    public override string ToString() => _text;
}
