using Vectorizer.Client.Search;

namespace Vectorizer.Cli.Tests.Client;

public sealed class VectorQueryBatchTests
{
    // Written out by hand from the layout that the web API documents.
    [Fact]
    public void Two_queries_make_the_documented_bytes()
    {
        VectorQueryBatch batch = new(dimension: 1, field: "t")
        {
            Limit = 258,
            Ef = 100,
            Exact = true,
            WithPayload = false,
            WithVector = true,
        };
        batch.Add([1f]);
        batch.Add([-2f]);

        Assert.Equal(
            [
                .. "VQB1"u8,
                2, 0, 0, 0,
                1, 0, 0, 0,
                1, 0, 5, 0,
                2, 1, 0, 0,
                100, 0, 0, 0,
                .. "t"u8, 0, 0, 0,
                0x00, 0x00, 0x80, 0x3F,
                0x00, 0x00, 0x00, 0xC0,
            ],
            batch.ToBody());
    }

    [Fact]
    public void A_vector_of_another_dimension_is_refused() =>
        Assert.Throws<ArgumentException>(() => new VectorQueryBatch(2).Add([1f]));
}
