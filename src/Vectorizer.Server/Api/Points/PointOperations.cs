using System.Collections.Immutable;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.OpenApi;
using Vectorizer.Server.Api.OpenApi.Schemas;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Points;

/// <summary>What the reference says of the operations on points.</summary>
internal static class PointOperations
{
    private const string Group = "Points";

    private static readonly ImmutableArray<ProblemKind> s_problems =
    [
        ProblemKind.MalformedUrl, ProblemKind.CollectionNotFound, ProblemKind.ValidationFailed, ProblemKind.Overloaded,
        ProblemKind.Unavailable,
    ];

    public static readonly ApiOperation Upsert = new("upsert_points", Group, "Insert or replace points", typeof(UpsertAnswer))
    {
        Description =
            "The whole body is checked before anything is stored. Segments then store their parts independently: when some fail, "
            + "the problem tells in 'segments' what became of each part. Sending the same points again is safe.",
        Parameters = [ApiParameter.Collection, ApiParameter.Durability, ApiParameter.IdempotencyKey],
        Body = new ApiBody(typeof(UpsertSchema),
        [
            new ApiExample(
                "points",
                "Points with payloads",
                """
                {
                  "points": [
                    {"id": "king", "vector": [0.9, 0.1, 0.3], "payload": {"kind": "noun", "length": 4}},
                    {"id": "queen", "vector": [0.8, 0.3, 0.4], "payload": {"kind": "noun", "length": 5}},
                    {"id": "run", "vector": [-0.2, 0.7, -0.5]}
                  ]
                }
                """),
            new ApiExample(
                "base64", "A vector in base64", """{"points": [{"id": "prince", "vector": "MzNzP83MzD0AAAA/"}]}"""),
            new ApiExample(
                "named_vectors",
                "Several vector fields",
                """
                {
                  "points": [
                    {"id": "king", "vectors": {"title": [0.9, 0.1, 0.3], "image": [12, 7.5]}},
                    {"id": "queen", "vectors": {"title": [0.8, 0.3, 0.4]}}
                  ]
                }
                """),
        ]),
        BinaryBody = new ApiBinaryBody(
            ContentTypes.BinaryPoints,
            $"""
            Besides JSON, points with one vector each can be sent as `{ContentTypes.BinaryPoints}`. Numbers are little-endian.

            | offset | bytes | field |
            |---|---|---|
            | 0 | 4 | magic, `VPB1` |
            | 4 | 4 | count: points, 1 to what `performance.batch.max_size` says |
            | 8 | 4 | dimension: floats of each vector |
            | 12 | 2 | bytes of the vector field's name; 0 for the unnamed one |
            | 14 | 2 | reserved, 0 |
            | 16 | … | name of the vector field |
            | … | … | ids: count times length (2 bytes), id in UTF-8 |
            | … | … | payloads: count times length (4 bytes), JSON object; length 0 for none |
            | … | 0..3 | zeros up to a multiple of 4 from the begin of the body |
            | … | … | vectors: count times dimension 32-bit floats |

            Faults are told with the JSON pointers that they would have in a JSON body.
            """),
        Problems =
        [
            ProblemKind.MalformedBinary, ProblemKind.SequenceMismatch, ProblemKind.IdempotencyKeyReused,
            ProblemKind.Indeterminate, ProblemKind.InsufficientStorage, ProblemKind.InsufficientMemory, .. s_problems,
        ],
    };

    public static readonly ApiOperation List = new("list_points", Group, "List points, page by page", typeof(PointPageAnswer))
    {
        Parameters =
        [
            ApiParameter.Collection, ApiParameter.Limit, ApiParameter.Cursor, ApiParameter.WithPayload,
            ApiParameter.WithVectorInList,
        ],
        Problems = s_problems,
    };

    public static readonly ApiOperation Get = new("get_point", Group, "Get a point", typeof(PointAnswer))
    {
        Parameters = [ApiParameter.Collection, ApiParameter.Id, ApiParameter.WithPayload, ApiParameter.WithVector],
        Problems = [ProblemKind.PointNotFound, .. s_problems],
    };

    public static readonly ApiOperation Delete = new("delete_points", Group, "Delete points", typeof(PointsDeletedAnswer))
    {
        Parameters = [ApiParameter.Collection, ApiParameter.Durability, ApiParameter.IdempotencyKey],
        Body = new ApiBody(typeof(DeletePointsSchema),
        [
            new ApiExample("ids", "By id", """{"ids": ["run", "walk"]}"""),
            new ApiExample("filter", "By filter", """{"filter": {"must": [{"key": "kind", "match": {"value": "verb"}}]}}"""),
        ]),
        Description =
            "By filter, points are deleted in batches, each if it matches at its moment; an error tells how many were deleted by then.",
        Problems = [ProblemKind.SequenceMismatch, ProblemKind.IdempotencyKeyReused, ProblemKind.Indeterminate, ProblemKind.InsufficientStorage, .. s_problems],
    };
}
