using System.Text;
using Vectorizer.Cli.Files;
using Vectorizer.Cli.Tests.Fixtures;

namespace Vectorizer.Cli.Tests.Files;

public sealed class JsonLinesReaderTests : IDisposable
{
    private const string Good = """{"id":"good","vector":[7,8]}""";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Id_vector_and_payload_are_read_in_any_order()
    {
        using JsonLinesReader reader = Open(
            """
            {"id":"a","vector":[1,2.5e-1],"payload":{"t":"x","deep":{"n":[1,2]}}}
              { "payload" : null , "vector" : [ -1 , 0 ] , "id" : "\u00e4\n" }
            {"vector":[3,4],"id":17}
            {"id":"a/.../.b","vector":[5,6]}
            """);

        List<ReadRow> rows = ReadRow.All(reader);

        Assert.Equal(2, reader.Dimension);
        Assert.Equal(["a", "ä\n", "17", "a/.../.b"], rows.Select(row => row.Id));
        Assert.Equal([[1, 0.25f], [-1, 0], [3, 4], [5, 6]], rows.Select(row => row.Vector));
        Assert.Equal(["""{"t":"x","deep":{"n":[1,2]}}""", "", "", ""], rows.Select(row => row.Payload));
        Assert.Equal([1, 2, 3, 4], rows.Select(row => row.Row));
    }

    [Fact]
    public void Empty_lines_are_passed_over_and_counted()
    {
        using JsonLinesReader reader = Open($"\n  \r\n{Good}\r\n\n\n{Good}\n\n");

        Assert.Equal([3, 6], ReadRow.All(reader).Select(row => row.Row));
        Assert.Equal(reader.Length, reader.Position.Offset);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_line()
    {
        using JsonLinesReader reader = Open("\uFEFF" + Good);

        Assert.Equal("good", Assert.Single(ReadRow.All(reader)).Id);
    }

    [Fact]
    public void Other_names_of_members_can_be_given()
    {
        using JsonLinesReader reader = Open(
            """{"_id":"a","emb":[1],"meta":{"k":1}}""", new JsonLineFields("_id", "emb", "meta"));

        ReadRow row = Assert.Single(ReadRow.All(reader));
        Assert.Equal(("a", """{"k":1}"""), (row.Id, row.Payload));
    }

    [Fact]
    public void Other_members_can_be_ignored_or_made_the_payload()
    {
        const string Line = """{"id":"a","title":"x \"y\"","vector":[1],"payload":{"k":1},"tags":[{"n":2}]}""";
        using JsonLinesReader ignoring = Open(Line, new JsonLineFields(Others: OtherFields.Ignore));
        using JsonLinesReader gathering = Open(Line, new JsonLineFields(Others: OtherFields.Payload));

        Assert.Equal("""{"k":1}""", Assert.Single(ReadRow.All(ignoring)).Payload);
        Assert.Equal(
            """{"title":"x \"y\"","payload":{"k":1},"tags":[{"n":2}]}""",
            Assert.Single(ReadRow.All(gathering)).Payload);
    }

    // Each damaged line, and a part of what is said about it. The line after it must be read all the same.
    [Theory]
    [InlineData("""{"id":"a","vector":[1,2]""", "not JSON")]
    [InlineData("""{"id":"a","vector":[1,NaN]}""", "not JSON")]
    [InlineData("""{"id":"a","vector":[1,2]} {}""", "not JSON")]
    [InlineData("""{"id":"a","vector":[1,2],}""", "not JSON")]
    [InlineData("""["a",[1,2]]""", "not a JSON object")]
    [InlineData("""{"id":"a","vector":[1,"NaN"]}""", "something other than a number at 1")]
    [InlineData("""{"id":"a","vector":[1,null]}""", "something other than a number at 1")]
    [InlineData("""{"id":"a","vector":[1,[2]]}""", "something other than a number at 1")]
    [InlineData("""{"id":"a","vector":[1,1e39]}""", "number 1 of the vector")]
    [InlineData("""{"id":"a","vector":[1]}""", "has 1 numbers; 2 are expected")]
    [InlineData("""{"id":"a","vector":[1,2,3]}""", "has 3 numbers; 2 are expected")]
    [InlineData("""{"id":"a","vector":"AAAA"}""", "not an array")]
    [InlineData("""{"id":"a"}""", "'vector' is missing")]
    [InlineData("""{"vector":[1,2]}""", "'id' is missing")]
    [InlineData("""{"id":null,"vector":[1,2]}""", "neither a string nor an integer")]
    [InlineData("""{"id":1.5,"vector":[1,2]}""", "neither a string nor an integer")]
    [InlineData("""{"id":"","vector":[1,2]}""", "the id is empty")]
    [InlineData("""{"id":"a\u0000b","vector":[1,2]}""", "NUL")]
    [InlineData("""{"id":".","vector":[1,2]}""", "between slashes")]
    [InlineData("""{"id":"a/../b","vector":[1,2]}""", "between slashes")]
    [InlineData("""{"id":"\ud800","vector":[1,2]}""", "not valid Unicode")]
    [InlineData("""{"id":"a","id":"b","vector":[1,2]}""", "'id' appears twice")]
    [InlineData("""{"id":"a","vector":[1,2],"vector":[1,2]}""", "'vector' appears twice")]
    [InlineData("""{"id":"a","vector":[1,2],"payload":"text"}""", "not a JSON object")]
    [InlineData("""{"id":"a","vector":[1,2],"extra":1}""", "'extra' is not expected")]
    public void A_bad_line_is_told_apart_from_the_next(string line, string problem)
    {
        using JsonLinesReader reader = Open($"{Good}\n{line}\n{Good}\n");

        List<ReadRow> rows = ReadRow.All(reader);

        Assert.Equal([null, 2, null], rows.Select(row => row.Problem is null ? null : (long?)row.Row));
        Assert.Contains(problem, rows[1].Problem);
    }

    [Fact]
    public void A_line_that_is_not_utf8_is_bad()
    {
        byte[] line = [.. "{\"id\":\""u8, 0xC3, .. "\",\"vector\":[1,2]}"u8];
        string path = _folder.Write("points.jsonl", [.. Encoding.UTF8.GetBytes(Good + "\n"), .. line]);
        using JsonLinesReader reader = new(path, new JsonLineFields());

        Assert.Equal([null, "not UTF-8"], ReadRow.All(reader).Select(row => row.Problem));
    }

    [Theory]
    [InlineData(256, null)]
    [InlineData(257, "257 bytes")]
    public void An_id_may_have_256_bytes(int bytes, string? problem)
    {
        using JsonLinesReader reader = Open($$"""{"id":"{{new string('a', bytes)}}","vector":[1,2]}""");

        string? found = Assert.Single(ReadRow.All(reader)).Problem;
        Assert.True(problem is null ? found is null : found!.Contains(problem), found);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "1,048,577 bytes")]
    public void A_payload_may_have_a_mebibyte(int more, string? problem)
    {
        string text = new('x', (1024 * 1024) - """{"t":""}""".Length + more);
        using JsonLinesReader reader = Open($$"""{"id":"a","payload":{"t":"{{text}}"},"vector":[1,2]}""");

        string? found = Assert.Single(ReadRow.All(reader)).Problem;
        Assert.True(problem is null ? found is null : found!.Contains(problem), found);
    }

    [Fact]
    public void The_first_line_with_a_vector_gives_the_dimension_and_the_lines_before_it_are_bad()
    {
        using JsonLinesReader reader = Open($"oops\n{Good}");

        Assert.Equal(2, reader.Dimension);
        Assert.Equal([true, false], ReadRow.All(reader).Select(row => row.Problem is not null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("""{"id":"a","embedding":[1,2]}""")]
    public void A_file_without_any_vector_is_refused(string content)
    {
        CommandException error = Assert.Throws<CommandException>(() => Open(content));

        Assert.Equal(ExitCode.BadInput, error.ExitCode);
        Assert.Contains("--vector-field", error.Message);
    }

    [Fact]
    public void After_a_seek_lines_keep_their_numbers()
    {
        string content = $"{Good}\n\n{Good}\n{Good}\n";
        using JsonLinesReader first = Open(content);
        SourcePoint point = new(2);
        first.Read(point);
        first.Read(point);

        using JsonLinesReader second = Open(content);
        second.Seek(first.Position);

        Assert.Equal([4], ReadRow.All(second).Select(row => row.Row));
    }

    public void Dispose() => _folder.Dispose();

    private JsonLinesReader Open(string content, JsonLineFields? fields = null) =>
        new(_folder.Write("points.jsonl", content), fields ?? new JsonLineFields());
}
