using System.Buffers;

namespace Vectorizer.Abstractions.Points;

/// <summary>Collects byte strings into one <see cref="ByteStrings"/>.</summary>
public sealed class ByteStringsBuilder(int expectedCount = 4)
{
    private readonly List<int> _ends = new(expectedCount);
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Strings added so far.</summary>
    public int Count => _ends.Count;

    /// <summary>Bytes of all strings added so far.</summary>
    public int TotalBytes => _bytes.WrittenCount;

    /// <summary>Adds one string, which may be empty.</summary>
    public void Add(ReadOnlySpan<byte> value)
    {
        _bytes.Write(value);
        _ends.Add(_bytes.WrittenCount);
    }

    /// <summary>The strings added so far. The builder may go on.</summary>
    public ByteStrings Build() => new([.. _ends], _bytes.WrittenSpan.ToArray());
}
