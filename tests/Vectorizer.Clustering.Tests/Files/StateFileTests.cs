using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Vectorizer.Clustering.Persistence;
using Vectorizer.Clustering.Tests.Persistence;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Clustering.Tests.Files;

/// <summary>What lies on the disk, and what is done about a file that is not as it was written.</summary>
public sealed class StateFileTests : IDisposable
{
    private const string StateName = "manifest";
    private const string Name = "a name that is in the file";

    private static readonly GrainId s_grain = GrainId.Create("segment", "../a key");

    private readonly StateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_record_is_one_file_that_its_owner_alone_can_read_and_whose_name_is_no_part_of_the_key()
    {
        await WriteAsync();
        string file = Assert.Single(Directory.GetFileSystemEntries(_folder.FullPath));
        Assert.Matches("^[0-9a-f]{64}[.]state$", Path.GetFileName(file));
        Assert.Contains("../a key", Encoding.UTF8.GetString(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_flipped_bit_in_any_byte_is_found_and_nothing_is_overwritten()
    {
        string file = await WriteAsync();
        byte[] whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        FileGrainStorage storage = _folder.Open(Disk.ForThisMachine());
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= (byte)(1 << (at % 8));
            await ShouldRefuseAsync(storage, file, damaged);
        }
    }

    [Fact]
    public async Task A_file_of_any_other_length_is_found()
    {
        string file = await WriteAsync();
        byte[] whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        FileGrainStorage storage = _folder.Open(Disk.ForThisMachine());
        for (int length = 0; length < whole.Length; length++)
        {
            await ShouldRefuseAsync(storage, file, whole[..length]);
        }

        await ShouldRefuseAsync(storage, file, [.. whole, 0]);
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_and_kept()
    {
        string file = await WriteAsync();
        byte[] newer = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        BinaryPrimitives.WriteUInt16LittleEndian(newer.AsSpan(8), 2);
        FixChecksum(newer);
        FormatMismatchException exception = Assert.IsType<FormatMismatchException>(
            await ShouldRefuseAsync(_folder.Open(Disk.ForThisMachine()), file, newer));
        Assert.Equal(FormatMismatch.TooNew, exception.Mismatch);
    }

    [Fact]
    public async Task A_reserved_byte_that_is_used_is_taken_for_a_newer_version()
    {
        string file = await WriteAsync();
        byte[] newer = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        newer[10] = 1;
        FixChecksum(newer);
        FormatMismatchException exception = Assert.IsType<FormatMismatchException>(
            await ShouldRefuseAsync(_folder.Open(Disk.ForThisMachine()), file, newer));
        Assert.Equal(FormatMismatch.TooNew, exception.Mismatch);
    }

    [Fact]
    public async Task A_foreign_file_is_told_from_a_damaged_one()
    {
        string file = await WriteAsync();
        byte[] foreign = Encoding.UTF8.GetBytes("{\"this\": \"is not a state but has forty bytes and more\"}");
        FormatMismatchException exception = Assert.IsType<FormatMismatchException>(
            await ShouldRefuseAsync(_folder.Open(Disk.ForThisMachine()), file, foreign));
        Assert.Equal(FormatMismatch.Foreign, exception.Mismatch);
    }

    [Fact]
    public async Task A_file_of_another_grain_is_refused()
    {
        string file = await WriteAsync();
        FileGrainStorage storage = _folder.Open(Disk.ForThisMachine());
        GrainId other = GrainId.Create("segment", "another");
        File.Move(file, Path.Combine(_folder.FullPath, new GrainStateKey(StateName, other).Hash + ".state"));
        CorruptDataException exception = await Assert.ThrowsAsync<CorruptDataException>(
            () => storage.ReadStateAsync(StateName, other, new Held()));
        Assert.Contains("another grain", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_file_whose_state_cannot_be_decoded_is_told_with_grain_and_file()
    {
        string file = await WriteAsync();
        GrainStateKey key = new(StateName, s_grain);
        byte[] bytes = StateFileFormat.Write(Guid.NewGuid(), key.Bytes.Span, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        FileGrainStorage storage = _folder.Open(Disk.ForThisMachine());
        Held held = new(new Manifest { Name = "mine" });
        GrainStateException exception = await Assert.ThrowsAsync<GrainStateException>(
            () => storage.ReadStateAsync(StateName, s_grain, held));
        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
        Assert.Contains("segment/../a key", exception.Message, StringComparison.Ordinal);
        Assert.Equal("mine", held.State.Name);
    }

    [Fact]
    public async Task A_state_that_no_file_can_hold_is_refused_before_anything_is_written()
    {
        FileGrainStorage storage = _folder.Open(Disk.ForThisMachine());
        GrainId grain = GrainId.Create("segment", new string('k', 70_000));
        await Assert.ThrowsAsync<ArgumentException>(() => storage.WriteStateAsync(StateName, grain, new Held()));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.FullPath));
    }

    [Fact]
    public async Task A_name_that_is_no_Unicode_is_refused()
    {
        FileGrainStorage storage = _folder.Open(Disk.ForThisMachine());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => storage.ReadStateAsync("\uD800", s_grain, new Held()));
    }

    [Fact]
    public async Task An_unfinished_file_is_swept_and_the_record_is_the_former_one()
    {
        string file = await WriteAsync();
        string unfinished = file + ".new";
        await File.WriteAllTextAsync(unfinished, "torn", TestContext.Current.CancellationToken);
        string foreign = Path.Combine(_folder.FullPath, "operator's notes");
        await File.WriteAllTextAsync(foreign, "kept", TestContext.Current.CancellationToken);
        FileGrainStorage storage = _folder.Open(Disk.ForThisMachine());
        Assert.False(File.Exists(unfinished));
        Assert.True(File.Exists(foreign));
        Held read = new();
        await storage.ReadStateAsync(StateName, s_grain, read);
        Assert.Equal(Name, read.State.Name);
    }

    [Fact]
    public async Task A_closed_storage_takes_no_calls()
    {
        FileGrainStorage storage = _folder.Open(Disk.ForThisMachine());
        storage.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => storage.ReadStateAsync(StateName, s_grain, new Held()));
    }

    private static void FixChecksum(byte[] file)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in (byte[])[.. file[..12], .. file[16..]])
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(12), ~crc);
    }

    private async Task<string> WriteAsync()
    {
        FileGrainStorage storage = _folder.Open(Disk.ForThisMachine());
        await storage.WriteStateAsync(StateName, s_grain, new Held(new Manifest { Name = Name, Bytes = [1, 2, 3] }));
        return Assert.Single(Directory.GetFiles(_folder.FullPath));
    }

    private static async Task<Exception> ShouldRefuseAsync(FileGrainStorage storage, string file, byte[] bytes)
    {
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        Held held = new(new Manifest { Name = "mine" });
        Exception exception = await Assert.ThrowsAnyAsync<IOException>(() => storage.ReadStateAsync(StateName, s_grain, held));
        Assert.True(exception is CorruptDataException or FormatMismatchException, exception.ToString());
        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
        Assert.Equal("mine", held.State.Name);

        // Neither as if it were missing nor otherwise.
        await Assert.ThrowsAnyAsync<IOException>(() => storage.WriteStateAsync(StateName, s_grain, held));
        await Assert.ThrowsAnyAsync<IOException>(() => storage.ClearStateAsync(StateName, s_grain, held));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        return exception;
    }
}
