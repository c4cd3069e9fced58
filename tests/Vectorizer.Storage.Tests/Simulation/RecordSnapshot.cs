using System.Globalization;
using System.Text;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Snapshots;
using Vectorizer.Storage.Tests.Snapshots;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>Records as a segment: each is a point, named by its sequence. Rows of zeros have no links, so that it is quick.</summary>
internal static class RecordSnapshot
{
    public static SegmentCapture Capture(IReadOnlyList<byte[]> records)
    {
        using SegmentIndex index = new([SnapshotFixture.Field(1, Metric.Cosine)]);
        SegmentWrite[] writes = new SegmentWrite[records.Count];
        for (int i = 0; i < writes.Length; i++)
        {
            writes[i] = new SegmentWrite(i + 1, new[] { PointMutation.Upsert(NameOf(i + 1), 1, new float[1], records[i]) });
        }

        index.Apply(writes, new int[writes.Length], SnapshotFixture.OneByOne);
        return index.Capture();
    }

    /// <exception cref="CorruptDataException">It is damaged, or not the file that the manifest names.</exception>
    /// <exception cref="DiskException">It is not there.</exception>
    public static List<byte[]> Load(IDisk disk, string directory, SnapshotSummary? named)
    {
        using SnapshotReader reader = SnapshotReader.Open(new LocalSnapshotFile(disk.Open($"{directory}/{SnapshotWriter.FileName}", DiskAccess.Read)));
        if (named is not null && reader.Summary != named)
        {
            throw new CorruptDataException(reader.Path, 0, "it is not the file that the manifest names");
        }

        using SegmentIndex index = reader.Load(reader.Fields, [], null, null, null, SnapshotFixture.OneByOne, TestContext.Current.CancellationToken);
        using SegmentCapture capture = index.Capture();
        List<byte[]> records = [];
        for (int ordinal = 0; ordinal < capture.Count; ordinal++)
        {
            if (!capture.Id(ordinal).SequenceEqual(NameOf(ordinal + 1)))
            {
                throw new ModelException($"ordinal {ordinal} of a snapshot holds another record");
            }

            records.Add(capture.StoredPayload(ordinal, out _).ToArray());
        }

        return records;
    }

    private static byte[] NameOf(int sequence) => Encoding.ASCII.GetBytes(sequence.ToString(CultureInfo.InvariantCulture));
}
