using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;

namespace Vectorizer.Server.CrashTests.Files;

/// <summary>Where the parts of a snapshot's file are, by its format; read without the product's code.</summary>
/// <param name="FullPath">The file.</param>
internal sealed record SnapshotFile(string FullPath)
{
    private const int HeadBytes = 64;
    private const int BlockHeaderBytes = 32;
    private const int KindOffset = 12;

    /// <summary>The finished snapshots of a segment, the newest first.</summary>
    public static ImmutableArray<SnapshotFile> OfSegment(string dataDirectory, string collectionId, int segment = 0)
        => [.. DirectoriesOf(dataDirectory, collectionId, segment)
            .Where(directory => Path.GetFileName(directory).All(char.IsAsciiDigit))
            .OrderDescending(StringComparer.Ordinal)
            .Select(directory => new SnapshotFile(Path.Combine(directory, "segment.snapshot")))];

    /// <summary>All directories of snapshots of a segment, those of unfinished ones too.</summary>
    public static string[] DirectoriesOf(string dataDirectory, string collectionId, int segment = 0)
    {
        string path = Path.Combine(
            LogFile.SegmentDirectories(dataDirectory), collectionId, segment.ToString(CultureInfo.InvariantCulture), "snapshots");
        return Directory.Exists(path) ? Directory.GetDirectories(path) : [];
    }

    /// <summary>Flips one bit in the middle of the first part of a kind.</summary>
    public void Damage(SnapshotPart part)
    {
        using FileStream file = File.Open(FullPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        (long offset, long bytes) = Find(file, part);
        file.Position = offset + (bytes / 2);
        int value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(value ^ 0x10));
    }

    private (long Offset, long Bytes) Find(FileStream file, SnapshotPart part)
    {
        if (part == SnapshotPart.Head)
        {
            return (0, HeadBytes);
        }

        byte[] header = new byte[BlockHeaderBytes];
        for (long offset = HeadBytes; offset < file.Length;)
        {
            file.Position = offset;
            file.ReadExactly(header);
            long stored = BinaryPrimitives.ReadUInt32LittleEndian(header);
            if (header[KindOffset] == (int)part)
            {
                return (offset + BlockHeaderBytes, stored);
            }

            offset += BlockHeaderBytes + ((stored + 7) & ~7L);
            if (header[KindOffset] == (int)SnapshotPart.Contents && part == SnapshotPart.Trailer)
            {
                return (offset, file.Length - offset);
            }
        }

        throw new InvalidOperationException($"'{FullPath}' has no part {part}.");
    }
}
