using Vectorizer.Cli.Files;
using Vectorizer.Cli.Tests.Fixtures;

namespace Vectorizer.Cli.Tests.Files;

public sealed class FvecsReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Every_vector_is_read_and_its_row_is_its_id()
    {
        using FvecsReader reader = Open(VectorFiles.Fvecs([1, 2, 3], [-4, 0.5f, 1e-30f]));

        List<ReadRow> rows = ReadRow.All(reader);

        Assert.Equal(3, reader.Dimension);
        Assert.Equal(2, reader.Rows);
        Assert.Equal(["0", "1"], rows.Select(row => row.Id));
        Assert.Equal([1, 2, 3], rows[0].Vector);
        Assert.Equal([-4, 0.5f, 1e-30f], rows[1].Vector);
        Assert.Equal(reader.Length, reader.Position.Offset);
    }

    [Fact]
    public void Ids_come_from_the_lines_of_a_file_whatever_ends_them()
    {
        string ids = _folder.Write("ids.txt", "der Baum\r\n数\nlast");
        using FvecsReader reader = Open(VectorFiles.Fvecs([1], [2], [3]), ids);

        Assert.Equal(["der Baum", "数", "last"], ReadRow.All(reader).Select(row => row.Id));
    }

    [Fact]
    public void After_a_seek_rows_and_ids_go_on_together()
    {
        string ids = _folder.Write("ids.txt", "a\nb\nc\nd\n");
        byte[] content = VectorFiles.Fvecs([0], [1], [2], [3]);
        FilePosition position;
        using (FvecsReader first = Open(content, ids))
        {
            SourcePoint point = new(1);
            first.Read(point);
            first.Read(point);
            position = first.Position;
        }

        using FvecsReader second = Open(content, ids);
        second.Seek(position);

        Assert.Equal([("c", 2f), ("d", 3f)], ReadRow.All(second).Select(row => (row.Id!, row.Vector[0])));
    }

    [Theory]
    [InlineData("a\nb\n", 2)]
    [InlineData("a\nb\nc\nd", 4)]
    public void A_file_of_ids_with_more_or_fewer_lines_than_vectors_is_refused_before_anything_is_loaded(
        string ids, int lines)
    {
        string idsPath = _folder.Write("ids.txt", ids);

        CommandException error =
            Assert.Throws<CommandException>(() => Open(VectorFiles.Fvecs([0], [1], [2]), idsPath));

        Assert.Equal(ExitCode.BadInput, error.ExitCode);
        Assert.Contains($"{lines} lines", error.Message);
        Assert.Contains("3 vectors", error.Message);
    }

    [Fact]
    public void A_file_that_is_cut_off_is_refused_before_anything_is_loaded()
    {
        byte[] content = VectorFiles.Fvecs(5, 4);

        CommandException error = Assert.Throws<CommandException>(() => Open(content[..^3]));

        Assert.Equal(ExitCode.BadInput, error.ExitCode);
        Assert.Contains("97 bytes", error.Message);
        Assert.Contains("cut off", error.Message);
    }

    // Two vectors of 2 numbers are as long as one of 5, so the length of the file does not betray the second.
    [Fact]
    public void A_dimension_that_changes_in_the_middle_is_named_with_its_place()
    {
        using FvecsReader reader = Open(
            [.. VectorFiles.Fvecs([1, 2, 3, 4, 5]), .. VectorFiles.Fvecs([1, 2], [3, 4])]);

        CommandException error = Assert.Throws<CommandException>(() => ReadRow.All(reader));

        Assert.Equal(ExitCode.BadInput, error.ExitCode);
        Assert.Contains("vector 1, at byte 24, has dimension 2; those before it have 5", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65_537)]
    [InlineData(int.MinValue)]
    public void An_impossible_dimension_is_refused_and_named(int dimension)
    {
        CommandException error =
            Assert.Throws<CommandException>(() => Open([.. VectorFiles.Int32(dimension), 0, 0, 0, 0]));

        Assert.Equal(ExitCode.BadInput, error.ExitCode);
        Assert.Contains($"dimension {dimension};", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_file_too_short_for_a_dimension_is_refused(int bytes)
    {
        CommandException error = Assert.Throws<CommandException>(() => Open(new byte[bytes]));

        Assert.Equal(ExitCode.BadInput, error.ExitCode);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_number_that_is_not_finite_makes_its_row_bad_and_no_other(float number)
    {
        using FvecsReader reader = Open(VectorFiles.Fvecs([1, 2], [3, number], [5, 6]));

        List<ReadRow> rows = ReadRow.All(reader);

        Assert.Equal([null, "number 1 of the vector", null], rows.Select(row => row.Problem?[..22]));
        Assert.Equal([5, 6], rows[2].Vector);
    }

    [Fact]
    public void A_missing_file_is_bad_input_and_is_named()
    {
        CommandException error =
            Assert.Throws<CommandException>(() => new FvecsReader(_folder.File("none.fvecs"), null));

        Assert.Equal(ExitCode.BadInput, error.ExitCode);
        Assert.Contains("none.fvecs", error.Message);
    }

    public void Dispose() => _folder.Dispose();

    private FvecsReader Open(byte[] content, string? ids = null) =>
        new(_folder.Write("vectors.fvecs", content), ids);
}
