using System.Globalization;
using System.Text;
using Vectorizer.Engine.Segments;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Log;

namespace Vectorizer.Storage.Verification;

/// <summary>Turns a log file into text, one line a record, for people and for golden files.</summary>
public static class LogDisassembler
{
    /// <summary>The file's header, its records, and what lies behind them.</summary>
    public static IEnumerable<string> Disassemble(IDisk disk, string file)
    {
        using LogFileReader reader = new(disk, file, new LogRules());
        LogFileHeader header = reader.ReadHeader();
        yield return Text($"{0,8}  header  {header.Identity} first={header.FirstSequence} epoch={header.Epoch} nonce={header.Nonce:x16}");
        while (true)
        {
            long offset = reader.Position;
            if (Next(reader, offset) is not { } lines)
            {
                break;
            }

            foreach (string line in lines)
            {
                yield return line;
            }
        }

        long end = reader.EndOfContent(reader.Position);
        yield return end == reader.Position
            ? Text($"{end,8}  end     {reader.Length - end} zeros")
            : Text($"{reader.Position,8}  torn    {end - reader.Position} bytes: {reader.Problem}");
    }

    private static List<string>? Next(LogFileReader reader, long offset)
    {
        if (!reader.TryRead(out LogRecordHeader header, out ReadOnlySpan<byte> record))
        {
            return null;
        }

        ReadOnlySpan<byte> payload = record.Slice(LogRecordFormat.PayloadOffset(header.KeyLength), header.PayloadLength);
        string key = header.KeyLength == 0 ? "" : $" key={Convert.ToHexStringLower(record.Slice(LogRecordFormat.HeaderSize, header.KeyLength))}";
        List<string> lines =
        [
            Text($"{offset,8}  record  {header.Kind} sequence={header.Sequence} epoch={header.Epoch} commit={header.CommitPosition} synced={header.SyncedSequence} payload={header.PayloadLength} crc={LogRecordFormat.StoredChecksum(record):x8}{key}"),
        ];
        try
        {
            lines.AddRange(Payload(header.Kind, payload));
        }
        catch (InvalidDataException exception)
        {
            lines.Add(Text($"{"",8}          {exception.Message}"));
        }

        return lines;
    }

    private static IEnumerable<string> Payload(LogRecordKind kind, ReadOnlySpan<byte> payload)
    {
        const string Indent = "                  ";
        switch (kind)
        {
            case LogRecordKind.SegmentWrite:
                PointMutation[] mutations = SegmentWriteFormat.Read(payload, out ulong? fingerprint);
                return
                [
                    .. mutations.Select(mutation => Indent + Describe(mutation)),
                    .. fingerprint is null ? Array.Empty<string>() : [Text($"{Indent}request {fingerprint:x16}")],
                ];
            case LogRecordKind.CollectionDropped:
                CatalogDrop drop = CatalogRecordFormat.ReadDrop(payload);
                return [Text($"{Indent}id={drop.Id} version={drop.Version}")];
            case LogRecordKind.AliasesChanged:
                return [.. AliasRecordFormat.Read(payload).Select(alias => Text($"{Indent}{Describe(alias)}"))];
            default:
                CatalogCollection collection = CatalogRecordFormat.ReadCollection(payload);
                return
                [
                    Text($"{Indent}id={collection.Id} version={collection.Version} created={collection.CreatedAt:O} name={collection.Name} segments={collection.Segments} durability={collection.Durability} slots={collection.Slots.Length}{Describe(collection.Compression)}{(collection.DeletionProtection ? " protected" : "")}"),
                    .. collection.Fields.Select(field => Text(
                        $"{Indent}field '{field.Name}' dimension={field.Dimension} metric={field.Metric} m={field.M} ef_construction={field.EfConstruction} ef_search={field.EfSearch}{Describe(field.Quantization)}")),
                    .. collection.PayloadIndexes.Select(index => Text($"{Indent}index '{index.Key}' kind={NameOfIndex(index.Kind)}")),
                ];
        }
    }

    private static string Describe(CatalogAlias alias) => alias.CollectionId == 0
        ? Text($"alias '{alias.Name}' deleted")
        : Text($"alias '{alias.Name}' of id={alias.CollectionId}");

    private static string Describe(CatalogCompression? compression) => compression is null
        ? ""
        : Text($" compression={(compression.Enabled ? "on" : "off")} threshold={compression.ThresholdBytes}");

    private static string Describe(CatalogQuantization? quantization) => quantization is null
        ? ""
        : Text($" quantization={NameOf(quantization.Kind)} rows={(quantization.OnDisk ? "file" : "memory")}");

    private static string NameOfIndex(byte kind) => kind switch
    {
        1 => "keyword",
        2 => "integer",
        3 => "float",
        4 => "bool",
        5 => "datetime",
        6 => "geo",
        7 => "text",
        _ => "uuid",
    };

    private static string NameOf(byte quantization) => quantization switch
    {
        CatalogQuantization.Scalar => "scalar",
        CatalogQuantization.Binary => "binary",
        _ => "neighbor_codes",
    };

    private static string Describe(in PointMutation mutation)
    {
        string id = Encoding.UTF8.GetString(mutation.Id.Span);
        return mutation.IsDelete ? $"delete '{id}'"
            : mutation.IsRevision ? $"revise '{id}' payload={Encoding.UTF8.GetString(mutation.Payload.Span)}"
            : Text($"upsert '{id}' fields={mutation.Fields:x} values=[{string.Join(' ', mutation.Values.ToArray().Select(value => value.ToString(CultureInfo.InvariantCulture)))}] payload={Encoding.UTF8.GetString(mutation.Payload.Span)}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
