using Vectorizer.Cli.Files;
using Vectorizer.Cli.Tests.Fixtures;

namespace Vectorizer.Cli.Tests.Files;

public sealed class NpyReaderTests : IDisposable
{
    // Three rows of two numbers.
    private static readonly byte[] s_float32 =
        [.. new float[] { 1, 2, 3, 4, 5, 6.5f }.SelectMany(VectorFiles.Float32)];

    private static readonly byte[] s_float64 =
        [.. new double[] { 1, 2, 3, 4, 5, 6.5 }.SelectMany(VectorFiles.Float64)];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<byte, string> Supported => new()
    {
        { 1, "<f4" },
        { 1, "<f8" },
        { 2, "<f4" },
        { 2, "<f8" },
    };

    [Theory]
    [MemberData(nameof(Supported))]
    public void Rows_of_both_versions_and_both_types_are_read(byte major, string type)
    {
        using NpyReader reader = Open(
            VectorFiles.Npy("3, 2", type == "<f4" ? s_float32 : s_float64, type, major: major));

        List<ReadRow> rows = ReadRow.All(reader);

        Assert.Equal(2, reader.Dimension);
        Assert.Equal(3, reader.Rows);
        Assert.Equal(["0", "1", "2"], rows.Select(row => row.Id));
        Assert.Equal([[1, 2], [3, 4], [5, 6.5f]], rows.Select(row => row.Vector));
    }

    [Fact]
    public void After_a_seek_reading_goes_on_with_the_row_behind()
    {
        byte[] content = VectorFiles.Npy("3, 2", s_float32);
        using NpyReader first = Open(content);
        SourcePoint point = new(2);
        first.Read(point);

        using NpyReader second = Open(content);
        second.Seek(first.Position);

        Assert.Equal(["1", "2"], ReadRow.All(second).Select(row => row.Id));
    }

    [Fact]
    public void A_float64_beyond_float32_makes_its_row_bad()
    {
        byte[] data = [.. new double[] { 1, 1e39, 3, 4 }.SelectMany(VectorFiles.Float64)];
        using NpyReader reader = Open(VectorFiles.Npy("2, 2", data, "<f8"));

        List<ReadRow> rows = ReadRow.All(reader);

        Assert.Contains("finite", rows[0].Problem);
        Assert.Equal([3, 4], rows[1].Vector);
    }

    [Fact]
    public void Columns_instead_of_rows_are_refused_with_the_way_to_turn_them() =>
        Refused(VectorFiles.Npy("3, 2", s_float32, fortranOrder: "True"), "fortran_order", "ascontiguousarray");

    [Theory]
    [InlineData(">f4")]
    [InlineData("<f2")]
    [InlineData("<i4")]
    [InlineData("|O")]
    public void Another_type_is_refused_and_named(string type) =>
        Refused(VectorFiles.Npy("3, 2", s_float32, type), $"'{type}'", "'<f4' and '<f8'");

    [Theory]
    [InlineData("6,")]
    [InlineData("1, 3, 2")]
    [InlineData("")]
    [InlineData("3, -2")]
    public void An_array_that_has_no_two_dimensions_is_refused(string shape) =>
        Refused(VectorFiles.Npy(shape, s_float32), $"({shape})", "two sizes");

    [Theory]
    [InlineData("6, 0")]
    [InlineData("1, 65537")]
    public void Rows_of_an_impossible_length_are_refused(string shape) =>
        Refused(VectorFiles.Npy(shape, s_float32), "1 to 65,536");

    [Fact]
    public void An_array_that_is_cut_off_is_refused_before_anything_is_loaded() =>
        Refused(VectorFiles.Npy("3, 2", s_float32)[..^1], "24 bytes", "23 bytes");

    [Fact]
    public void Bytes_behind_the_array_are_refused() =>
        Refused([.. VectorFiles.Npy("3, 2", s_float32), 0], "24 bytes", "25 bytes");

    [Fact]
    public void A_shape_whose_bytes_no_number_holds_is_refused() =>
        Refused(VectorFiles.Npy("9000000000000000000, 2", s_float32), "9,000,000,000,000,000,000 rows");

    [Fact]
    public void A_file_that_ends_in_its_header_is_refused() =>
        Refused(VectorFiles.Npy("3, 2", s_float32)[..40], "within its header");

    [Fact]
    public void A_file_that_is_no_npy_is_refused() => Refused([.. "PK\u0003\u0004 an archive"u8], "no .npy file");

    [Fact]
    public void A_version_to_come_is_refused_and_named() =>
        Refused(VectorFiles.Npy("3, 2", s_float32, major: 3), "version 3.0");

    [Fact]
    public void A_header_without_a_type_is_refused()
    {
        byte[] content = VectorFiles.Npy("3, 2", s_float32);
        content[12] = (byte)'x';

        Refused(content, "'descr'");
    }

    [Fact]
    public void A_header_that_claims_gigabytes_is_refused_without_reading_them()
    {
        byte[] content = VectorFiles.Npy("3, 2", s_float32, major: 2);
        VectorFiles.Int32(int.MaxValue).CopyTo(content, 8);

        Refused(content, "2,147,483,647 bytes");
    }

    public void Dispose() => _folder.Dispose();

    private NpyReader Open(byte[] content) => new(_folder.Write("vectors.npy", content), null);

    private void Refused(byte[] content, params string[] words)
    {
        CommandException error = Assert.Throws<CommandException>(() => Open(content));

        Assert.Equal(ExitCode.BadInput, error.ExitCode);
        Assert.Contains("vectors.npy", error.Message);
        Assert.All(words, word => Assert.Contains(word, error.Message));
    }
}
