using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Storage.Benchmarks;

/// <summary>
/// Saving and loading a segment against reading and checking the same file, in one run. Usage:
/// <c>snapshots DIRECTORY FILE.fvecs [M] [ROWS]</c>, M = 32 unless given. The words of <c>docs/demo/words.sh</c> are such a file.
/// </summary>
internal sealed class SnapshotBenchmark
{
    private const int Rounds = 5;
    private const int Replayed = 100_000;
    private const int GroupPoints = 2_048;
    private const int ReadBytes = 1024 * 1024;

    private static readonly ParallelFor s_run =
        (count, body) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, body);

    private readonly IDisk _disk = Disk.ForThisMachine();
    private readonly string _directory;
    private readonly float[] _values;
    private readonly int _dimension;
    private readonly ImmutableArray<VectorFieldSchema> _fields;

    private SnapshotBenchmark(string directory, float[] values, int dimension, int m)
    {
        _directory = directory;
        _values = values;
        _dimension = dimension;
        _fields = [new VectorFieldSchema(dimension, Metric.Cosine, new HnswParameters(m))];
    }

    private int Rows => _values.Length / _dimension;

    public static void Run(string[] args)
    {
        int m = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 32;
        int mostRows = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : int.MaxValue;
        (float[] values, int dimension) = ReadVectors(args[1], mostRows);
        string directory = Directory.CreateDirectory(Path.Combine(args[0], $"vectorizer-snapshots-{Environment.ProcessId}")).FullName;
        try
        {
            new SnapshotBenchmark(directory, values, dimension, m).Run();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Reads vectors that each follow their number of floats.</summary>
    private static (float[] Values, int Dimension) ReadVectors(string path, int mostRows)
    {
        ReadOnlySpan<int> numbers = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(path));
        int dimension = numbers[0];
        int rows = Math.Min(mostRows, numbers.Length / (dimension + 1));
        float[] values = new float[rows * dimension];
        for (int row = 0; row < rows; row++)
        {
            MemoryMarshal.Cast<int, float>(numbers.Slice((row * (dimension + 1)) + 1, dimension)).CopyTo(values.AsSpan(row * dimension));
        }

        return (values, dimension);
    }

    private void Run()
    {
        using SegmentIndex index = new(_fields);
        long start = Stopwatch.GetTimestamp();
        Insert(index, 0, Rows);
        Console.WriteLine($"{Rows:N0} points of {_dimension} floats, M = {_fields[0].Hnsw.M}: built in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");

        SnapshotSummary saved = Save(index, "quiet");
        SaveWhileInserting(index);

        string file = Path.Combine(_directory, "quiet", SnapshotWriter.FileName);
        bool cold = DropCaches();
        Console.WriteLine($"{(cold ? "from the disk" : "from the system's cache, since it may not be dropped")}; seconds, {Rounds} rounds in turns:");
        List<double> reads = [];
        List<double> loads = [];
        for (int round = 0; round < Rounds; round++)
        {
            DropCaches();
            reads.Add(Time(() => ReadAndCheck(file)));
            DropCaches();
            loads.Add(Time(() => Load(file).Dispose()));
        }

        Console.WriteLine($"  read and checksum {Median(reads):F3} ({reads.Min():F3}..{reads.Max():F3})");
        Console.WriteLine($"  load              {Median(loads):F3} ({loads.Min():F3}..{loads.Max():F3}): {Median(loads) / Median(reads):F2} times");
        Replay(file, saved.Snapshot.Sequence);
    }

    private SnapshotSummary Save(SegmentIndex index, string name)
    {
        using SegmentCapture capture = index.Capture();
        SnapshotSummary? summary = null;
        double seconds = Time(() => summary = SnapshotWriter.Write(
            _disk, Path.Combine(_directory, name), new SnapshotId(1, 0, capture.Sequence), 1, capture, () => [], CancellationToken.None));
        Console.WriteLine(
            $"saved {summary!.Bytes / 1048576.0:F0} MiB in {seconds:F2} s ({summary.Bytes / (double)summary.Points:F0} bytes a point), synced");
        return summary;
    }

    /// <summary>What a save takes in memory while points come as fast as they can be inserted.</summary>
    private void SaveWhileInserting(SegmentIndex index)
    {
        long memory = index.MemoryUse.Total;
        using SegmentCapture capture = index.Capture();
        using CancellationTokenSource saved = new();
        int inserted = 0;
        long most = 0;
        Task inserting = Task.Run(() =>
        {
            while (!saved.IsCancellationRequested)
            {
                Insert(index, inserted % (Rows - 64), 64);
                inserted += 64;
                most = Math.Max(most, capture.PreservedBytes);
            }
        });
        double seconds = Time(() => SnapshotWriter.Write(
            _disk, Path.Combine(_directory, "busy"), new SnapshotId(1, 0, capture.Sequence), 1, capture, () => [], CancellationToken.None));
        saved.Cancel();
        inserting.Wait();
        Console.WriteLine(
            $"saved in {seconds:F2} s while {inserted:N0} points were inserted: at most {most / 1024:N0} KiB more memory, "
            + $"{100.0 * most / memory:F2} % of the segment");
    }

    private void Insert(SegmentIndex index, int first, int count)
    {
        for (int done = 0; done < count; done += GroupPoints)
        {
            PointMutation[] points = new PointMutation[Math.Min(GroupPoints, count - done)];
            for (int i = 0; i < points.Length; i++)
            {
                points[i] = Point(first + done + i);
            }

            index.Apply([new SegmentWrite(index.VisibleSequence + 1, points)], new int[1], s_run);
        }
    }

    private PointMutation Point(int row) => PointMutation.Upsert(
        Encoding.UTF8.GetBytes($"row-{row}"), 1, _values.AsMemory(row * _dimension, _dimension), default);

    private uint ReadAndCheck(string path)
    {
        using IDiskFile file = _disk.Open(path, DiskAccess.Read);
        byte[] buffer = new byte[ReadBytes];
        uint state = Crc32C.Start;
        for (long offset = 0; offset < file.Length; offset += ReadBytes)
        {
            state = Crc32C.Append(state, buffer.AsSpan(0, file.Read(offset, buffer)));
        }

        return state;
    }

    private SegmentIndex Load(string path)
    {
        using SnapshotReader reader = SnapshotReader.Open(new LocalFile(_disk.Open(path, DiskAccess.Read)));
        return reader.Load(reader.Fields, [], null, null, null, s_run, CancellationToken.None);
    }

    private void Replay(string file, long sequence)
    {
        int count = Math.Min(Replayed, Rows);
        string directory = Path.Combine(_directory, "log");
        _disk.CreateDirectory(directory);
        using LogStore store = new(_disk, new LogOptions());
        SegmentLog log = SegmentLog.Create(store, LogIdentity.OfSegment(1, 0), directory);
        for (int row = 0; row < count; row++)
        {
            log.Append([new SegmentWriteRecord(new[] { Point(row) })], log.LastSequence);
        }

        log.Close();
        DropCaches();
        using SegmentIndex index = Load(file);
        double seconds = Time(() =>
        {
            List<SegmentWrite> group = [];
            new LogRecovery(store, NullLogger<LogRecovery>.Instance).Open(
                LogIdentity.OfSegment(1, 0),
                directory,
                after: 0,
                (in LogEntry entry) =>
                {
                    group.Add(new SegmentWrite(sequence + entry.Header.Sequence, SegmentWriteFormat.Read(entry.Payload)));
                    if (group.Count == GroupPoints)
                    {
                        index.Apply([.. group], new int[group.Count], s_run);
                        group.Clear();
                    }
                }).Log.Close();
            index.Apply([.. group], new int[group.Count], s_run);
        });
        Console.WriteLine($"  replay of {count:N0} records of one point each, on top: {seconds:F1} s");
    }

    private static bool DropCaches()
    {
        try
        {
            File.WriteAllText("/proc/sys/vm/drop_caches", "1");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static double Time(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
