using Vectorizer.Cli.Files;
using Vectorizer.Cli.Tests.Fixtures;

namespace Vectorizer.Cli.Tests.Files;

public sealed class PointFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_name_that_tells_no_format_is_refused_with_the_known_ones()
    {
        CommandException error = Assert.Throws<CommandException>(
            () => PointFile.Open(_folder.Write("points.csv", "1,2"), null, new JsonLineFields()));

        Assert.Equal(ExitCode.BadInput, error.ExitCode);
        Assert.Contains(".fvecs, .npy or .jsonl", error.Message);
    }

    [Fact]
    public void A_file_of_ids_beside_json_lines_is_a_wrong_command_line()
    {
        string path = _folder.Write("points.jsonl", """{"id":"a","vector":[1]}""");

        CommandException error =
            Assert.Throws<CommandException>(() => PointFile.Open(path, path, new JsonLineFields()));

        Assert.Equal(ExitCode.Usage, error.ExitCode);
    }

    [Theory]
    [InlineData("a.NPY")]
    [InlineData("a.Fvecs")]
    [InlineData("a.ndjson")]
    public void The_case_of_the_ending_does_not_matter(string name)
    {
        byte[] content = name switch
        {
            "a.NPY" => VectorFiles.Npy("1, 1", VectorFiles.Float32(1)),
            "a.Fvecs" => VectorFiles.Fvecs([1]),
            _ => [.. """{"id":"0","vector":[1]}"""u8],
        };
        using IPointReader reader = PointFile.Open(_folder.Write(name, content), null, new JsonLineFields());

        Assert.Equal("0", Assert.Single(ReadRow.All(reader)).Id);
    }

    public void Dispose() => _folder.Dispose();
}
