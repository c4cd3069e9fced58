using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Log;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>The payloads of catalog records.</summary>
/// <remarks>
/// Collection created, collection changed, collection renamed:
/// offset size  field       meaning
///      0    8  id          internal id, from 1
///      8    8  version     of the collection record, from 1
///     16    8  created at  UTC, in 100 ns since 0001-01-01
///     24    4  segments    1..65,536
///     28    1  durability  0 memory, 1 os, 2 fsync
///     29    1  slot code   0 plain: a segment (2 bytes) per slot; 1 runs: segment (2), slots that follow on (2);
///                          128 more when payload indexes follow the slots (never in older records)
///     30    2  fields      1..64
///     32    4  slots       0..65,536
///     36    4  slot bytes
///     40    2  name bytes  1..255
///     42    1  compression 0 not said (older records), 1 off, 2 on
///     43    1  protection  1 when dropping the collection is refused, else 0 (also in older records)
///     44    4  threshold   of compression, in bytes, from 1; 0 where it is not said
///     48    …  name        UTF-8
///      …    …  fields      each: dimension 4, m 4, ef construction 4, ef search 4, metric 1, name bytes 1,
///                          quantization 1: 0 none (and older records), 1 scalar, 2 binary, 3 neighbour codes; rows 1: 0 in memory,
///                          1 in a file (of 1 and 2 alone); name
///      …    …  slots       in the smaller of the two codes
///      …    2  indexes     over payloads, from 1; this and what follows only when the slot code says so
///      …    …              each: kind 1 (1 keyword, 2 integer, 3 float, 4 bool, 5 datetime, 6 geo, 7 text, 8 uuid), key bytes 2, key
///
/// Collection dropped:
///      0    8  id
///      8    8  version
/// </remarks>
public static class CatalogRecordFormat
{
    private const int HeaderSize = 48;
    private const int FieldSize = 20;
    private const int DropSize = 16;
    private const int MaxNameLength = 255;
    private const int MaxFields = 64;
    private const int MaxIndexes = 4_096;
    private const int MaxSlots = 65_536;
    private const byte PlainSlots = 0;
    private const byte SlotRuns = 1;
    private const byte IndexesFollow = 128;
    private const int IndexCountSize = 2;
    private const int IndexSize = 3;
    private const byte CompressionNotSaid = 0;
    private const byte CompressionOff = 1;
    private const byte CompressionOn = 2;
    private const byte NotProtected = 0;
    private const byte Protected = 1;
    private const byte NoQuantization = 0;
    private const byte RowsInMemory = 0;
    private const byte RowsInFile = 1;

    /// <summary>Writes a collection.</summary>
    /// <exception cref="ArgumentException">A part is out of range.</exception>
    public static byte[] Write(CatalogCollection collection)
    {
        byte[] name = Encoding.UTF8.GetBytes(collection.Name);
        byte[][] fieldNames = [.. collection.Fields.Select(field => Encoding.UTF8.GetBytes(field.Name))];
        (byte slotCode, byte[] slots) = WriteSlots(collection.Slots.AsSpan());
        byte[][] indexKeys = [.. collection.PayloadIndexes.Select(index => Encoding.UTF8.GetBytes(index.Key))];
        int indexBytes = indexKeys.Length == 0 ? 0 : IndexCountSize + indexKeys.Sum(key => IndexSize + key.Length);
        byte[] payload = new byte[
            HeaderSize + name.Length + fieldNames.Sum(fieldName => FieldSize + fieldName.Length) + slots.Length + indexBytes];
        if (Fault(collection, name.Length, fieldNames.Select(fieldName => fieldName.Length).DefaultIfEmpty().Max()) is { } fault)
        {
            throw new ArgumentException(fault, nameof(collection));
        }

        Span<byte> bytes = payload;
        BinaryPrimitives.WriteInt64LittleEndian(bytes, collection.Id);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], collection.Version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], collection.CreatedAt.UtcTicks);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], collection.Segments);
        bytes[28] = (byte)collection.Durability;
        bytes[29] = (byte)(indexKeys.Length == 0 ? slotCode : slotCode | IndexesFollow);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[30..], (ushort)collection.Fields.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], collection.Slots.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[36..], slots.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[40..], (ushort)name.Length);
        if (collection.Compression is { } compression)
        {
            bytes[42] = compression.Enabled ? CompressionOn : CompressionOff;
            BinaryPrimitives.WriteInt32LittleEndian(bytes[44..], compression.ThresholdBytes);
        }

        bytes[43] = collection.DeletionProtection ? Protected : NotProtected;
        name.CopyTo(bytes[HeaderSize..]);
        bytes = bytes[(HeaderSize + name.Length)..];
        for (int i = 0; i < fieldNames.Length; i++)
        {
            CatalogVectorField field = collection.Fields[i];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, field.Dimension);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], field.M);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], field.EfConstruction);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], field.EfSearch);
            bytes[16] = (byte)field.Metric;
            bytes[17] = (byte)fieldNames[i].Length;
            bytes[18] = field.Quantization?.Kind ?? NoQuantization;
            bytes[19] = field.Quantization is { OnDisk: true } ? RowsInFile : RowsInMemory;
            fieldNames[i].CopyTo(bytes[FieldSize..]);
            bytes = bytes[(FieldSize + fieldNames[i].Length)..];
        }

        slots.CopyTo(bytes);
        WriteIndexes(bytes[slots.Length..], collection.PayloadIndexes, indexKeys);
        return payload;
    }

    private static void WriteIndexes(Span<byte> bytes, ImmutableArray<CatalogPayloadIndex> indexes, byte[][] keys)
    {
        if (indexes.IsEmpty)
        {
            return;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)keys.Length);
        bytes = bytes[IndexCountSize..];
        for (int i = 0; i < keys.Length; i++)
        {
            bytes[0] = indexes[i].Kind;
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[1..], (ushort)keys[i].Length);
            keys[i].CopyTo(bytes[IndexSize..]);
            bytes = bytes[(IndexSize + keys[i].Length)..];
        }
    }

    /// <summary>Writes the end of a collection.</summary>
    public static byte[] Write(CatalogDrop drop)
    {
        byte[] payload = new byte[DropSize];
        BinaryPrimitives.WriteInt64LittleEndian(payload, drop.Id);
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(8), drop.Version);
        return payload;
    }

    /// <summary>Reads the payload of a record of kind created, changed or renamed.</summary>
    /// <exception cref="InvalidDataException">The bytes contradict each other, or need a later version.</exception>
    public static CatalogCollection ReadCollection(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < HeaderSize)
        {
            throw Bad($"{payload.Length} bytes are too few");
        }

        long ticks = BinaryPrimitives.ReadInt64LittleEndian(payload[16..]);
        int fieldCount = BinaryPrimitives.ReadUInt16LittleEndian(payload[30..]);
        int slotCount = BinaryPrimitives.ReadInt32LittleEndian(payload[32..]);
        int slotBytes = BinaryPrimitives.ReadInt32LittleEndian(payload[36..]);
        int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(payload[40..]);
        if (payload[43] > Protected)
        {
            throw Bad($"deletion protection {payload[43]} is unknown, as that of a later version may be");
        }

        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks || fieldCount is < 1 or > MaxFields || slotCount is < 0 or > MaxSlots)
        {
            throw Bad($"time {ticks}, {fieldCount} fields, {slotCount} slots are out of range");
        }

        ReadOnlySpan<byte> rest = payload[HeaderSize..];
        string name = ReadText(ref rest, nameLength);
        ImmutableArray<CatalogVectorField>.Builder fields = ImmutableArray.CreateBuilder<CatalogVectorField>(fieldCount);
        int longestFieldName = 0;
        for (int i = 0; i < fieldCount; i++)
        {
            if (rest.Length < FieldSize)
            {
                throw Bad($"field {i} reaches beyond the end");
            }

            ReadOnlySpan<byte> field = rest[..FieldSize];
            rest = rest[FieldSize..];
            longestFieldName = Math.Max(longestFieldName, field[17]);
            fields.Add(new CatalogVectorField(
                ReadText(ref rest, field[17]),
                BinaryPrimitives.ReadInt32LittleEndian(field),
                (Metric)field[16],
                BinaryPrimitives.ReadInt32LittleEndian(field[4..]),
                BinaryPrimitives.ReadInt32LittleEndian(field[8..]),
                BinaryPrimitives.ReadInt32LittleEndian(field[12..]),
                ReadQuantization(field[18], field[19])));
        }

        bool hasIndexes = (payload[29] & IndexesFollow) != 0;
        if (slotBytes < 0 || (hasIndexes ? rest.Length < slotBytes : rest.Length != slotBytes))
        {
            throw Bad($"{slotBytes} bytes of slots expected, {rest.Length} found");
        }

        ImmutableArray<CatalogPayloadIndex> indexes = hasIndexes ? ReadIndexes(rest[slotBytes..]) : [];

        CatalogCollection collection = new(
            BinaryPrimitives.ReadInt64LittleEndian(payload),
            BinaryPrimitives.ReadInt64LittleEndian(payload[8..]),
            new DateTimeOffset(ticks, TimeSpan.Zero),
            name,
            BinaryPrimitives.ReadInt32LittleEndian(payload[24..]),
            (LogDurability)payload[28],
            fields.MoveToImmutable(),
            ReadSlots(rest[..slotBytes], (byte)(payload[29] & ~IndexesFollow), slotCount),
            ReadCompression(payload[42], BinaryPrimitives.ReadInt32LittleEndian(payload[44..])),
            payload[43] == Protected)
        {
            PayloadIndexes = indexes,
        };
        return Fault(collection, nameLength, longestFieldName) is { } fault ? throw Bad(fault) : collection;
    }

    /// <summary>Reads the payload of a record of kind dropped.</summary>
    /// <exception cref="InvalidDataException">The bytes cannot be one.</exception>
    public static CatalogDrop ReadDrop(ReadOnlySpan<byte> payload)
    {
        if (payload.Length != DropSize)
        {
            throw Bad($"a drop has {DropSize} bytes, found {payload.Length}");
        }

        CatalogDrop drop = new(BinaryPrimitives.ReadInt64LittleEndian(payload), BinaryPrimitives.ReadInt64LittleEndian(payload[8..]));
        return drop is { Id: >= 1, Version: >= 1 } ? drop : throw Bad($"id {drop.Id}, version {drop.Version} are out of range");
    }

    private static string? Fault(CatalogCollection collection, int nameLength, int longestFieldName)
    {
        if (collection.Id < 1 || collection.Version < 1)
        {
            return $"id {collection.Id}, version {collection.Version} are out of range";
        }

        if (nameLength is < 1 or > MaxNameLength || longestFieldName > MaxNameLength)
        {
            return $"a name has at most {MaxNameLength} bytes of UTF-8, and that of a collection at least one";
        }

        if (!Enum.IsDefined(collection.Durability) || collection.Segments is < 1 or > MaxSlots
            || collection.Fields.Length is < 1 or > MaxFields || collection.Slots.Length > MaxSlots)
        {
            return $"durability {collection.Durability}, {collection.Segments} segments, {collection.Fields.Length} fields or "
                + $"{collection.Slots.Length} slots are out of range";
        }

        if (collection.Compression is { ThresholdBytes: < 1 } compression)
        {
            return $"{compression} is out of range";
        }

        foreach (CatalogVectorField field in collection.Fields)
        {
            if (field.Dimension < 1 || !Enum.IsDefined(field.Metric) || field.M < 1 || field.EfConstruction < 1 || field.EfSearch < 1
                || field.Quantization is { IsKnown: false })
            {
                return $"{field} is out of range";
            }
        }

        if (collection.PayloadIndexes.Length > MaxIndexes)
        {
            return $"{collection.PayloadIndexes.Length} payload indexes are too many";
        }

        foreach (CatalogPayloadIndex index in collection.PayloadIndexes)
        {
            if (index.Kind is < 1 or > CatalogPayloadIndex.LastKind || Encoding.UTF8.GetByteCount(index.Key) is < 1 or > ushort.MaxValue)
            {
                return $"{index} is out of range, or of a kind of a later version";
            }
        }

        foreach (ushort segment in collection.Slots)
        {
            if (segment >= collection.Segments)
            {
                return $"a slot belongs to segment {segment} of {collection.Segments}";
            }
        }

        return null;
    }

    private static CatalogCompression? ReadCompression(byte code, int thresholdBytes) => code switch
    {
        CompressionNotSaid when thresholdBytes == 0 => null,
        CompressionNotSaid => throw Bad($"a compression threshold of {thresholdBytes} bytes stands in a record without compression"),
        CompressionOff or CompressionOn => new CatalogCompression(code == CompressionOn, thresholdBytes),
        _ => throw Bad($"compression {code} is unknown, as that of a later version may be"),
    };

    private static CatalogQuantization? ReadQuantization(byte kind, byte rows) => (kind, rows) switch
    {
        (NoQuantization, RowsInMemory) => null,
        (_, RowsInMemory or RowsInFile) when new CatalogQuantization(kind, rows == RowsInFile) is { IsKnown: true } known => known,
        _ => throw Bad($"quantization {kind} with rows {rows} is unknown, as that of a later version may be"),
    };

    private static ImmutableArray<CatalogPayloadIndex> ReadIndexes(ReadOnlySpan<byte> rest)
    {
        int count = rest.Length < IndexCountSize ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(rest);
        if (count == 0)
        {
            throw Bad("payload indexes are missing");
        }

        rest = rest[IndexCountSize..];
        ImmutableArray<CatalogPayloadIndex>.Builder indexes = ImmutableArray.CreateBuilder<CatalogPayloadIndex>(Math.Min(count, MaxIndexes));
        for (int i = 0; i < count; i++)
        {
            if (rest.Length < IndexSize)
            {
                throw Bad($"payload index {i} reaches beyond the end");
            }

            byte kind = rest[0];
            int length = BinaryPrimitives.ReadUInt16LittleEndian(rest[1..]);
            rest = rest[IndexSize..];
            indexes.Add(new CatalogPayloadIndex(ReadText(ref rest, length), kind));
        }

        return rest.IsEmpty ? indexes.DrainToImmutable() : throw Bad($"{rest.Length} bytes follow the payload indexes");
    }

    private static string ReadText(ref ReadOnlySpan<byte> rest, int length)
    {
        if (length > rest.Length)
        {
            throw Bad("a name reaches beyond the end");
        }

        string text = Encoding.UTF8.GetString(rest[..length]);
        rest = rest[length..];
        return text;
    }

    private static (byte Code, byte[] Bytes) WriteSlots(ReadOnlySpan<ushort> slots)
    {
        List<(ushort Segment, ushort Count)> runs = [];
        foreach (ushort segment in slots)
        {
            if (runs is [.., var last] && last.Segment == segment && last.Count < ushort.MaxValue)
            {
                runs[^1] = (segment, (ushort)(last.Count + 1));
            }
            else
            {
                runs.Add((segment, 1));
            }
        }

        bool plain = runs.Count * 2 >= slots.Length;
        byte[] bytes = new byte[plain ? slots.Length * 2 : runs.Count * 4];
        Span<byte> rest = bytes;
        if (plain)
        {
            foreach (ushort segment in slots)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(rest, segment);
                rest = rest[2..];
            }

            return (PlainSlots, bytes);
        }

        foreach ((ushort segment, ushort count) in runs)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(rest, segment);
            BinaryPrimitives.WriteUInt16LittleEndian(rest[2..], count);
            rest = rest[4..];
        }

        return (SlotRuns, bytes);
    }

    private static ImmutableArray<ushort> ReadSlots(ReadOnlySpan<byte> bytes, byte code, int count)
    {
        ushort[] slots = new ushort[count];
        int filled = 0;
        int width = code switch
        {
            PlainSlots => 2,
            SlotRuns => 4,
            _ => throw Bad($"slot code {code} is unknown, as that of a later version may be"),
        };
        if (bytes.Length % width != 0)
        {
            throw Bad($"{bytes.Length} bytes of slots end inside an entry");
        }

        for (; !bytes.IsEmpty; bytes = bytes[width..])
        {
            int run = code == PlainSlots ? 1 : BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
            if (run == 0 || run > count - filled)
            {
                throw Bad($"the slots do not add up to {count}");
            }

            slots.AsSpan(filled, run).Fill(BinaryPrimitives.ReadUInt16LittleEndian(bytes));
            filled += run;
        }

        return filled == count ? [.. slots] : throw Bad($"{filled} slots found, {count} expected");
    }

    private static InvalidDataException Bad(string what) => new($"Not a catalog record: {what}.");
}
