using Vectorizer.Engine.Benchmarks.Limits;

namespace Vectorizer.Engine.Benchmarks.Tests.Limits;

public sealed class RandomRowsTests
{
    // Lengths that are no multiple of a vector, rows that end where the memory ends, and both kinds of pages.
    [Theory]
    [InlineData(12, 16, 300, false)]
    [InlineData(116, 128, 40_000, true)]
    [InlineData(400, 400, 1, false)]
    public void Reading_rows_of_any_length_ends_and_counts_some(int rowBytes, int strideBytes, int count, bool hugePages)
    {
        using RandomRows rows = new(new RowLayout(rowBytes, strideBytes), count, hugePages);

        Assert.True(rows.Measure(prefetch: 4, threads: 2, TimeSpan.FromTicks(1)) > 0);
    }

    [Fact]
    public void Rows_are_aligned_to_cache_lines() => Assert.Equal(new RowLayout(65, 128), RowLayout.Aligned(65));
}
