using System.Collections.Immutable;

namespace Vectorizer.Server.Api.Problems;

/// <summary>A kind of failure that callers can rely on: its code and status never change.</summary>
/// <param name="Code">Stable, in snake_case. What a program should look at.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">The kind in a few words, the same for each occurrence.</param>
/// <param name="Retryable">Whether the same request may succeed later.</param>
/// <param name="Meaning">What happened and what to do, for the reference.</param>
internal sealed record ProblemKind(string Code, int Status, string Title, bool Retryable, string Meaning)
{
    public static readonly ProblemKind MalformedUrl = new(
        "malformed_url", 400, "The URL is malformed", false,
        "A part of the path is not percent-encoded UTF-8. Encode every byte outside A–Z a–z 0–9 - . _ ~ as %XX.");

    public static readonly ProblemKind MalformedJson = new(
        "malformed_json", 400, "The body is not valid JSON", false,
        "Broken syntax, a member named twice, an unpaired surrogate, bytes that are not UTF-8, data behind the end, or "
        + "more than 32 levels. The detail tells the line and byte. Nothing was stored.");

    public static readonly ProblemKind MalformedBinary = new(
        "malformed_binary", 400, "The binary body is malformed", false,
        "The body has another layout than its content type promises: no magic, lengths that lead beyond its end, or bytes "
        + "left over. The detail tells the offset. Nothing was stored.");

    public static readonly ProblemKind BadRequest = new(
        "bad_request", 400, "The request is not valid HTTP", false,
        "The request line, a header, or the framing or compression of the body is broken.");

    public static readonly ProblemKind NotFound = new(
        "not_found", 404, "No such resource", false,
        "No operation has this path. The reference lists all of them.");

    public static readonly ProblemKind CollectionNotFound = new(
        "collection_not_found", 404, "No such collection", false,
        "No collection has this name. Names are case-sensitive; GET /api/v1/collections lists them.");

    public static readonly ProblemKind AliasNotFound = new(
        "alias_not_found", 404, "No such alias", false,
        "No alias has this name. Names are case-sensitive; GET /api/v1/aliases lists them. Nothing was changed.");

    public static readonly ProblemKind PointNotFound = new(
        "point_not_found", 404, "No such point", false,
        "The collection holds no point with this id. Ids are compared byte by byte.");

    public static readonly ProblemKind PayloadIndexNotFound = new(
        "payload_index_not_found", 404, "No such index", false,
        "The collection has no index of this key over its payloads. GET /api/v1/collections/{name}/indexes lists them.");

    public static readonly ProblemKind MethodNotAllowed = new(
        "method_not_allowed", 405, "The method is not allowed here", false,
        "The path exists, the method does not. The Allow header lists those that do.");

    public static readonly ProblemKind RequestTimeout = new(
        "request_timeout", 408, "The body arrived too slowly", true,
        "The connection delivered less than the smallest accepted rate. Send smaller bodies or use a faster line.");

    public static readonly ProblemKind CollectionExists = new(
        "collection_exists", 409, "The collection exists already", false,
        "A collection of this name exists and was left as it is. Delete it first, or choose another name. Aliases and collections "
        + "share their names.");

    public static readonly ProblemKind NameIsAlias = new(
        "name_is_alias", 409, "The name is an alias", false,
        "The operation needs the own name of a collection, or a name that is free, and this one is an alias. The detail tells what it "
        + "stands for. Nothing was changed.");

    public static readonly ProblemKind DeletionProtected = new(
        "deletion_protected", 409, "The collection is protected from deletion", false,
        "The collection was created or changed with 'deletion_protection'. Change that to false first. Nothing was deleted.");

    public static readonly ProblemKind Indeterminate = new(
        "indeterminate", 409, "The outcome of the write is unknown", true,
        "The write was accepted, its acknowledgement did not come in time: it may or may not be stored. "
        + "Sending the same points or ids again is safe; with an Idempotency-Key it is not even done twice.");

    public static readonly ProblemKind SequenceMismatch = new(
        "sequence_mismatch", 412, "A point is at another sequence", false,
        "A point is not at the sequence that 'if_sequence' asks for: somebody else has written it. Read it again and decide "
        + "anew. The segment of that point stored nothing; segments store their parts independently, and 'segments' tells "
        + "what became of each.");

    public static readonly ProblemKind BodyTooLarge = new(
        "body_too_large", 413, "The body is too large", false,
        "Bodies are limited, decompressed, to 32 MiB unless limits.max_body_bytes says less. Divide the points or queries over "
        + "several requests.");

    public static readonly ProblemKind UnsupportedMediaType = new(
        "unsupported_media_type", 415, "The content type is not supported", false,
        "The detail lists the content types that the operation takes. JSON is UTF-8 always; bodies may be compressed with gzip or deflate.");

    public static readonly ProblemKind HostNotAllowed = new(
        "host_not_allowed", 421, "Another host was asked for", false,
        "The Host header names no host that this server answers for. Call it by one of the names of server.allowed_hosts, or add "
        + "the name there. Nothing was read.");

    public static readonly ProblemKind ValidationFailed = new(
        "validation_failed", 422, "The request is not valid", false,
        "The errors name each fault by its JSON pointer, with the value and the limit. Nothing was stored.");

    public static readonly ProblemKind IdempotencyKeyReused = new(
        "idempotency_key_reused", 422, "The idempotency key belongs to another write", false,
        "The key came before with another body. A new write needs a new key. Nothing was stored.");

    public static readonly ProblemKind Overloaded = new(
        "overloaded", 429, "The server is busy", true,
        "A queue is full and the request was not begun. Wait as long as the Retry-After header says, in seconds.");

    public static readonly ProblemKind HeadersTooLarge = new(
        "headers_too_large", 431, "The headers are too large", false,
        "The headers of a request are limited to 32 KiB together.");

    public static readonly ProblemKind InternalError = new(
        "internal_error", 500, "The server failed", true,
        "A defect of the server, never the answer to bad input. The log has the details under the trace id.");

    public static readonly ProblemKind Unavailable = new(
        "unavailable", 503, "Not available at the moment", true,
        "The points asked for cannot be reached at the moment. Wait as long as the Retry-After header says, in seconds.");

    public static readonly ProblemKind DeadlineExceeded = new(
        "deadline_exceeded", 504, "The time for the request has passed", true,
        "The answer took longer than a request may take, the arrival of its body included. A write that ran into this "
        + "may or may not be stored; sending it again is safe.");

    public static readonly ProblemKind InsufficientStorage = new(
        "insufficient_storage", 507, "No room left on the disk", true,
        "The disk is full, or has less free space than is kept free. What was refused is not stored; 'segments' tells what "
        + "became of each part of a write. Reads, deletes and dropping collections go on. Once there is room, writes are taken "
        + "again without a restart.");

    public static readonly ProblemKind InsufficientMemory = new(
        "insufficient_memory", 507, "No memory left", true,
        "The points of the node take as much memory as they may. What was refused is not stored; 'segments' tells what "
        + "became of each part of a write. Reads, deletes and dropping collections go on. Dropping a collection gives its memory "
        + "back; writes are then taken again without a restart.");

    /// <summary>Every kind, in the order of their status.</summary>
    public static readonly ImmutableArray<ProblemKind> All =
    [
        MalformedUrl, MalformedJson, MalformedBinary, BadRequest, NotFound, CollectionNotFound, AliasNotFound, PointNotFound, PayloadIndexNotFound,
        MethodNotAllowed, RequestTimeout, CollectionExists, NameIsAlias, DeletionProtected, Indeterminate, SequenceMismatch, BodyTooLarge, UnsupportedMediaType,
        HostNotAllowed, ValidationFailed, IdempotencyKeyReused, Overloaded, HeadersTooLarge, InternalError, Unavailable, DeadlineExceeded, InsufficientStorage,
        InsufficientMemory,
    ];

    /// <summary>Where the reference explains this kind; relative, so that it leads to the server that answered.</summary>
    public string Type => $"/docs/problems#{Code}";
}
