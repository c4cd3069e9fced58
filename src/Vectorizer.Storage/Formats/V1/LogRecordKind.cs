namespace Vectorizer.Storage.Formats.V1;

/// <summary>What the payload of a log record is. Numbers are part of the format: added to, never changed.</summary>
public enum LogRecordKind : byte
{
    /// <summary>Points stored and deleted together: <see cref="SegmentWriteFormat"/>.</summary>
    SegmentWrite = 1,

    /// <summary>A collection as it is after its creation: <see cref="CatalogRecordFormat"/>.</summary>
    CollectionCreated = 16,

    /// <summary>A collection as it is after a change.</summary>
    CollectionChanged = 17,

    /// <summary>A collection that is no more.</summary>
    CollectionDropped = 18,
}
