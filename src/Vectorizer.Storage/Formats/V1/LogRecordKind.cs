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

    /// <summary>
    /// A collection as it is under another name: laid out as <see cref="CollectionChanged"/>. A kind of its own, so that a
    /// reader which takes the name for fixed refuses the log.
    /// </summary>
    CollectionRenamed = 19,

    /// <summary>Aliases as a change leaves them: <see cref="AliasRecordFormat"/>.</summary>
    AliasesChanged = 20,
}
