using System.Diagnostics;
using System.Globalization;
using System.Text;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.PayloadIndexes;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Storage.Benchmarks;

/// <summary>
/// Loading a segment, and building the indexes over the payloads that it loaded, in one run: what a start takes longer for each index.
/// Usage: <c>indexed-loads DIRECTORY [POINTS]</c>. The file is in the system's cache, so the load itself is as quick as it gets.
/// </summary>
internal static class IndexedLoadBenchmark
{
    private const int Rounds = 5;
    private const int Dimension = 100;
    private const int GroupPoints = 4_096;

    // What a collection has unless it asks for something else; docs/design/payload-compression.md.
    private static readonly PayloadCompression s_compression = new(ThresholdBytes: 1_024);

    private static readonly ParallelFor s_run = (count, body) => Parallel.For(0, count, body);

    private static readonly PayloadIndexSchema[] s_indexes =
    [
        new(PayloadPath.Parse("category"), PayloadIndexKind.Keyword),
        new(PayloadPath.Parse("price"), PayloadIndexKind.Float),
        new(PayloadPath.Parse("at"), PayloadIndexKind.Datetime),
        new(PayloadPath.Parse("sku"), PayloadIndexKind.Keyword),
        new(PayloadPath.Parse("text"), PayloadIndexKind.Text),
    ];

    public static void Run(string[] args)
    {
        int points = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 340_000;
        string directory = Directory.CreateDirectory(Path.Combine(args[0], $"vectorizer-loads-{Environment.ProcessId}")).FullName;
        try
        {
            Save(directory, points);
            Compare(directory, points);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void Save(string directory, int points)
    {
        // Few candidates: what is loaded has the same number of bytes, however good its links are.
        using SegmentIndex index = new([new VectorFieldSchema(Dimension, Metric.Cosine, new HnswParameters(16, 16))], s_compression);
        Random random = new(1);
        for (int first = 0; first < points; first += GroupPoints)
        {
            PointMutation[] group = [.. Enumerable.Range(first, Math.Min(GroupPoints, points - first)).Select(i => Point(i, random))];
            index.Apply([new SegmentWrite(index.VisibleSequence + 1, group)], new int[1], s_run);
        }

        using SegmentCapture capture = index.Capture();
        SnapshotSummary saved = SnapshotWriter.Write(
            Disk.ForThisMachine(), Path.Combine(directory, "saved"), new SnapshotId(1, 0, capture.Sequence), 1, capture, () => [], CancellationToken.None);
        Console.WriteLine($"{points:N0} points of {Dimension} floats, M = 16, payloads of {index.MemoryUse.UncompressedPayloads / points} bytes; {saved.Bytes >> 20} MiB saved");
    }

    private static void Compare(string directory, int points)
    {
        List<double> loads = [];
        List<double>[] builds = [.. s_indexes.Select(static _ => new List<double>())];
        List<double> together = [];
        for (int round = 0; round <= Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            using SnapshotReader reader = SnapshotReader.Open(new LocalFile(
                Disk.ForThisMachine().Open(Path.Combine(directory, "saved", SnapshotWriter.FileName), DiskAccess.Read)));
            using SegmentIndex index = reader.Load(reader.Fields, [], s_compression, null, null, s_run, CancellationToken.None);
            loads.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            for (int i = 0; i < s_indexes.Length; i++)
            {
                builds[i].Add(Build(index, s_indexes[i]));
                index.DropPayloadIndex(s_indexes[i].Path);
            }

            together.Add(Build(index, s_indexes[..3]));
        }

        Console.WriteLine($"seconds, medians and ranges of {Rounds} rounds in turns");
        Console.WriteLine("| | s | of the load |");
        Console.WriteLine("|---|---|---|");
        Row("load", loads, loads);
        for (int i = 0; i < s_indexes.Length; i++)
        {
            Row($"index of `{s_indexes[i].Path}` ({s_indexes[i].Kind})", builds[i], loads);
        }

        Row($"first three together, {points:N0} points", together, loads);
    }

    private static double Build(SegmentIndex index, params PayloadIndexSchema[] schemas)
    {
        foreach (PayloadIndexSchema schema in schemas)
        {
            index.AttachPayloadIndex(schema);
        }

        long start = Stopwatch.GetTimestamp();
        while (index.BuildPayloadIndexes(s_run, SegmentIndex.PointsOfLoad))
        {
            // As when a segment is opened.
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Row(string name, List<double> all, List<double> loads)
    {
        // The first round is the compiler's.
        double[] times = [.. all.Skip(1)];
        double[] shares = [.. all.Zip(loads, static (time, load) => time / load).Skip(1)];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Median(times):0.00} ({times.Min():0.00}..{times.Max():0.00}) | {Median(shares):0.00} ({shares.Min():0.00}..{shares.Max():0.00}) |"));
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static PointMutation Point(int i, Random random)
    {
        float[] vector = new float[Dimension];
        for (int d = 0; d < Dimension; d++)
        {
            vector[d] = random.NextSingle() - 0.5f;
        }

        string words = string.Join(' ', Enumerable.Range(0, 8).Select(_ => $"w{(int)(1_000 * random.NextDouble() * random.NextDouble())}"));
        string payload = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"category\":\"c{random.Next(20)}\",\"sku\":\"sku-{i}\",\"price\":{random.NextDouble() * 1_000:0.00},")
            + string.Create(
            CultureInfo.InvariantCulture,
            $"\"at\":\"2026-{random.Next(1, 13):00}-{random.Next(1, 29):00}T{random.Next(24):00}:{random.Next(60):00}:00Z\",\"text\":\"{words}\"}}");
        return PointMutation.Upsert(Encoding.UTF8.GetBytes($"{i}"), 1, vector, Encoding.UTF8.GetBytes(payload));
    }
}
