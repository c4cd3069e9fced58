using Vectorizer.Cli.Demo;
using Vectorizer.Cli.Files;
using Vectorizer.Cli.Output;
using Vectorizer.Cli.Tests.Fixtures;

namespace Vectorizer.Cli.Tests.Demo;

public sealed class WordFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _said = new();

    [Fact]
    public void The_words_become_vectors_and_ids_without_those_that_cannot_be_ids()
    {
        WordFiles files = Make(WinkPackage.Json(2, ("the", [1, 2]), (".", [3, 4]), ("of", [5, 6])));

        using FvecsReader reader = new(files.Vectors, files.Ids);
        List<ReadRow> rows = ReadRow.All(reader);
        Assert.Equal(["the", "of"], rows.Select(row => row.Id));
        Assert.Equal([[1, 2], [5, 6]], rows.Select(row => row.Vector));
        Assert.Contains("2 words converted", _said.ToString());
        Assert.Contains("1 left out", _said.ToString());
    }

    [Fact]
    public void They_are_converted_once()
    {
        WordFiles files = Make(WinkPackage.Json(1, ("the", [1])));
        DateTime written = File.GetLastWriteTimeUtc(files.Vectors);

        Assert.Equal(files, Make("damaged by now"));
        Assert.Equal(written, File.GetLastWriteTimeUtc(files.Vectors));
    }

    [Fact]
    public void A_conversion_that_fails_leaves_nothing_that_looks_done()
    {
        Assert.Throws<CommandException>(() => Make("""{"dimensions":1,"vectors":{"a":[1,2,3],"b":[1"""));
        Assert.False(File.Exists(_folder.File("cache/words.fvecs")));

        WordFiles files = Make(WinkPackage.Json(1, ("the", [1])));
        using FvecsReader reader = new(files.Vectors, files.Ids);
        Assert.Equal("the", Assert.Single(ReadRow.All(reader)).Id);
    }

    public void Dispose() => _folder.Dispose();

    private WordFiles Make(string json) => WordFiles.Make(
        _folder.Write("words.tgz", WinkPackage.Archive(json)),
        _folder.File("cache"),
        new Terminal(TextReader.Null, TextWriter.Null, _said),
        TestContext.Current.CancellationToken);
}
