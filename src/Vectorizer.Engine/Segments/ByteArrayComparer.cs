using System.IO.Hashing;

namespace Vectorizer.Engine.Segments;

/// <summary>Compares ids by their bytes, and lets a span stand for an array.</summary>
internal sealed class ByteArrayComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public static readonly ByteArrayComparer Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] id) => GetHashCode(id.AsSpan());

    public bool Equals(ReadOnlySpan<byte> span, byte[] id) => span.SequenceEqual(id);

    public int GetHashCode(ReadOnlySpan<byte> span) => (int)XxHash3.HashToUInt64(span);

    public byte[] Create(ReadOnlySpan<byte> span) => span.ToArray();
}
