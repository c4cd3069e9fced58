using System.Globalization;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Segments;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Snapshots;
using Vectorizer.Storage.Tests.Snapshots;

namespace Vectorizer.Storage.Tests.Formats;

/// <summary>
/// A snapshot written by the first version of the format, beside what is in it. It must be read for ever, and until the
/// version changes the same segment must give the same bytes.
/// </summary>
public sealed class GoldenSnapshotTests
{
    private static string Golden(string end) => Path.Combine(AppContext.BaseDirectory, "Golden", "snapshot-v1." + end);

    [Fact]
    public void A_snapshot_of_version_1_is_read_as_ever()
        => Assert.Equal(File.ReadAllText(Golden("txt")), Describe(File.ReadAllBytes(Golden("snapshot"))));

    // The segment that was read: one that is built anew has the links that are chosen today.
    [Fact]
    public void A_segment_is_written_as_ever()
    {
        byte[] golden = File.ReadAllBytes(Golden("snapshot"));
        using SegmentIndex index = SnapshotFixture.Load(golden, out List<SavedKey> keys, new PayloadCompression(ThresholdBytes: 64));
        Assert.Equal(golden, SnapshotFixture.Write(index, keys));
    }

    private static string Describe(byte[] bytes)
    {
        using SnapshotReader reader = SnapshotReader.Open(new MemorySnapshot(bytes));
        SnapshotSummary summary = reader.Summary;
        List<string> lines =
        [
            Text($"snapshot {summary.Snapshot} epoch={summary.Epoch} bytes={summary.Bytes} points={summary.Points} checksum={summary.Checksum:x8}"),
        ];
        int offset = SnapshotFileHeader.Size;
        foreach (SnapshotBlockHeader block in SnapshotParts.Of(bytes).Headers)
        {
            lines.Add(Text($"{offset,8}  block  {block.Kind} field={block.Field} first={block.First} count={block.Count} upper={block.FirstUpper} stored={block.StoredLength} raw={block.RawLength} crc={block.Checksum:x8}"));
            offset += (int)block.SizeInFile;
        }

        lines.Add(Text($"{offset,8}  contents"));
        return string.Join('\n', lines) + "\n" + SnapshotFixture.TextOf(bytes);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
