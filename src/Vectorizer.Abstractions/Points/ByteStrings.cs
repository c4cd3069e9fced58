namespace Vectorizer.Abstractions.Points;

/// <summary>A list of byte strings in one buffer: ids, payloads.</summary>
/// <remarks>Immutable once handed over: the arrays are shared between caller and callee and never copied.</remarks>
[Immutable]
public sealed class ByteStrings
{
    /// <summary>No strings.</summary>
    public static readonly ByteStrings Empty = new([], []);

    private readonly int[] _ends;
    private readonly byte[] _bytes;

    /// <param name="ends">The end of each string in <paramref name="bytes"/>, ascending; the last is the buffer's length.</param>
    /// <param name="bytes">The strings, one after the other.</param>
    public ByteStrings(int[] ends, byte[] bytes)
    {
        int start = 0;
        foreach (int end in ends)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(end, start, nameof(ends));
            start = end;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(start, bytes.Length, nameof(ends));
        _ends = ends;
        _bytes = bytes;
    }

    /// <summary>Number of strings.</summary>
    public int Count => _ends.Length;

    /// <summary>Bytes of all strings together.</summary>
    public int TotalBytes => _bytes.Length;

    /// <summary>The string at <paramref name="index"/>.</summary>
    public ReadOnlyMemory<byte> this[int index]
    {
        get
        {
            int start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.AsMemory(start, _ends[index] - start);
        }
    }

    internal ReadOnlySpan<int> Ends => _ends;

    internal ReadOnlySpan<byte> Bytes => _bytes;
}
