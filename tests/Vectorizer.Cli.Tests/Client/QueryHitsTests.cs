using Vectorizer.Client.Search;

namespace Vectorizer.Cli.Tests.Client;

/// <summary>Answers written out by hand from the layout that the web API documents.</summary>
public sealed class QueryHitsTests
{
    private static readonly byte[] s_answer =
    [
        .. "VHB1"u8,
        2, 0, 0, 0,
        0xDC, 5, 0, 0,
        // The first query: two hits with vectors and payloads.
        2, 0, 0, 0,
        1, 0, 0, 0,
        2, 0, 0, 0,
        0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x00, 0x3F,
        0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x00, 0xC0,
        1, 0, .. "a"u8, 3, 0, .. "\u20ac"u8,
        7, 0, 0, 0, .. "{\"k\":1}"u8, 0, 0, 0, 0,
        0,
        // The second one: none.
        0, 0, 0, 0,
        0, 0, 0, 0,
        0, 0, 0, 0,
    ];

    [Fact]
    public void The_documented_bytes_are_hits()
    {
        QueryBatchResult result = QueryHits.Parse(s_answer, "");

        Assert.Equal(1.5, result.TookMs);
        Assert.Equal(2, result.Results.Count);
        Assert.Equal([("a", 1f), ("\u20ac", 0.5f)], result.Results[0].Points.Select(point => (point.Id, point.Score)));
        Assert.Equal([1f, -2f], result.Results[0].Points.Select(point => point.Vector!.Value.Span[0]));
        Assert.Equal("{\"k\":1}", result.Results[0].Points[0].Payload!.Value.GetRawText());
        Assert.Null(result.Results[0].Points[1].Payload);
        Assert.Empty(result.Results[1].Points);
    }

    [Fact]
    public void Vectors_of_a_named_field_are_told_by_its_name()
    {
        ScoredPoint point = QueryHits.Parse(s_answer, "title").Results[0].Points[1];

        Assert.Null(point.Vector);
        Assert.Equal(-2, point.Vectors!["title"].Span[0]);
    }

    [Fact]
    public void An_answer_that_is_cut_anywhere_is_none()
    {
        for (int length = 0; length < s_answer.Length; length++)
        {
            Assert.Throws<FormatException>(() => QueryHits.Parse(s_answer.AsSpan(0, length), ""));
        }
    }
}
