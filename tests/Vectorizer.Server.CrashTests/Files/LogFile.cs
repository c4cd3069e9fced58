using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;

namespace Vectorizer.Server.CrashTests.Files;

/// <summary>Where the records of a log file are, by <c>docs/formats/segment-log.md</c>; read without the product's code.</summary>
/// <param name="FullPath">The file.</param>
/// <param name="Records">Its records in order.</param>
internal sealed record LogFile(string FullPath, ImmutableArray<LogFile.Record> Records)
{
    private const int HeaderBytes = 64;
    private const int RecordHeaderBytes = 48;
    private const int KeyLengthOffset = 42;

    /// <summary>Offset behind the last record. What follows is zeros, or was torn.</summary>
    public long End => Records.IsEmpty ? HeaderBytes : Records[^1].Offset + Records[^1].Bytes;

    /// <summary>The files of a segment's log, in order.</summary>
    public static ImmutableArray<LogFile> OfSegment(string dataDirectory, string collectionId, int segment = 0)
        => In(Path.Combine(SegmentDirectories(dataDirectory), collectionId, segment.ToString(CultureInfo.InvariantCulture), "log"));

    /// <summary>The files of the catalog's log, in order.</summary>
    public static ImmutableArray<LogFile> OfCatalog(string dataDirectory) => In(CatalogDirectory(dataDirectory));

    public static string CatalogDirectory(string dataDirectory) => Path.Combine(dataDirectory, "catalog", "log");

    public static string SegmentDirectories(string dataDirectory) => Path.Combine(dataDirectory, "segments");

    /// <summary>Removes the last records, as if they had never been written.</summary>
    public void CutLast(int records)
    {
        using FileStream file = File.OpenWrite(FullPath);
        file.SetLength(Records[^records].Offset);
    }

    /// <summary>Flips one bit in the middle of a record.</summary>
    /// <returns>The offset of the record.</returns>
    public long Damage(int record)
    {
        (long offset, long bytes) = Records[record];
        using FileStream file = File.Open(FullPath, FileMode.Open, FileAccess.ReadWrite);
        file.Position = offset + (bytes / 2);
        int value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(value ^ 0x10));
        return offset;
    }

    /// <summary>Writes behind the last record.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        using FileStream file = File.OpenWrite(FullPath);
        file.Position = End;
        file.Write(bytes);
    }

    private static ImmutableArray<LogFile> In(string directory)
        => [.. Directory.GetFiles(directory, "*.log").Order(StringComparer.Ordinal).Select(Read)];

    private static LogFile Read(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        ImmutableArray<Record>.Builder records = ImmutableArray.CreateBuilder<Record>();
        for (long offset = HeaderBytes; offset + RecordHeaderBytes <= bytes.Length;)
        {
            ReadOnlySpan<byte> header = bytes.AsSpan((int)offset, RecordHeaderBytes);

            // Zeros are space reserved ahead: a record has a checksum and a sequence.
            if (header.IndexOfAnyExcept((byte)0) < 0)
            {
                break;
            }

            long length = RecordHeaderBytes + Padded(header[KeyLengthOffset]) + Padded(BinaryPrimitives.ReadUInt32LittleEndian(header));
            if (offset + length > bytes.Length)
            {
                break;
            }

            records.Add(new Record(offset, length));
            offset += length;
        }

        return new LogFile(path, records.ToImmutable());
    }

    private static long Padded(long bytes) => (bytes + 7) & ~7L;

    /// <summary>Where a record is.</summary>
    internal readonly record struct Record(long Offset, long Bytes);
}
