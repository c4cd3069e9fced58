using Vectorizer.Cli.Files;

namespace Vectorizer.Cli.Tests.Files;

public sealed class VectorTextTests
{
    [Theory]
    [InlineData("[0.5, -1, 2e1]")]
    [InlineData("0.5 -1\n20\n")]
    [InlineData("\t0.5,-1,20")]
    public async Task Numbers_may_stand_in_brackets_commas_or_spaces(string text) =>
        Assert.Equal((float[])[0.5f, -1, 20], await ReadAsync(text));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("1, two")]
    [InlineData("1, NaN")]
    [InlineData("1, 1e39")]
    public async Task Anything_else_is_bad_input(string text)
    {
        CommandException error = await Assert.ThrowsAsync<CommandException>(() => ReadAsync(text));

        Assert.Equal(ExitCode.BadInput, error.ExitCode);
    }

    private static Task<float[]> ReadAsync(string text) =>
        VectorText.ReadAsync("-", new StringReader(text), TestContext.Current.CancellationToken);
}
