using Vectorizer.Server.Api.OpenApi;
using Vectorizer.Server.Api.OpenApi.Schemas;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Aliases;

/// <summary>What the reference says of the operations on aliases.</summary>
internal static class AliasOperations
{
    private const string Group = "Aliases";

    public static readonly ApiOperation List = new("list_aliases", Group, "List all aliases", typeof(AliasesAnswer));

    public static readonly ApiOperation Put = new("put_alias", Group, "Let a name stand for a collection", typeof(AliasAnswer))
    {
        Description = "The alias can be used wherever the name of a collection is taken, but not to rename or delete it. An alias that exists is "
            + "switched to the collection. Each request sees the old collection or the new one, from its begin to its end. Requests to "
            + "this node that begin after the answer see the new one; those to other nodes within 5 seconds.",
        Parameters = [ApiParameter.Alias],
        Body = new ApiBody(typeof(PutAliasSchema), [new ApiExample("switch", "Stand for a collection", """{"collection": "words"}""")]),
        Problems =
        [
            ProblemKind.MalformedUrl, ProblemKind.CollectionNotFound, ProblemKind.CollectionExists, ProblemKind.NameIsAlias,
            ProblemKind.ValidationFailed, ProblemKind.Indeterminate, ProblemKind.Unavailable, ProblemKind.InsufficientStorage,
        ],
    };

    public static readonly ApiOperation Delete = new("delete_alias", Group, "Delete an alias", typeof(DeletedAnswer))
    {
        Description = "The collection stays.",
        Parameters = [ApiParameter.Alias],
        Problems =
        [
            ProblemKind.MalformedUrl, ProblemKind.AliasNotFound, ProblemKind.ValidationFailed, ProblemKind.Indeterminate,
            ProblemKind.Unavailable, ProblemKind.InsufficientStorage,
        ],
    };

    public static readonly ApiOperation Change = new("change_aliases", Group, "Change several aliases at once", typeof(AliasesChangedAnswer))
    {
        Description = "The actions are taken in their order, all or none: when one is refused nothing is changed, and nobody sees a part of "
            + "them. `create` switches an alias that exists.",
        Body = new ApiBody(typeof(ChangeAliasesSchema),
        [
            new ApiExample(
                "actions",
                "Every kind of action",
                """
                {
                  "actions": [
                    {"create": {"alias": "next", "collection": "words"}},
                    {"rename": {"from": "next", "to": "newest"}},
                    {"delete": {"alias": "newest"}}
                  ]
                }
                """),
        ]),
        Problems =
        [
            ProblemKind.CollectionNotFound, ProblemKind.AliasNotFound, ProblemKind.CollectionExists, ProblemKind.NameIsAlias,
            ProblemKind.ValidationFailed, ProblemKind.Indeterminate, ProblemKind.Unavailable, ProblemKind.InsufficientStorage,
        ],
    };
}
