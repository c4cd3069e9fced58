using System.Collections.Immutable;
using Vectorizer.Abstractions.Search;
using Vectorizer.Server.Api.Http;
using Vectorizer.Server.Api.OpenApi;
using Vectorizer.Server.Api.OpenApi.Schemas;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Query;

/// <summary>What the reference says of queries.</summary>
internal static class QueryOperations
{
    private const string Group = "Queries";

    private static readonly ApiBinaryBody s_binary = new(
        ContentTypes.BinaryQuery,
        $"""
        Besides JSON, queries that differ in their vectors alone can be sent as `{ContentTypes.BinaryQuery}`. Numbers are
        little-endian.

        | offset | bytes | field |
        |---|---|---|
        | 0 | 4 | magic, `VQB1` |
        | 4 | 4 | count: queries, 1 for one query, else 1..{ApiLimits.Queries} |
        | 8 | 4 | dimension: floats of each vector |
        | 12 | 2 | bytes of the vector field's name; 0 for the unnamed one |
        | 14 | 2 | flags: bit 0 exact, bit 1 with payload, bit 2 with vector |
        | 16 | 4 | limit: hits wanted, 1..{SearchRules.MaxLimit} |
        | 20 | 4 | ef: candidates weighed, 1..{SearchRules.MaxEf}; 0 for what the collection says |
        | 24 | … | name of the vector field |
        | … | 0..3 | zeros up to a multiple of 4 from the begin of the body |
        | … | … | vectors: count times dimension 32-bit floats |
        """);

    private static readonly ApiBinaryBody s_binaryAnswer = new(
        ContentTypes.BinaryHits,
        $"""
        A request whose `Accept` names `{ContentTypes.BinaryHits}` is answered in binary, whatever its body is. Numbers are
        little-endian.

        | offset | bytes | field |
        |---|---|---|
        | 0 | 4 | magic, `VHB1` |
        | 4 | 4 | count: queries |
        | 8 | 4 | microseconds that the answer took |

        Then for each query, in the order of the queries:

        | offset | bytes | field |
        |---|---|---|
        | 0 | 4 | hits: their number |
        | 4 | 4 | dimension: floats of each vector; 0 without vectors |
        | 8 | 4 | flags: bit 1 payloads follow |
        | 12 | … | scores: a 32-bit float each |
        | … | … | vectors of the field that was searched: dimension 32-bit floats each |
        | … | … | ids: length (2 bytes), id in UTF-8 each |
        | … | … | payloads: length (4 bytes), JSON object each; length 0 for none |
        | … | 0..3 | zeros up to a multiple of 4 from the begin of the answer |
        """);

    private static readonly ImmutableArray<ProblemKind> s_problems =
    [
        ProblemKind.MalformedUrl, ProblemKind.MalformedBinary, ProblemKind.CollectionNotFound, ProblemKind.PointNotFound,
        ProblemKind.ValidationFailed, ProblemKind.Overloaded, ProblemKind.Unavailable,
    ];

    public static readonly ApiOperation Query = new("query_points", Group, "Find the nearest points", typeof(QueryAnswer))
    {
        Parameters = [ApiParameter.Collection],
        Body = new ApiBody(typeof(QuerySchema),
        [
            new ApiExample("vector", "Near to a vector", """{"vector": [0.9, 0.2, 0.3], "limit": 3}"""),
            new ApiExample("id", "Near to a point", """{"id": "king", "limit": 3, "with_payload": false}"""),
            new ApiExample(
                "recommend",
                "Like some examples and unlike others",
                """{"recommend": {"positive": ["king", [0.9, 0.2, 0.3]], "negative": ["queen"], "strategy": "best_score"}, "limit": 3}"""),
            new ApiExample(
                "options",
                "Every option",
                """
                {
                  "vector": [0.9, 0.2, 0.3],
                  "limit": 10,
                  "offset": 1,
                  "ef": 200,
                  "exact": false,
                  "score_threshold": 0.5,
                  "with_payload": true,
                  "with_vector": "base64"
                }
                """),
            new ApiExample(
                "filter",
                "Near to a vector, among some of the points",
                """
                {
                  "vector": [0.9, 0.2, 0.3],
                  "limit": 3,
                  "filter": {
                    "must": [{"key": "lang", "match": {"any": ["en", "de"]}}],
                    "must_not": [{"key": "price.usd", "range": {"gt": 100}}]
                  }
                }
                """),
            new ApiExample(
                "named_vectors", "One of several vector fields", """{"vector": [11, 8], "using": "image", "limit": 3}"""),
        ]),
        BinaryBody = s_binary,
        BinaryAnswer = s_binaryAnswer,
        Problems = s_problems,
    };

    public static readonly ApiOperation QueryBatch = new("query_points_batch", Group, "Run several queries", typeof(QueryBatchAnswer))
    {
        Parameters = [ApiParameter.Collection],
        Body = new ApiBody(typeof(QueryBatchSchema),
        [
            new ApiExample(
                "queries", "Two queries", """{"queries": [{"vector": [0.9, 0.2, 0.3], "limit": 3}, {"id": "queen", "limit": 1}]}"""),
        ]),
        BinaryBody = s_binary,
        BinaryAnswer = s_binaryAnswer,
        Problems = s_problems,
    };
}
