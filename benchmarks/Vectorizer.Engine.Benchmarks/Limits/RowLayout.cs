namespace Vectorizer.Engine.Benchmarks.Limits;

/// <summary>Rows in memory.</summary>
/// <param name="RowBytes">What is read of each.</param>
/// <param name="StrideBytes">From the start of one to the start of the next.</param>
internal readonly record struct RowLayout(int RowBytes, int StrideBytes)
{
    private const int CacheLineBytes = 64;

    /// <summary>Rows of so many bytes, each at the start of a cache line.</summary>
    public static RowLayout Aligned(int rowBytes)
        => new(rowBytes, (rowBytes + CacheLineBytes - 1) / CacheLineBytes * CacheLineBytes);
}
