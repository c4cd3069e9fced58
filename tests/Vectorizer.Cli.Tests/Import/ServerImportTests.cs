using Vectorizer.Cli.Tests.Fixtures;
using Vectorizer.Client.Collections;
using Vectorizer.Client.Points;

namespace Vectorizer.Cli.Tests.Import;

/// <summary>Imports into the server itself.</summary>
public sealed class ServerImportTests(RealServer server) : IDisposable
{
    private const int Rows = 2_500;
    private const int Dimension = 8;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(".fvecs")]
    [InlineData(".npy")]
    [InlineData(".jsonl")]
    public async Task Every_row_of_every_format_is_stored(string format)
    {
        string name = "import" + format;
        string file = _folder.Write("rows" + format, format switch
        {
            ".fvecs" => VectorFiles.Fvecs(Rows, Dimension),
            ".npy" => VectorFiles.Npy($"{Rows}, {Dimension}", [.. Enumerable.Range(0, Rows)
                .SelectMany(row => VectorFiles.Row(row, Dimension)).SelectMany(VectorFiles.Float32)]),
            _ => [.. Enumerable.Range(0, Rows).SelectMany(
                row => System.Text.Encoding.UTF8.GetBytes(VectorFiles.JsonLine(row, Dimension) + "\n"))],
        });

        CommandLineRun run = await CommandLineRun.RunAsync(
            ["import", file, "-c", name, "--create", "--metric", "euclidean", "--segments", "3", "--url", server.Url]);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        CollectionDescription collection = await server.Client.GetCollectionAsync(name, TestContext.Current.CancellationToken);
        Assert.Equal((Rows, 3, Metric.Euclidean), (collection.Points, collection.Segments, collection.Metric));
        Point point = await server.Client.GetPointAsync(
            name, format == ".jsonl" ? "p1234" : "1234", TestContext.Current.CancellationToken);
        Assert.Equal(VectorFiles.Row(1234, Dimension), point.Vector!.Value.ToArray());
        Assert.Equal(format == ".jsonl" ? """{"row":1234}""" : null, point.Payload?.GetRawText());
    }

    [Fact]
    public async Task A_collection_that_exists_must_have_the_quantization_asked_for()
    {
        string file = _folder.Write("quantized.fvecs", VectorFiles.Fvecs(10, Dimension));
        string[] import = ["import", file, "-c", "import-quantized", "--url", server.Url, "--create"];

        CommandLineRun created = await CommandLineRun.RunAsync([.. import, "--quantization", "neighbor_codes"]);
        CommandLineRun same = await CommandLineRun.RunAsync([.. import, "--quantization", "neighbor_codes"]);
        CommandLineRun other = await CommandLineRun.RunAsync([.. import, "--quantization", "binary"]);
        CommandLineRun onDisk = await CommandLineRun.RunAsync([.. import, "--on-disk"]);
        CommandLineRun none = await CommandLineRun.RunAsync([.. import, "--no-quantization"]);

        Assert.Equal((ExitCode.Success, ExitCode.Success), (created.ExitCode, same.ExitCode));
        Assert.Equal((ExitCode.Refused, ExitCode.Refused, ExitCode.Refused), (other.ExitCode, onDisk.ExitCode, none.ExitCode));
        Assert.Contains("exists and has neighbor_codes quantization, not binary.", other.Error);
        Assert.Contains("exists and keeps the numbers of its vectors in memory.", onDisk.Error);
        Assert.Contains("exists and has neighbor_codes quantization.", none.Error);
        CollectionDescription collection = await server.Client.GetCollectionAsync("import-quantized", TestContext.Current.CancellationToken);
        Assert.Equal((QuantizationType.NeighborCodes, 4, 10), (collection.Quantization!.Type, collection.Quantization.Bits, collection.Points));
    }

    // The client checks what it can name a line for; how deep a payload may be is for the server to say.
    [Fact]
    public async Task A_point_that_only_the_server_refuses_is_named_by_its_line()
    {
        string deep = new string('[', 100) + new string(']', 100);
        string file = _folder.Write("deep.jsonl", string.Concat(Enumerable.Range(0, 20).Select(
            row => $$$"""{"id":"{{{row}}}","vector":[1],"payload":{"x":{{{(row == 7 ? deep : "1")}}}}}""" + "\n")));

        CommandLineRun run = await CommandLineRun.RunAsync(["import", file, "-c", "import-deep", "--create", "--url", server.Url]);

        Assert.Contains(run.ExitCode, new[] { ExitCode.Refused, ExitCode.BadInput });
        Assert.Contains($"{file}:8: ", run.Error);
    }

    [Fact]
    public async Task A_named_vector_field_is_created_and_filled()
    {
        string file = _folder.Write("rows.fvecs", VectorFiles.Fvecs(10, Dimension));

        CommandLineRun run = await CommandLineRun.RunAsync(
            ["import", file, "-c", "import-named", "--create", "--using", "title", "--url", server.Url]);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Point point = await server.Client.GetPointAsync("import-named", "3", TestContext.Current.CancellationToken);
        Assert.Equal(VectorFiles.Row(3, Dimension), point.Vectors!["title"].ToArray());
    }

    public void Dispose() => _folder.Dispose();
}
