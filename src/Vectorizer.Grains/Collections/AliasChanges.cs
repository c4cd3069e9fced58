using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Grains.Collections;

/// <summary>Takes the steps of a change of aliases on a copy, so that one that is not allowed leaves nothing behind.</summary>
internal static class AliasChanges
{
    /// <summary>What becomes of each alias that the steps touch: the collection's id, or 0 where it stands for none any more.</summary>
    /// <exception cref="VectorizerException">
    /// <c>collection_not_found</c>, <c>collection_exists</c>, <c>alias_not_found</c>, <c>name_is_alias</c>, <c>invalid_argument</c>.
    /// </exception>
    public static ImmutableArray<(string Alias, long Id)> Of(CatalogState state, ImmutableArray<AliasAction> actions)
    {
        ImmutableSortedDictionary<string, long>.Builder aliases = state.Aliases.ToBuilder();
        SortedSet<string> touched = new(StringComparer.Ordinal);
        for (int i = 0; i < actions.Length; i++)
        {
            Take(state, aliases, touched, actions[i], $"actions[{i}]");
        }

        if (aliases.Count > Math.Max(AliasRules.MaxAliases, state.Aliases.Count))
        {
            throw VectorizerException.InvalidArgument(
                "actions", $"There would be {aliases.Count} aliases, more than the {AliasRules.MaxAliases} that may be. Delete some first.");
        }

        return
        [
            .. touched
                .Select(alias => (alias, aliases.GetValueOrDefault(alias)))
                .Where(change => change.Item2 != state.Aliases.GetValueOrDefault(change.alias)),
        ];
    }

    private static void Take(
        CatalogState state,
        ImmutableSortedDictionary<string, long>.Builder aliases,
        SortedSet<string> touched,
        AliasAction action,
        string argument)
    {
        switch (action)
        {
            case CreateAlias create:
                RequireNoCollection(state, create.Name, $"{argument}.create.alias");
                aliases[create.Name] = TargetOf(state, aliases, create.Collection, $"{argument}.create.collection");
                touched.Add(create.Name);
                break;
            case DeleteAlias delete:
                Remove(aliases, delete.Name, $"{argument}.delete.alias");
                touched.Add(delete.Name);
                break;
            case RenameAlias rename:
                long id = Remove(aliases, rename.From, $"{argument}.rename.from");
                RequireNoCollection(state, rename.To, $"{argument}.rename.to");
                if (!aliases.TryAdd(rename.To, id))
                {
                    throw NameIsAlias(
                        $"There is an alias '{rename.To}' already. Delete it in the same change to replace it.", $"{argument}.rename.to");
                }

                touched.Add(rename.From);
                touched.Add(rename.To);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(action), action, "Not an action.");
        }
    }

    private static long TargetOf(
        CatalogState state, ImmutableSortedDictionary<string, long>.Builder aliases, string collection, string argument)
    {
        if (state.TryFind(collection, out CollectionRecord? record))
        {
            return record.Id;
        }

        if (aliases.TryGetValue(collection, out long id) && state.TryFind(id, out CollectionRecord? other))
        {
            throw NameIsAlias(
                $"'{collection}' is itself an alias, of collection '{other.Definition.Name}'. An alias stands for a collection by its own name.",
                argument);
        }

        throw new VectorizerException(VectorizerError.CollectionNotFound, $"There is no collection '{collection}'.") { Argument = argument };
    }

    private static void RequireNoCollection(CatalogState state, string name, string argument)
    {
        if (state.TryFind(name, out _))
        {
            throw new VectorizerException(
                VectorizerError.CollectionExists, $"There is a collection '{name}', so no alias can have this name.")
            {
                Argument = argument,
            };
        }
    }

    private static long Remove(ImmutableSortedDictionary<string, long>.Builder aliases, string name, string argument)
    {
        if (!aliases.TryGetValue(name, out long id))
        {
            throw new VectorizerException(VectorizerError.AliasNotFound, $"There is no alias '{name}'.") { Argument = argument };
        }

        aliases.Remove(name);
        return id;
    }

    private static VectorizerException NameIsAlias(string message, string argument)
        => new(VectorizerError.NameIsAlias, message) { Argument = argument };
}
