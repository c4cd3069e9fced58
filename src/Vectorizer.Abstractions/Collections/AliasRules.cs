using System.Collections.Immutable;
using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Abstractions.Collections;

/// <summary>What aliases may look like and how many there may be. The one place of these limits.</summary>
public static class AliasRules
{
    /// <summary>Aliases of all collections together.</summary>
    public const int MaxAliases = 10_000;

    /// <summary>Steps of one change: with names of full length they are half a MiB of one record of the catalog's log.</summary>
    public const int MaxActions = 1_000;

    /// <summary>Checks what can be told without the catalog.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>, with the argument at fault.</exception>
    public static void Check(ImmutableArray<AliasAction> actions)
    {
        if (actions.IsDefault || actions.Length is < 1 or > MaxActions)
        {
            throw VectorizerException.InvalidArgument(
                "actions", $"A change of aliases has 1..{MaxActions} actions, not {(actions.IsDefault ? 0 : actions.Length)}.");
        }

        for (int i = 0; i < actions.Length; i++)
        {
            Check(actions[i], $"actions[{i}]");
        }
    }

    private static void Check(AliasAction action, string argument)
    {
        switch (action)
        {
            case CreateAlias create:
                CollectionRules.CheckName(create.Name, $"{argument}.create.alias");
                CollectionRules.CheckName(create.Collection, $"{argument}.create.collection");
                break;
            case DeleteAlias delete:
                CollectionRules.CheckName(delete.Name, $"{argument}.delete.alias");
                break;
            case RenameAlias rename:
                CollectionRules.CheckName(rename.From, $"{argument}.rename.from");
                CollectionRules.CheckName(rename.To, $"{argument}.rename.to");
                break;
            default:
                throw VectorizerException.InvalidArgument(argument, "The action is none of create, delete and rename.");
        }
    }
}
