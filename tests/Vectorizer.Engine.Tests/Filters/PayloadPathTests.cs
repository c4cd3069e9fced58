using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.Tests.Filters;

public sealed class PayloadPathTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("a.b[].c", "a.b[].c")]
    [InlineData("a[0][12].b", "a[0][12].b")]
    [InlineData("a[007]", "a[7]")]
    [InlineData("\"a\".b", "a.b")]
    [InlineData("\"a.b\"", "\"a.b\"")]
    [InlineData("\"say \\\"hi\\\"\"", "\"say \\\"hi\\\"\"")]
    [InlineData("\"back\\\\slash\"", "back\\slash")]
    [InlineData("größe 2", "größe 2")]
    [InlineData("\"\"", "\"\"")]
    public void A_path_has_one_written_form_that_leads_to_the_same_path(string text, string written)
    {
        PayloadPath path = PayloadPath.Parse(text);
        Assert.Equal(written, path.ToString());
        Assert.Equal(path, PayloadPath.Parse(written));
        Assert.Equal(path.GetHashCode(), PayloadPath.Parse(written).GetHashCode());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a..b")]
    [InlineData("a[")]
    [InlineData("a[x]")]
    [InlineData("a[-1]")]
    [InlineData("a[1234567890]")]
    [InlineData("a]b")]
    [InlineData("a[]b")]
    [InlineData("[]")]
    [InlineData("\"a")]
    [InlineData("\"a\\")]
    [InlineData("\"a\"b")]
    [InlineData("a\"b\"")]
    public void What_is_no_path_is_refused(string text) => Assert.False(PayloadPath.TryParse(text, out _));

    [Fact]
    public void Paths_that_lead_elsewhere_differ()
    {
        Assert.NotEqual(PayloadPath.Parse("a.b"), PayloadPath.Parse("\"a.b\""));
        Assert.NotEqual(PayloadPath.Parse("a[]"), PayloadPath.Parse("a"));
        Assert.NotEqual(PayloadPath.Parse("a[0]"), PayloadPath.Parse("a[1]"));
    }
}
