using Vectorizer.Cli.Demo;
using Vectorizer.Cli.Tests.Fixtures;

namespace Vectorizer.Cli.Tests.Demo;

public sealed class WinkEmbeddingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Every_word_comes_with_its_vector_and_without_the_numbers_behind_it()
    {
        List<(string Word, float[] Vector)> words = Read(WinkPackage.Archive(
            WinkPackage.Json(2, ("the", [1, -2.5f]), ("\"", [3, 4]), ("naïve", [5, 6]))));

        Assert.Equal(["the", "\"", "naïve"], words.Select(word => word.Word));
        Assert.Equal([[1, -2.5f], [3, 4], [5, 6]], words.Select(word => word.Vector));
    }

    // More than the buffer holds, so that words are cut by its end at all kinds of places.
    [Fact]
    public void Words_that_the_buffer_cuts_come_whole()
    {
        (string Word, float[] Vector)[] expected =
            [.. Enumerable.Range(0, 20_000).Select(i => ($"word-{i}", VectorFiles.Row(i, 1 + 5)))];

        List<(string Word, float[] Vector)> words = Read(WinkPackage.Archive(WinkPackage.Json(6, expected)));

        Assert.Equal(expected.Select(word => word.Word), words.Select(word => word.Word));
        Assert.Equal(expected.Select(word => word.Vector), words.Select(word => word.Vector));
    }

    public static TheoryData<string, byte[]> Damaged => new()
    {
        { "no archive", [.. "PK"u8] },
        { "cut off archive", WinkPackage.Archive(WinkPackage.Json(1, ("a", [1])))[..100] },
        { "another package", WinkPackage.Archive("{}", "package/index.js") },
        { "no json", WinkPackage.Archive("<html>") },
        { "no vectors", WinkPackage.Archive("""{"dimensions":1}""") },
        { "no dimension", WinkPackage.Archive("""{"vectors":{"a":[1,2,3]}}""") },
        { "cut off json", WinkPackage.Archive("""{"dimensions":1,"vectors":{"a":[1,2""") },
        { "a number too few", WinkPackage.Archive("""{"dimensions":1,"vectors":{"a":[1,2]}}""") },
        { "a word in the place of a number", WinkPackage.Archive("""{"dimensions":1,"vectors":{"a":[1,2,"x"]}}""") },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_damaged_package_is_bad_input_and_is_named(string damage, byte[] archive)
    {
        CommandException error = Assert.Throws<CommandException>(() => Read(archive));

        Assert.True(error.ExitCode == ExitCode.BadInput, damage);
        Assert.Contains("words.tgz is not the expected package", error.Message);
    }

    public void Dispose() => _folder.Dispose();

    private List<(string Word, float[] Vector)> Read(byte[] archive)
    {
        using WinkEmbeddings embeddings = new(_folder.Write("words.tgz", archive));
        List<(string Word, float[] Vector)> words = [];
        float[] vector = new float[embeddings.Dimension];
        while (embeddings.TryRead(vector))
        {
            words.Add((embeddings.Word, [.. vector]));
        }

        return words;
    }
}
