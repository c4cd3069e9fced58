using Vectorizer.Engine.Benchmarks.Reports;

namespace Vectorizer.Engine.Benchmarks.Tests.Reports;

public sealed class MarkdownTableTests
{
    [Fact]
    public void Columns_are_as_wide_as_their_longest_cell_and_those_of_numbers_stand_to_the_right()
    {
        MarkdownTable table = new(["name", "count"]);
        table.Add(["a|b", "7"]);
        table.Add(["longer", "1,234"]);

        Assert.Equal(
            """
            | name   | count |
            |--------|------:|
            | a\|b   |     7 |
            | longer | 1,234 |
            """,
            table.ToString());
    }

    [Fact]
    public void A_row_with_a_cell_too_few_is_refused()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new MarkdownTable(["name", "count"]).Add(["a"]));
}
