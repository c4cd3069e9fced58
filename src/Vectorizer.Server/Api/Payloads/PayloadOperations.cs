using System.Collections.Immutable;
using Vectorizer.Server.Api.OpenApi;
using Vectorizer.Server.Api.OpenApi.Schemas;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Payloads;

/// <summary>What the reference says of the operations on payloads.</summary>
internal static class PayloadOperations
{
    private const string Group = "Payloads";

    private const string Note =
        "The vectors stay. By ids, a segment changes all of its points at once or none; by filter, points are changed in batches, each "
        + "if it matches at its moment, and an error tells how many were changed by then. Repeating a request is safe.";

    private static readonly ImmutableArray<ApiParameter> s_parameters =
        [ApiParameter.Collection, ApiParameter.Durability, ApiParameter.IdempotencyKey];

    private static readonly ImmutableArray<ProblemKind> s_problems =
    [
        ProblemKind.IdempotencyKeyReused, ProblemKind.Indeterminate, ProblemKind.InsufficientStorage, ProblemKind.InsufficientMemory,
        ProblemKind.DeadlineExceeded, ProblemKind.MalformedUrl, ProblemKind.CollectionNotFound, ProblemKind.ValidationFailed,
        ProblemKind.Overloaded, ProblemKind.Unavailable,
    ];

    public static readonly ApiOperation Set = new("set_payload", Group, "Put members into payloads", typeof(PayloadsChangedAnswer))
    {
        Description = "Each member takes the place of one of the same name; the others stay. " + Note,
        Parameters = s_parameters,
        Body = new ApiBody(typeof(SetPayloadSchema),
        [
            new ApiExample("ids", "By id", """{"ids": ["king", "queen"], "payload": {"seen": true}}"""),
            new ApiExample(
                "key", "Into an inner object", """{"ids": ["king"], "key": "source.page", "payload": {"number": 7}}"""),
            new ApiExample(
                "filter",
                "By filter",
                """{"filter": {"must": [{"key": "kind", "match": {"value": "noun"}}]}, "payload": {"reviewed": true}}"""),
        ]),
        Problems = s_problems,
    };

    public static readonly ApiOperation Overwrite = new("overwrite_payload", Group, "Replace payloads", typeof(PayloadsChangedAnswer))
    {
        Description = Note,
        Parameters = s_parameters,
        Body = new ApiBody(typeof(OverwritePayloadSchema),
        [
            new ApiExample("ids", "By id", """{"ids": ["king"], "payload": {"kind": "noun"}}"""),
        ]),
        Problems = s_problems,
    };

    public static readonly ApiOperation Delete = new("delete_payload_keys", Group, "Remove members from payloads", typeof(PayloadsChangedAnswer))
    {
        Description = "A key that leads nowhere removes nothing. " + Note,
        Parameters = s_parameters,
        Body = new ApiBody(typeof(DeletePayloadKeysSchema),
        [
            new ApiExample("ids", "By id", """{"ids": ["king"], "keys": ["seen", "source.page"]}"""),
        ]),
        Problems = s_problems,
    };

    public static readonly ApiOperation Clear = new("clear_payload", Group, "Remove payloads", typeof(PayloadsChangedAnswer))
    {
        Description = Note,
        Parameters = s_parameters,
        Body = new ApiBody(typeof(ClearPayloadSchema),
        [
            new ApiExample("ids", "By id", """{"ids": ["king"]}"""),
        ]),
        Problems = s_problems,
    };
}
