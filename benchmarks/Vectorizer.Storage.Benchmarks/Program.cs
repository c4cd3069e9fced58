using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Engine.Segments;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;

namespace Vectorizer.Storage.Benchmarks;

/// <summary>
/// The log against the disk it is on, in one run: sequential writes of the same size without a log, then the log's
/// append, replay, and group commit. Usage: <c>[directory] [MiB]</c>, <c>snapshots …</c>, see
/// <see cref="SnapshotBenchmark"/>, or <c>indexed-loads …</c>, see <see cref="IndexedLoadBenchmark"/>.
/// </summary>
public static class Program
{
    private const int Dimension = 768;
    private const int PointsPerRequest = 100;
    private const int SyncEveryBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan s_slowSync = TimeSpan.FromMilliseconds(20);

    public static async Task Main(string[] args)
    {
        if (args is ["snapshots", ..])
        {
            SnapshotBenchmark.Run(args[1..]);
            return;
        }

        if (args is ["indexed-loads", ..])
        {
            IndexedLoadBenchmark.Run(args[1..]);
            return;
        }

        string parent = args.Length > 0 ? args[0] : Path.GetTempPath();
        long bytes = (args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1024) * 1024L * 1024;
        string directory = Directory.CreateDirectory(Path.Combine(parent, $"vectorizer-log-{Environment.ProcessId}")).FullName;
        IDisk disk = Disk.ForThisMachine();
        try
        {
            Console.WriteLine($"{bytes >> 20} MiB, {PointsPerRequest} points of {Dimension} floats a record, sync every {SyncEveryBytes >> 20} MiB");

            // Twice in turns: a shared disk changes its mind between one run and the next.
            for (int round = 0; round < 2; round++)
            {
                double raw = WriteFile(disk, Path.Combine(directory, $"raw{round}"), bytes);
                double log = Append(disk, Path.Combine(directory, $"log{round}"), bytes);
                double read = Replay(disk, Path.Combine(directory, $"log{round}"));
                Console.WriteLine($"file {raw,7:F0} MiB/s   log {log,7:F0} MiB/s ({log / raw:F2})   replay {read,7:F0} MiB/s");
            }

            Console.WriteLine("The first line is the warm-up.");
            await CommitAsync(disk, Path.Combine(directory, "warm-up"), writers: 8, LogDurability.Os);
            foreach (int writers in (int[])[1, 32])
            {
                foreach (LogDurability durability in Enum.GetValues<LogDurability>())
                {
                    await CommitAsync(disk, Path.Combine(directory, $"commit-{writers}-{durability}"), writers, durability);
                }
            }

            Console.WriteLine($"With syncs made {s_slowSync.TotalMilliseconds} ms slower, at fsync:");
            MeteredDisk slow = new(disk, s_slowSync);
            double alone = await CommitAsync(slow, Path.Combine(directory, "slow-1"), writers: 1, LogDurability.Fsync, writesEach: 50);
            double together = await CommitAsync(slow, Path.Combine(directory, "slow-32"), writers: 32, LogDurability.Fsync, writesEach: 50);
            Console.WriteLine($"32 writers that share syncs: {together / alone:F1} times the rate of one sync per write");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static double WriteFile(IDisk disk, string path, long bytes)
    {
        byte[] chunk = new byte[1024 * 1024];
        Random.Shared.NextBytes(chunk);
        long start = Stopwatch.GetTimestamp();
        using IDiskFile file = disk.Open(path, DiskAccess.CreateNew);
        for (long offset = 0; offset < bytes; offset += chunk.Length)
        {
            file.Write(offset, chunk);
            if ((offset + chunk.Length) % SyncEveryBytes == 0)
            {
                file.Sync();
            }
        }

        return Rate(bytes, start);
    }

    private static double Append(IDisk disk, string directory, long bytes)
    {
        disk.CreateDirectory(directory);
        PointMutation[] points = new PointMutation[PointsPerRequest];
        for (int i = 0; i < points.Length; i++)
        {
            float[] vector = new float[Dimension];
            Array.Fill(vector, i);
            points[i] = PointMutation.Upsert(BitConverter.GetBytes(i), 1, vector, new byte[50]);
        }

        using LogStore store = new(disk, new LogOptions());
        SegmentLog log = SegmentLog.Create(store, LogIdentity.OfSegment(1, 0), directory);
        LogRecord[] record = [new SegmentWriteRecord(points)];
        long start = Stopwatch.GetTimestamp();
        long written = 0;
        for (long unsynced = 0; written < bytes; written += record[0].PayloadLength, unsynced += record[0].PayloadLength)
        {
            log.Append(record, log.LastSequence);
            if (unsynced >= SyncEveryBytes)
            {
                log.Sync();
                unsynced = 0;
            }
        }

        log.Close();
        return Rate(written, start);
    }

    private static double Replay(IDisk disk, string directory)
    {
        using LogStore store = new(disk, new LogOptions());
        long start = Stopwatch.GetTimestamp();
        long read = 0;
        new LogRecovery(store, NullLogger<LogRecovery>.Instance).Open(
            LogIdentity.OfSegment(1, 0),
            directory,
            after: 0,
            (in LogEntry entry) =>
            {
                SegmentWriteFormat.Read(entry.Payload);
                read += entry.Payload.Length;
            }).Log.Close();
        return Rate(read, start);
    }

    private static async Task<double> CommitAsync(
        IDisk disk, string directory, int writers, LogDurability durability, int writesEach = 500)
    {
        disk.CreateDirectory(directory);
        MeteredDisk metered = disk as MeteredDisk ?? new MeteredDisk(disk, TimeSpan.Zero);
        int syncsBefore = metered.Syncs;
        using LogStore store = new(metered, new LogOptions());
        using LogScheduler scheduler = new();
        GroupCommit commit = new(
            SegmentLog.Create(store, LogIdentity.OfSegment(1, 0), directory), new Nobody(), scheduler, new GroupCommitOptions());
        byte[] payload = new byte[Dimension * sizeof(float)];
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < writesEach; i++)
            {
                await commit.Enqueue(new EncodedRecord(LogRecordKind.SegmentWrite, payload), durability);
            }
        })));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await commit.CloseAsync();
        int writes = writers * writesEach;
        Console.WriteLine(
            $"{writers,3} writers of single points, {durability,-6} {writes / seconds,9:F0} writes/s   "
            + $"{(metered.Syncs - syncsBefore) / (double)writes:F3} syncs a write");
        return writes / seconds;
    }

    private static double Rate(long bytes, long start) => bytes / 1048576.0 / Stopwatch.GetElapsedTime(start).TotalSeconds;

    private sealed class Nobody : ILogConsumer
    {
        public void Accept(ReadOnlySpan<LogRecord> records)
        {
        }
    }
}
