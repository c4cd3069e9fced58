using Vectorizer.Server.Api.OpenApi;
using Vectorizer.Server.Api.OpenApi.Schemas;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Indexes;

/// <summary>What the reference says of the operations on indexes over payloads.</summary>
internal static class IndexOperations
{
    private const string Group = "Payload indexes";

    public static readonly ApiOperation Put = new("put_index", Group, "Create an index", typeof(IndexAnswer))
    {
        Description = "Filters on the key become quicker and mean the same. The segments build the index in the background, while they are read "
            + "and written; until it is there the answer is 202, and `GET` on the same path tells how far it is. An index of the same type is left as it "
            + "is; one of another type is replaced.",
        MayGoOn = true,
        Parameters = [ApiParameter.Collection, ApiParameter.IndexKey],
        Body = new ApiBody(typeof(PutIndexSchema),
        [
            new ApiExample("keyword", "Strings, found whole", """{"type": "keyword"}"""),
            new ApiExample("float", "Numbers, found within bounds", """{"type": "float"}"""),
        ]),
        Problems =
            [ProblemKind.MalformedUrl, ProblemKind.CollectionNotFound, ProblemKind.ValidationFailed, ProblemKind.Unavailable],
    };

    public static readonly ApiOperation List = new("list_indexes", Group, "List the indexes of a collection", typeof(IndexesAnswer))
    {
        Parameters = [ApiParameter.Collection],
        Problems =
            [ProblemKind.MalformedUrl, ProblemKind.CollectionNotFound, ProblemKind.ValidationFailed, ProblemKind.Unavailable],
    };

    public static readonly ApiOperation Get = new("get_index", Group, "Describe an index", typeof(IndexAnswer))
    {
        Parameters = [ApiParameter.Collection, ApiParameter.IndexKey],
        Problems =
        [
            ProblemKind.MalformedUrl, ProblemKind.CollectionNotFound, ProblemKind.PayloadIndexNotFound, ProblemKind.ValidationFailed,
            ProblemKind.Unavailable,
        ],
    };

    public static readonly ApiOperation Drop = new("delete_index", Group, "Delete an index", typeof(DeletedAnswer))
    {
        Description = "Filters on the key read the payloads again, and mean the same. The memory is given back.",
        Parameters = [ApiParameter.Collection, ApiParameter.IndexKey],
        Problems =
        [
            ProblemKind.MalformedUrl, ProblemKind.CollectionNotFound, ProblemKind.PayloadIndexNotFound, ProblemKind.ValidationFailed,
            ProblemKind.Unavailable,
        ],
    };
}
