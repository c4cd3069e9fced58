using System.Buffers.Binary;
using Vectorizer.Engine.Payloads;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Tests.Snapshots;

/// <summary>
/// A snapshot taken apart, and put together again with checksums that are right: what a hostile or faulty writer could
/// have written, as opposed to what a disk makes of a file.
/// </summary>
internal sealed class SnapshotParts
{
    public byte[] Header { get; private init; } = [];

    /// <summary>Each block but the contents: its header, and its bytes as they are stored.</summary>
    public List<(byte[] Header, byte[] Stored)> Blocks { get; } = [];

    /// <summary>The headers, read.</summary>
    public List<SnapshotBlockHeader> Headers => [.. Blocks.Select(block => SnapshotBlockHeader.Read(block.Header))];

    /// <summary>Bytes of the block that lists the others.</summary>
    public long ContentsSize { get; private set; }

    /// <summary>Changes the bytes of the list before it gets its checksum.</summary>
    public Action<byte[]>? ChangeContents { get; set; }

    /// <summary>Changes the end of the file before it gets its checksum.</summary>
    public Action<byte[]>? ChangeTrailer { get; set; }

    public static SnapshotParts Of(byte[] file)
    {
        SnapshotParts parts = new() { Header = file[..SnapshotFileHeader.Size] };
        long contents = BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(file.Length - SnapshotTrailer.Size));
        int offset = SnapshotFileHeader.Size;
        while (offset < contents)
        {
            byte[] header = file[offset..(offset + SnapshotBlockHeader.Size)];
            int stored = BinaryPrimitives.ReadInt32LittleEndian(header);
            offset += SnapshotBlockHeader.Size;
            parts.Blocks.Add((header, file[offset..(offset + stored)]));
            offset += SnapshotBlockHeader.PaddedLength(stored);
        }

        parts.ContentsSize = file.Length - SnapshotTrailer.Size - contents;
        return parts;
    }

    /// <summary>Restores compressed blocks, so that what is changed in them is what is read.</summary>
    public SnapshotParts Expand()
    {
        for (int i = 0; i < Blocks.Count; i++)
        {
            (byte[] header, byte[] stored) = Blocks[i];
            int raw = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8));
            if (raw != stored.Length)
            {
                byte[] block = new byte[raw];
                PayloadCodec.Decompress(stored, block);
                BinaryPrimitives.WriteInt32LittleEndian(header, raw);
                Blocks[i] = (header, block);
            }
        }

        return this;
    }

    /// <summary>The file, with the lengths and checksums that its parts ask for.</summary>
    public byte[] Build()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Header.AsSpan(60), Crc32C.Of(Header.AsSpan(0, 60)));
        ulong nonce = BinaryPrimitives.ReadUInt64LittleEndian(Header.AsSpan(40));
        uint seed = Crc32C.Append(Crc32C.Start, nonce);
        using MemoryStream file = new();
        file.Write(Header);
        using MemoryStream list = new();
        foreach ((byte[] header, byte[] stored) in Blocks)
        {
            byte[] offset = BitConverter.GetBytes(file.Length);
            Append(file, seed, header, stored);
            list.Write(offset);
            list.Write(header);
        }

        byte[] contents = list.ToArray();
        ChangeContents?.Invoke(contents);
        long start = file.Length;
        byte[] contentsHeader = new byte[SnapshotBlockHeader.Size];
        new SnapshotBlockHeader(contents.Length, 0, contents.Length, SnapshotBlockKind.Contents, 0, 0, Blocks.Count, 0).CopyTo(contentsHeader);
        Append(file, seed, contentsHeader, contents);
        byte[] trailer = new byte[SnapshotTrailer.Size];
        new SnapshotTrailer(start, file.Length + trailer.Length, nonce).Write(trailer);
        ChangeTrailer?.Invoke(trailer);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(28), Crc32C.Of(trailer.AsSpan(0, 28)));
        file.Write(trailer);
        return file.ToArray();
    }

    private static void Append(MemoryStream file, uint seed, byte[] header, byte[] stored)
    {
        int before = BinaryPrimitives.ReadInt32LittleEndian(header);
        BinaryPrimitives.WriteInt32LittleEndian(header, stored.Length);
        if (BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8)) == before)
        {
            // It was not compressed, and still is not.
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), stored.Length);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), SnapshotBlockHeader.ChecksumOf(header, seed, stored));
        file.Write(header);
        file.Write(stored);
        file.Write(new byte[SnapshotBlockHeader.PaddedLength(stored.Length) - stored.Length]);
    }
}
