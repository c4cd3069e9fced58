using System.Text;
using Vectorizer.Cli.Files;
using Vectorizer.Cli.Tests.Fixtures;

namespace Vectorizer.Cli.Tests.Files;

public sealed class LineReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\n", new[] { "a" })]
    [InlineData("a\nb", new[] { "a", "b" })]
    [InlineData("\n\n", new[] { "", "" })]
    [InlineData("a\r\n\rb\r\n", new[] { "a", "\rb" })]
    public void Lines_are_what_stands_between_line_feeds(string content, string[] lines) =>
        Assert.Equal(lines, Read(content));

    // Lengths around the first buffer's and its doubling, so that lines end at, before and behind the end of a buffer.
    [Fact]
    public void Lines_of_any_length_come_whole_and_offsets_lead_back_to_each()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        Random random = new(seed);
        int[] around = [0, 1, 1000, (256 * 1024) - 1, 256 * 1024, (256 * 1024) + 1, 512 * 1024, 700_000];
        string[] lines = [.. Enumerable.Range(0, 40).Select(
            i => new string((char)('a' + (i % 26)), around[random.Next(around.Length)] + random.Next(3)))];
        string path = _folder.Write("lines.txt", string.Join('\n', lines) + "\n");

        using LineReader reader = new(path);
        List<FilePosition> positions = [reader.Position];
        foreach (string line in lines)
        {
            Assert.True(reader.TryRead(out ReadOnlySpan<byte> read));
            Assert.Equal(line, Encoding.UTF8.GetString(read));
            positions.Add(reader.Position);
        }

        Assert.False(reader.TryRead(out _));
        foreach (int i in Enumerable.Range(0, lines.Length).Reverse())
        {
            reader.Seek(positions[i]);
            Assert.True(reader.TryRead(out ReadOnlySpan<byte> read));
            Assert.Equal(lines[i].Length, read.Length);
            Assert.Equal(positions[i + 1], reader.Position);
        }
    }

    [Fact]
    public void A_line_longer_than_the_limit_is_refused_with_its_number()
    {
        string path = _folder.File("long.txt");
        using (FileStream stream = File.Create(path))
        {
            stream.Write("first\n"u8);
            stream.SetLength(LineReader.MaxLineBytes + 10L);
        }

        using LineReader reader = new(path);
        Assert.True(reader.TryRead(out _));
        CommandException error = Assert.Throws<CommandException>(() => reader.TryRead(out _));

        Assert.Equal(ExitCode.BadInput, error.ExitCode);
        Assert.Contains("long.txt:2:", error.Message);
    }

    public void Dispose() => _folder.Dispose();

    private List<string> Read(string content)
    {
        using LineReader reader = new(_folder.Write("lines.txt", content));
        List<string> lines = [];
        while (reader.TryRead(out ReadOnlySpan<byte> line))
        {
            lines.Add(Encoding.UTF8.GetString(line));
        }

        return lines;
    }
}
