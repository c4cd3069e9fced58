using System.Text;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Listing;

namespace Vectorizer.Engine.Tests.Listing;

public sealed class FacetCounterTests
{
    [Fact]
    public void Texts_integers_and_booleans_count_once_for_each_point()
    {
        FacetCounter counter = new(PayloadPath.Parse("a.b"));
        string[] payloads =
        [
            """{"a":{"b":"x"}}""", """{"a":{"b":["x","x","y"]}}""", """{"a":[{"b":"x"},{"b":1}]}""", """{"a":{"b":1.0}}""",
            """{"a":{"b":true}}""", """{"a":{"b":1.5}}""", """{"a":{"b":null}}""", """{"a":{"b":{"c":1}}}""", "", """{"a":{"b":"\u0078"}}""",
        ];
        for (int ordinal = 0; ordinal < payloads.Length; ordinal++)
        {
            counter.Add(Encoding.UTF8.GetBytes(payloads[ordinal]), ordinal);
        }

        Assert.True(counter.IsComplete);
        Assert.Equal(["x 4", "1 2", "true 1", "y 1"], counter.Largest(10).Select(Text));
        Assert.Equal(["x 4"], counter.Largest(1).Select(Text));
    }

    [Fact]
    public void Values_beyond_those_that_are_counted_are_told()
    {
        FacetCounter counter = new(PayloadPath.Parse("v"));
        for (int ordinal = 0; ordinal <= FacetCounter.MaxValues; ordinal++)
        {
            Assert.True(counter.IsComplete);
            counter.Add(Encoding.UTF8.GetBytes($$"""{"v":{{ordinal}}}"""), ordinal);
        }

        Assert.False(counter.IsComplete);
        counter.Add("""{"v":0}"""u8, FacetCounter.MaxValues + 1);
        Assert.Equal("0 2", Text(counter.Largest(1)[0]));
    }

    private static string Text(Facet facet)
        => $"{(facet.Text is { } text ? Encoding.UTF8.GetString(text) : facet.IsBoolean ? (facet.Integer == 1 ? "true" : "false") : facet.Integer)} {facet.Count}";
}
