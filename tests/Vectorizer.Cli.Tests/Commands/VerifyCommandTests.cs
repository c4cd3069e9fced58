using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Cli.Tests.Fixtures;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;

namespace Vectorizer.Cli.Tests.Commands;

/// <summary>The checks themselves are tested where they are; here is how the command tells of them.</summary>
public sealed class VerifyCommandTests
{
    [Fact]
    public async Task A_whole_directory_passes_and_a_flipped_bit_is_named_with_file_and_offset()
    {
        using TemporaryFolder folder = new();
        string log = MakeCatalog(folder.File("data"));

        CommandLineRun whole = await CommandLineRun.RunAsync(["verify", folder.File("data")]);
        Assert.Equal((ExitCode.Success, ""), (whole.ExitCode, whole.Output));
        Assert.Contains("1 records and 0 snapshots are whole", whole.Error);

        byte[] bytes = await File.ReadAllBytesAsync(log, TestContext.Current.CancellationToken);
        bytes[3] ^= 1;
        await File.WriteAllBytesAsync(log, bytes, TestContext.Current.CancellationToken);

        CommandLineRun damaged = await CommandLineRun.RunAsync(["verify", folder.File("data")]);
        Assert.Equal(ExitCode.BadInput, damaged.ExitCode);
        Assert.StartsWith($"damaged\t{log}\t0\t", damaged.Output);
    }

    [Fact]
    public async Task A_damaged_snapshot_is_damage_and_an_unfinished_one_is_a_note()
    {
        using TemporaryFolder folder = new();
        MakeCatalog(folder.File("data"));
        string snapshots = MakeSegment(folder.File("data"));
        string unfinished = Directory.CreateDirectory(Path.Combine(snapshots, "00000000000000000001.unfinished")).FullName;

        CommandLineRun noted = await CommandLineRun.RunAsync(["verify", folder.File("data")]);
        Assert.Equal(ExitCode.Success, noted.ExitCode);
        Assert.StartsWith($"note\t{unfinished}\t0\t", noted.Output);

        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(snapshots, "00000000000000000001")).FullName, "segment.snapshot");
        await File.WriteAllBytesAsync(file, new byte[200], TestContext.Current.CancellationToken);

        CommandLineRun damaged = await CommandLineRun.RunAsync(["verify", folder.File("data")]);
        Assert.Equal(ExitCode.BadInput, damaged.ExitCode);
        Assert.Contains($"damaged\t{file}\t0\t", damaged.Output);
        Assert.Contains("damage in 1 places", damaged.Error);
    }

    [Fact]
    public async Task A_folder_that_is_no_data_directory_is_damaged()
    {
        using TemporaryFolder folder = new();

        CommandLineRun run = await CommandLineRun.RunAsync(["verify", folder.File("nothing")]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains("node.json", run.Output);
    }

    /// <returns>Where the snapshots of the segment are.</returns>
    private static string MakeSegment(string path)
    {
        using DataDirectory data = DataDirectory.Open(Disk.ForThisMachine(), path, "node");
        using LogStore store = new(data.Disk, new LogOptions());
        data.CreateLogDirectory(1, 0);
        SegmentLog.Create(store, LogIdentity.OfSegment(1, 0), data.LogDirectory(1, 0)).Close();
        data.PrepareSnapshot(1, 0, 1);
        return data.SnapshotDirectory(1, 0);
    }

    private static string MakeCatalog(string path)
    {
        using DataDirectory data = DataDirectory.Open(Disk.ForThisMachine(), path, "node");
        using LogStore store = new(data.Disk, new LogOptions());
        LogRecovery recovery = new(store, NullLogger<LogRecovery>.Instance);
        SegmentLog log = CatalogLog.Open(data, store, recovery, static (in LogEntry _) => { }).Log;
        log.Append([EncodedRecord.Dropped(new CatalogDrop(Id: 1, Version: 2))], commitPosition: 0);
        log.Close();
        return Directory.EnumerateFiles(data.CatalogLogDirectory, "*.log").Single();
    }
}
