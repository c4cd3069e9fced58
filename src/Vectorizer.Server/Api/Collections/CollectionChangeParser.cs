using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Problems;

namespace Vectorizer.Server.Api.Collections;

/// <summary>Reads what shall change in a collection: <c>ef_search</c> of its vector fields, and the durability of writes.</summary>
internal static class CollectionChangeParser
{
    private const int HnswConfig = 0;
    private const int Vectors = 1;
    private const int DurabilityMember = 2;

    private static readonly MemberNames s_collection = new("hnsw_config", "vectors", "durability");
    private static readonly MemberNames s_field = new("hnsw_config");

    /// <summary>The changes in a body, checked against the collection; at least one.</summary>
    /// <exception cref="ProblemException"><c>malformed_json</c>, <c>validation_failed</c>.</exception>
    public static ImmutableArray<CollectionChange> Parse(ReadOnlySpan<byte> body, CollectionDefinition definition)
    {
        Faults faults = new();
        List<CollectionChange> changes = [];
        MemberNames fields = new([.. definition.Fields.Select(field => field.Name)]);
        bool unnamed = definition.Fields is [{ Name.Length: 0 }];
        StrictJsonReader json = new(body, faults);
        if (json.EnterObject(s_collection, out ObjectScope scope))
        {
            while (json.NextMember(ref scope, out int member))
            {
                switch (member)
                {
                    case HnswConfig when unnamed:
                        Add(changes, string.Empty, HnswParser.ReadChange(ref json));
                        break;
                    case DurabilityMember when !json.IsNull:
                        if (DurabilityNames.Read(ref json) is { } durability)
                        {
                            changes.Add(new CollectionChange(definition.Fields[0].Name, null, durability));
                        }

                        break;
                    case DurabilityMember:
                        break;
                    case Vectors when !unnamed:
                        ReadFields(ref json, fields, changes);
                        break;
                    default:
                        json.Refuse(unnamed
                            ? "the vector field of this collection has no name: give 'hnsw_config' alone"
                            : $"the vector fields of this collection have names: give 'vectors' with one or more of {fields.Joined}");
                        json.Skip();
                        break;
                }
            }

            if (changes.Count == 0 && faults.None)
            {
                json.Refuse(unnamed ? "hnsw_config/ef_search" : "vectors", "is missing: nothing would change");
            }
        }

        json.End();
        faults.ThrowIfAny();
        return [.. changes];
    }

    private static void ReadFields(ref StrictJsonReader json, MemberNames fields, List<CollectionChange> changes)
    {
        if (!json.EnterObject(fields, out ObjectScope scope))
        {
            return;
        }

        while (json.NextMember(ref scope, out int field, "vector field"))
        {
            if (!json.EnterObject(s_field, out ObjectScope fieldScope))
            {
                continue;
            }

            while (json.NextMember(ref fieldScope, out _))
            {
                Add(changes, fields[field], HnswParser.ReadChange(ref json));
            }
        }
    }

    private static void Add(List<CollectionChange> changes, string field, int? efSearch)
    {
        if (efSearch is not null)
        {
            changes.Add(new CollectionChange(field, efSearch));
        }
    }
}
