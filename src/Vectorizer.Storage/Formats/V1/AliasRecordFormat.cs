using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>The payload of the record of a change of aliases: what it leaves of each alias that it touched.</summary>
/// <remarks>
/// offset size  field       meaning
///      0    4  aliases     1..65,536
///      4    …  aliases     each: collection id 8, 0 for an alias that is no more; name bytes 2, 1..255; name, UTF-8
///
/// Names differ. One record holds the whole change, so that replay sees all of it or none.
/// </remarks>
public static class AliasRecordFormat
{
    private const int HeaderSize = 4;
    private const int AliasSize = 10;
    private const int MaxAliases = 65_536;
    private const int MaxNameLength = 255;

    /// <summary>Writes a change.</summary>
    /// <exception cref="ArgumentException">A part is out of range.</exception>
    public static byte[] Write(ImmutableArray<CatalogAlias> aliases)
    {
        if (Fault(aliases) is { } fault)
        {
            throw new ArgumentException(fault, nameof(aliases));
        }

        byte[] payload = new byte[HeaderSize + aliases.Sum(alias => AliasSize + Encoding.UTF8.GetByteCount(alias.Name))];
        BinaryPrimitives.WriteInt32LittleEndian(payload, aliases.Length);
        Span<byte> rest = payload.AsSpan(HeaderSize);
        foreach (CatalogAlias alias in aliases)
        {
            int length = Encoding.UTF8.GetBytes(alias.Name, rest[AliasSize..]);
            BinaryPrimitives.WriteInt64LittleEndian(rest, alias.CollectionId);
            BinaryPrimitives.WriteUInt16LittleEndian(rest[8..], (ushort)length);
            rest = rest[(AliasSize + length)..];
        }

        return payload;
    }

    /// <summary>Reads a change.</summary>
    /// <exception cref="InvalidDataException">The bytes contradict each other.</exception>
    public static ImmutableArray<CatalogAlias> Read(ReadOnlySpan<byte> payload)
    {
        int count = payload.Length < HeaderSize ? 0 : BinaryPrimitives.ReadInt32LittleEndian(payload);
        if (count is < 1 or > MaxAliases)
        {
            throw Bad($"{payload.Length} bytes cannot hold {count} aliases");
        }

        ImmutableArray<CatalogAlias>.Builder aliases = ImmutableArray.CreateBuilder<CatalogAlias>();
        ReadOnlySpan<byte> rest = payload[HeaderSize..];
        for (int i = 0; i < count; i++)
        {
            int length = rest.Length < AliasSize ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(rest[8..]);
            if (length == 0 || length > rest.Length - AliasSize)
            {
                throw Bad($"alias {i} reaches beyond the end or has no name");
            }

            aliases.Add(new CatalogAlias(
                Encoding.UTF8.GetString(rest.Slice(AliasSize, length)), BinaryPrimitives.ReadInt64LittleEndian(rest)));
            rest = rest[(AliasSize + length)..];
        }

        if (!rest.IsEmpty)
        {
            throw Bad($"{rest.Length} bytes are left over");
        }

        ImmutableArray<CatalogAlias> read = aliases.ToImmutable();
        return Fault(read) is { } fault ? throw Bad(fault) : read;
    }

    private static string? Fault(ImmutableArray<CatalogAlias> aliases)
    {
        if (aliases.Length is < 1 or > MaxAliases)
        {
            return $"{aliases.Length} aliases are not 1..{MaxAliases}";
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (CatalogAlias alias in aliases)
        {
            if (Encoding.UTF8.GetByteCount(alias.Name) is < 1 or > MaxNameLength || alias.CollectionId < 0)
            {
                return $"the alias '{alias.Name}' of collection {alias.CollectionId} is out of range";
            }

            if (!names.Add(alias.Name))
            {
                return $"the alias '{alias.Name}' occurs twice";
            }
        }

        return null;
    }

    private static InvalidDataException Bad(string what) => new($"Not a record of aliases: {what}.");
}
