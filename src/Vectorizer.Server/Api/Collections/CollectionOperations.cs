using Vectorizer.Server.Api.OpenApi;
using Vectorizer.Server.Api.OpenApi.Schemas;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Collections;

/// <summary>What the reference says of the operations on collections.</summary>
internal static class CollectionOperations
{
    private const string Group = "Collections";

    public static readonly ApiOperation Create = new("create_collection", Group, "Create a collection", typeof(CollectionAnswer))
    {
        Description = "The body says what the points carry: one vector each, or several with names. What it leaves out is as the settings under "
            + "`collections.default` say; the answer tells what has come of it.",
        Status = StatusCodes.Status201Created,
        Parameters = [ApiParameter.Collection],
        Body = new ApiBody(typeof(CreateCollectionSchema),
        [
            new ApiExample("one_vector", "One vector a point", """{"dimension": 3}"""),
            new ApiExample(
                "tuned",
                "Every parameter",
                """
                {
                  "dimension": 3,
                  "metric": "dot",
                  "hnsw_config": {"m": 24, "ef_construction": 300, "ef_search": 120},
                  "quantization": {"enabled": true, "type": "scalar", "bits": 8, "on_disk": false},
                  "segments": 3,
                  "compression": {"enabled": true, "threshold_bytes": 512},
                  "deletion_protection": false
                }
                """),
            new ApiExample(
                "quantized", "Searches read a bit for each number", """{"dimension": 3, "quantization": {"type": "binary", "bits": 1}}"""),
            new ApiExample(
                "named_vectors",
                "Several vector fields",
                """
                {
                  "vectors": {
                    "title": {"dimension": 3, "quantization": {"type": "scalar"}},
                    "image": {"dimension": 2, "metric": "euclidean"}
                  }
                }
                """),
        ]),
        Problems =
        [
            ProblemKind.MalformedUrl, ProblemKind.CollectionExists, ProblemKind.NameIsAlias, ProblemKind.ValidationFailed,
            ProblemKind.Indeterminate, ProblemKind.Unavailable, ProblemKind.InsufficientStorage,
        ],
    };

    public static readonly ApiOperation List = new("list_collections", Group, "List all collections", typeof(CollectionsAnswer));

    public static readonly ApiOperation Get = new("get_collection", Group, "Describe a collection", typeof(CollectionAnswer))
    {
        Parameters = [ApiParameter.Collection],
        Problems =
            [ProblemKind.MalformedUrl, ProblemKind.CollectionNotFound, ProblemKind.ValidationFailed, ProblemKind.Unavailable],
    };

    public static readonly ApiOperation Change = new("change_collection", Group, "Change a collection", typeof(CollectionAnswer))
    {
        Description = "Another quantization is recorded at once. The segments change over to it one after the other in the background, while "
            + "they are read and written; `requantizing_segments` tells how many are still to do.",
        Parameters = [ApiParameter.Collection],
        Body = new ApiBody(typeof(ChangeCollectionSchema),
        [
            new ApiExample("ef_search", "Weigh more candidates", """{"hnsw_config": {"ef_search": 200}}"""),
            new ApiExample("quantize", "Shorten vectors for searches", """{"quantization": {"type": "scalar"}}"""),
            new ApiExample("protect", "Refuse to delete it", """{"deletion_protection": true}"""),
            new ApiExample("no_quantization", "Search by the numbers themselves again", """{"quantization": null}"""),
            new ApiExample(
                "named_vectors", "For one of several vector fields", """{"vectors": {"title": {"hnsw_config": {"ef_search": 200}}}}"""),
        ]),
        Problems =
            [ProblemKind.MalformedUrl, ProblemKind.CollectionNotFound, ProblemKind.ValidationFailed, ProblemKind.Unavailable],
    };

    public static readonly ApiOperation Delete = new("delete_collection", Group, "Delete a collection", typeof(CollectionDeletedAnswer))
    {
        Description = "All of its points and aliases go with it. It is named by its own name: an alias is refused, and so is a collection with "
            + "`deletion_protection`.",
        Parameters = [ApiParameter.Collection],
        Problems =
        [
            ProblemKind.MalformedUrl, ProblemKind.CollectionNotFound, ProblemKind.NameIsAlias, ProblemKind.DeletionProtected,
            ProblemKind.ValidationFailed,
        ],
    };

    public static readonly ApiOperation Rename = new("rename_collection", Group, "Give a collection another name", typeof(CollectionAnswer))
    {
        Description = "Its points, its id and its aliases stay. When the answer was missed the same request can be sent again: it is answered as "
            + "the first one was, as long as nothing has taken the old name since. It is named by its own name: an alias is refused.",
        Parameters = [ApiParameter.Collection],
        Body = new ApiBody(typeof(RenameCollectionSchema), [new ApiExample("rename", "Another name", """{"to": "terms"}""")]),
        Problems =
        [
            ProblemKind.MalformedUrl, ProblemKind.CollectionNotFound, ProblemKind.CollectionExists, ProblemKind.NameIsAlias,
            ProblemKind.ValidationFailed, ProblemKind.Indeterminate, ProblemKind.Unavailable, ProblemKind.InsufficientStorage,
        ],
    };

    public static readonly ApiOperation Save = new("save_collection", Group, "Save a snapshot", typeof(SnapshotsAnswer))
    {
        Description = "Saves every segment as it is visible now, so that a restart loads it instead of replaying its log. Snapshots are "
            + "also saved by themselves. When the saves take long the answer is 202; `GET …/segments` then tells when they are done.",
        MayGoOn = true,
        Parameters = [ApiParameter.Collection],
        Problems =
        [
            ProblemKind.MalformedUrl,
            ProblemKind.CollectionNotFound,
            ProblemKind.ValidationFailed,
            ProblemKind.Unavailable,
            ProblemKind.InsufficientStorage,
        ],
    };

    public static readonly ApiOperation ListSegments = new("list_segments", Group, "List the segments of a collection", typeof(SegmentsAnswer))
    {
        Parameters = [ApiParameter.Collection],
        Problems =
            [ProblemKind.MalformedUrl, ProblemKind.CollectionNotFound, ProblemKind.ValidationFailed, ProblemKind.Unavailable],
    };
}
