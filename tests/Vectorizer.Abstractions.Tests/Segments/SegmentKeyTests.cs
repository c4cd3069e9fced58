using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Abstractions.Tests.Segments;

public sealed class SegmentKeyTests
{
    [Fact]
    public void A_key_reads_as_it_was_written()
        => Assert.Equal(new SegmentKey(1763, 255), SegmentKey.Parse(new SegmentKey(1763, 255).ToString()));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("/1")]
    [InlineData("1/")]
    [InlineData("-1/2")]
    [InlineData("1/2/3")]
    [InlineData(" 1/2")]
    public void What_is_no_key_is_refused(string text) => Assert.Throws<FormatException>(() => SegmentKey.Parse(text));
}
