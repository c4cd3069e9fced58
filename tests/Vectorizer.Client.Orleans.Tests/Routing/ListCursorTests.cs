using System.Text;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Client.Orleans.Routing;

namespace Vectorizer.Client.Orleans.Tests.Routing;

public sealed class ListCursorTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("pöint/with+signs?")]
    public void A_cursor_reads_as_it_was_written(string id)
    {
        string cursor = ListCursor.Format(Encoding.UTF8.GetBytes(id));

        Assert.DoesNotContain(cursor, character => character is '+' or '/' or '=');
        Assert.Equal(id, Encoding.UTF8.GetString(ListCursor.Parse(cursor)[0].Span));
    }

    [Fact]
    public void The_longest_id_fits()
        => Assert.Equal(256, ListCursor.Parse(ListCursor.Format(new byte[256])).TotalBytes);

    [Fact]
    public void A_longer_one_does_not()
        => Assert.Throws<VectorizerException>(() => ListCursor.Parse(ListCursor.Format(new byte[257])));
}
