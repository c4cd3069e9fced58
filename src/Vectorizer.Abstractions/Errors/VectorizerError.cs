namespace Vectorizer.Abstractions.Errors;

/// <summary>Stable codes of what can go wrong for a caller.</summary>
public enum VectorizerError
{
    /// <summary>An argument is outside what is allowed; nothing was stored.</summary>
    InvalidArgument = 0,

    /// <summary>No collection of that name.</summary>
    CollectionNotFound = 1,

    /// <summary>A collection of that name exists already.</summary>
    CollectionExists = 2,

    /// <summary>A queue of the silo is full. Nothing was done; try again later.</summary>
    Overloaded = 3,

    /// <summary>The time allowed for the request has passed.</summary>
    DeadlineExceeded = 4,

    /// <summary>The segment cannot do this now (recovering, sealed, quarantined, or its silo is away).</summary>
    SegmentUnavailable = 5,

    /// <summary>The write was taken but its acknowledgement did not come in time: it may or may not be stored.</summary>
    Indeterminate = 6,

    /// <summary>No room for it on the disk; nothing was stored.</summary>
    InsufficientStorage = 7,

    /// <summary>
    /// The caller sent a point to a segment that does not hold its slot: its record of the collection is outdated.
    /// A client fetches the record again and repeats.
    /// </summary>
    StaleRecord = 8,

    /// <summary>A point is not at the sequence that a conditional write asks for; nothing of the write was stored.</summary>
    SequenceMismatch = 9,

    /// <summary>An idempotency key came again with another write; nothing was stored.</summary>
    IdempotencyKeyReused = 10,

    /// <summary>No memory for the write within the node's budget; nothing was stored.</summary>
    InsufficientMemory = 11,

    /// <summary>No alias of that name.</summary>
    AliasNotFound = 12,

    /// <summary>The name is an alias where the own name of a collection, or a name that is free, is needed.</summary>
    NameIsAlias = 13,

    /// <summary>The collection is protected from being dropped.</summary>
    DeletionProtected = 14,

    /// <summary>The collection has no index of that key over its payloads.</summary>
    PayloadIndexNotFound = 20,
}
