using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.Collections;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Aliases;

/// <summary>Reads <c>{"collection":"…"}</c>, or <c>{"actions":[…]}</c>.</summary>
internal static class AliasParser
{
    private const int Create = 0;
    private const int Delete = 1;

    private static readonly MemberNames s_collection = new("collection");
    private static readonly MemberNames s_body = new("actions");
    private static readonly MemberNames s_action = new("create", "delete", "rename");
    private static readonly MemberNames s_create = new("alias", "collection");
    private static readonly MemberNames s_delete = new("alias");
    private static readonly MemberNames s_rename = new("from", "to");

    /// <summary>The collection that an alias shall stand for.</summary>
    /// <exception cref="ProblemException"><c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public static string ParseCollection(ReadOnlySpan<byte> body)
    {
        Faults faults = new();
        StrictJsonReader json = new(body, faults);
        string collection = NameReader.ReadOnly(ref json, s_collection);
        json.End();
        faults.ThrowIfAny();
        return collection;
    }

    /// <summary>The steps of a change, in their order; at least one.</summary>
    /// <inheritdoc cref="ParseCollection" path="/exception"/>
    public static ImmutableArray<AliasAction> ParseActions(ReadOnlySpan<byte> body)
    {
        Faults faults = new();
        List<AliasAction> actions = [];
        StrictJsonReader json = new(body, faults);
        if (json.EnterObject(s_body, out ObjectScope scope))
        {
            while (json.NextMember(ref scope, out _))
            {
                ReadActions(ref json, actions);
            }

            if (scope.IsEmpty)
            {
                json.Refuse("actions", "is missing");
            }
        }

        json.End();
        faults.ThrowIfAny();
        return [.. actions];
    }

    private static void ReadActions(ref StrictJsonReader json, List<AliasAction> actions)
    {
        if (!json.EnterArray("an array of actions"))
        {
            return;
        }

        int count = 0;
        while (json.NextElement(out int index))
        {
            count = index + 1;
            if (count <= AliasRules.MaxActions)
            {
                ReadAction(ref json, actions);
            }
            else
            {
                json.Skip();
            }
        }

        if (count is < 1 or > AliasRules.MaxActions)
        {
            json.Refuse($"must have 1..{AliasRules.MaxActions} actions, has {count}");
        }
    }

    private static void ReadAction(ref StrictJsonReader json, List<AliasAction> actions)
    {
        if (!json.EnterObject(s_action, out ObjectScope scope))
        {
            return;
        }

        int kinds = 0;
        while (json.NextMember(ref scope, out int kind))
        {
            kinds++;
            actions.Add(kind switch
            {
                Create => ReadPair(ref json, s_create, static (alias, collection) => new CreateAlias(alias, collection)),
                Delete => new DeleteAlias(NameReader.ReadOnly(ref json, s_delete)),
                _ => ReadPair(ref json, s_rename, static (from, to) => new RenameAlias(from, to)),
            });
        }

        if (kinds != 1)
        {
            json.Refuse($"must have one of {s_action.Joined}, has {kinds}");
        }
    }

    /// <summary>Reads an object of two names, both of which are needed.</summary>
    private static AliasAction ReadPair(ref StrictJsonReader json, MemberNames members, Func<string, string, AliasAction> make)
    {
        string first = string.Empty;
        string second = string.Empty;
        if (!json.EnterObject(members, out ObjectScope scope))
        {
            return make(first, second);
        }

        while (json.NextMember(ref scope, out int member))
        {
            if (member == 0)
            {
                first = NameReader.Read(ref json);
            }
            else
            {
                second = NameReader.Read(ref json);
            }
        }

        for (int member = 0; member < 2; member++)
        {
            if (!scope.Has(member))
            {
                json.Refuse(members[member], "is missing");
            }
        }

        return make(first, second);
    }
}
