using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Tests.Simulation;

namespace Vectorizer.Storage.Tests.Log;

/// <summary>One log on a simulated disk whose bytes a test can look at and damage.</summary>
internal sealed class LogFixture : IDisposable
{
    public const string Directory = "/log";
    public const string FirstFile = "/log/00000000000000000001.log";

    public static readonly LogIdentity Identity = LogIdentity.OfSegment(7, 3);

    private ulong _nonce = 1;

    public LogFixture(LogOptions? options = null, int seed = 1)
    {
        Disk = new SimulatedDisk(new Random(seed));
        Disk.CreateDirectory(Directory);
        Disk.SyncDirectory("");
        Store = new LogStore(Disk, options ?? new LogOptions(), new LogRules(), () => _nonce++);
    }

    public SimulatedDisk Disk { get; }

    public LogStore Store { get; }

    public SegmentLog Create() => SegmentLog.Create(Store, Identity, Directory);

    /// <summary>A payload that tells its number.</summary>
    public static EncodedRecord Record(int number, int length = 40)
    {
        byte[] payload = new byte[length];
        Array.Fill(payload, (byte)number);
        return new EncodedRecord(LogRecordKind.SegmentWrite, payload);
    }

    /// <summary>Appends records one by one, synced; returns where each ends.</summary>
    public static List<long> Fill(SegmentLog log, int count, int length = 40)
    {
        List<long> ends = [];
        long end = LogFileHeader.Size;
        for (int i = 1; i <= count; i++)
        {
            log.Append([Record(i, length)], 0);
            log.Sync();
            end += LogRecordFormat.SizeOf(0, length);
            ends.Add(end);
        }

        return ends;
    }

    public (RecoveredLog Recovered, List<byte> Numbers) Reopen()
    {
        Disk.Kill();
        List<byte> numbers = [];
        RecoveredLog recovered = new LogRecovery(Store, NullLogger<LogRecovery>.Instance)
            .Open(Identity, Directory, after: 0, (in LogEntry entry) => numbers.Add(entry.Payload[0]));
        return (recovered, numbers);
    }

    public byte[] Bytes(string path = FirstFile)
    {
        using IDiskFile file = Disk.Open(path, DiskAccess.Read);
        byte[] bytes = new byte[file.Length];
        file.Read(0, bytes);
        return bytes;
    }

    /// <summary>Replaces the content of a file.</summary>
    public void Put(ReadOnlySpan<byte> bytes, string path = FirstFile)
    {
        using IDiskFile file = Disk.Open(path, DiskAccess.Write);
        file.Truncate(0);
        file.Write(0, bytes);
        file.Sync();
    }

    /// <summary>Removes what a test has made, for the next round.</summary>
    public void Clear()
    {
        foreach (DiskEntry entry in Disk.TryList(Directory)!)
        {
            Disk.DeleteFile($"{Directory}/{entry.Name}");
        }
    }

    public void Dispose() => Store.Dispose();
}
