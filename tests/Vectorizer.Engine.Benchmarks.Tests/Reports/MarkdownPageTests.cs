using Vectorizer.Engine.Benchmarks.Reports;

namespace Vectorizer.Engine.Benchmarks.Tests.Reports;

public sealed class MarkdownPageTests
{
    private const string Page = """
        # Title

        <!-- begin ours -->
        old
        <!-- end ours -->

        prose

        <!-- begin theirs -->
        kept
        <!-- end theirs -->

        """;

    [Fact]
    public void A_section_is_replaced_and_everything_around_it_stays_as_it_was()
        => Assert.Equal(Page.Replace("old", "new\n\nlines"), MarkdownPage.WithSection(Page, "ours", "new\n\nlines"));

    [Fact]
    public void Writing_the_same_section_twice_changes_nothing_more()
    {
        string once = MarkdownPage.WithSection(Page, "ours", "new");

        Assert.Equal(once, MarkdownPage.WithSection(once, "ours", "new"));
    }

    [Fact]
    public void A_section_that_the_page_lacks_is_added_at_its_end()
        => Assert.Equal(Page + "\n<!-- begin more -->\nnew\n<!-- end more -->\n", MarkdownPage.WithSection(Page, "more", "new"));

    [Fact]
    public void A_marker_of_which_another_name_is_the_beginning_is_another_section()
    {
        string page = MarkdownPage.WithSection(Page, "our", "new");

        Assert.Contains("old", page);
        Assert.Contains("<!-- begin our -->\nnew\n<!-- end our -->", page);
    }

    [Theory]
    [InlineData("<!-- begin ours -->\nold\n")]
    [InlineData("<!-- end ours -->\nold\n<!-- begin ours -->\n")]
    [InlineData("<!-- begin ours -->\n<!-- begin ours -->\n<!-- end ours -->\n")]
    public void A_section_without_both_ends_is_refused_rather_than_guessed(string page)
        => Assert.Throws<InvalidDataException>(() => MarkdownPage.WithSection(page, "ours", "new"));
}
