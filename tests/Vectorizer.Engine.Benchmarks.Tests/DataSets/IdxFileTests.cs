using Vectorizer.Engine.Benchmarks.DataSets;

namespace Vectorizer.Engine.Benchmarks.Tests.DataSets;

public sealed class IdxFileTests
{
    // Two images of 1 x 3 pixels.
    private static readonly byte[] s_images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 127, 128, 255, 1, 2];

    [Fact]
    public void Pixels_become_floats_in_the_order_of_the_file()
        => Assert.Equal([0, 127, 128, 255, 1, 2], IdxFile.Read(s_images, dimension: 3));

    [Theory]
    [InlineData(0, 1, "two zeros")]
    [InlineData(2, 13, "type 13")]
    [InlineData(7, 3, "are no 3 vectors")]
    [InlineData(15, 4, "vectors of 4")]
    public void A_file_that_is_another_than_its_header_says_is_refused(int offset, byte value, string message)
    {
        byte[] damaged = [.. s_images];
        damaged[offset] = value;

        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => IdxFile.Read(damaged, dimension: 3)).Message);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(21)]
    public void A_file_that_was_cut_off_is_refused(int length)
        => Assert.Throws<InvalidDataException>(() => IdxFile.Read(s_images.AsSpan(0, length), dimension: 3));
}
