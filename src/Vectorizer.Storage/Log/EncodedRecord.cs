using System.Collections.Immutable;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Log;

/// <summary>A record whose payload has been encoded already.</summary>
public class EncodedRecord : LogRecord
{
    private readonly ReadOnlyMemory<byte> _payload;

    public EncodedRecord(LogRecordKind kind, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> idempotencyKey = default)
        : base(kind, idempotencyKey) => _payload = payload;

    public sealed override int PayloadLength => _payload.Length;

    /// <summary>The catalog's records are few and small, and among them are the drops.</summary>
    public override bool MayUseReserve => true;

    /// <summary>A collection that has been created.</summary>
    public static EncodedRecord Created(CatalogCollection collection)
        => new(LogRecordKind.CollectionCreated, CatalogRecordFormat.Write(collection));

    /// <summary>A collection that has been changed.</summary>
    public static EncodedRecord Changed(CatalogCollection collection)
        => new(LogRecordKind.CollectionChanged, CatalogRecordFormat.Write(collection));

    /// <summary>A collection that has been given another name.</summary>
    public static EncodedRecord Renamed(CatalogCollection collection)
        => new(LogRecordKind.CollectionRenamed, CatalogRecordFormat.Write(collection));

    /// <summary>Aliases that have been changed together.</summary>
    public static EncodedRecord Aliases(ImmutableArray<CatalogAlias> aliases)
        => new(LogRecordKind.AliasesChanged, AliasRecordFormat.Write(aliases));

    /// <summary>A collection that has been dropped.</summary>
    public static EncodedRecord Dropped(CatalogDrop drop)
        => new(LogRecordKind.CollectionDropped, CatalogRecordFormat.Write(drop));

    public sealed override void WritePayload(Span<byte> destination) => _payload.Span.CopyTo(destination);
}
