using Vectorizer.Cli.Demo;

namespace Vectorizer.Cli.Tests.Demo;

public sealed class WordQuestionTests
{
    [Theory]
    [InlineData("piano", "piano")]
    [InlineData("  Piano ", "piano")]
    [InlineData("king - man + woman", "king − man + woman")]
    [InlineData("king − man", "king − man")]
    [InlineData("vice-president", "vice-president")]
    [InlineData("- + -", "- + -")]
    public void A_word_or_a_sum_of_words_is_a_question(string text, string shown) =>
        Assert.Equal(shown, WordQuestion.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("king -")]
    [InlineData("king man")]
    [InlineData("king * man")]
    [InlineData("+ king")]
    public void Anything_else_is_a_wrong_command_line(string text) =>
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => WordQuestion.Parse(text)).ExitCode);

    // (3, 4) has length 5 and (0, 2) length 2: without scaling the sum would be (3, 2).
    [Fact]
    public void The_vectors_of_a_sum_are_scaled_to_length_one()
    {
        float[] sum = WordQuestion.Parse("a - b").Sum([new float[] { 3, 4 }, new float[] { 0, 2 }]);

        Assert.Equal(0.6f, sum[0], 1e-6f);
        Assert.Equal(-0.2f, sum[1], 1e-6f);
    }
}
