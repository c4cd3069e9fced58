using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Payloads;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>What a write does to one point, said twice: as the log carries it, and as a model understands it.</summary>
/// <param name="Mutation">Computed as a node computes it, from the payload that there was.</param>
/// <param name="After">The point afterwards, from what it was; null for none. The sequence is put in by the model.</param>
internal sealed record SegmentStep(PointMutation Mutation, Func<SegmentPoint?, SegmentPoint?> After)
{
    private static readonly string[] s_names = ["kind", "rank", "note"];

    /// <summary>The id of the point.</summary>
    public string Id => Encoding.UTF8.GetString(Mutation.Id.Span);

    public static SegmentStep Upsert(string id, Random random)
    {
        float x = random.Next(1, 1_000);
        ImmutableSortedDictionary<string, int>? members = random.Next(4) == 0 ? null : Members(random);
        return new SegmentStep(
            PointMutation.Upsert(Encoding.UTF8.GetBytes(id), 1, new[] { x, -x }, BytesOf(members)),
            _ => new SegmentPoint(x, members, 0));
    }

    public static SegmentStep Delete(string id) => new(PointMutation.Delete(Encoding.UTF8.GetBytes(id)), _ => null);

    /// <summary>Set, overwrite, delete keys or clear.</summary>
    /// <param name="id">The point.</param>
    /// <param name="payload">Its payload before; empty for none.</param>
    /// <param name="random">The choice.</param>
    public static SegmentStep Revise(string id, ReadOnlySpan<byte> payload, Random random)
    {
        PayloadEditor editor = new();
        ImmutableSortedDictionary<string, int> members = Members(random);
        string name = s_names[random.Next(s_names.Length)];
        return random.Next(5) switch
        {
            0 => Revise(id, BytesOf(members), _ => members),
            1 => Revise(id, default, _ => null),
            2 => Revise(id, payload.IsEmpty ? default : editor.Remove(payload, PayloadPath.Parse(name)).ToArray(), before => before?.Remove(name)),
            _ => Revise(
                id,
                editor.Merge(payload, path: null, new PayloadPatch(BytesOf(members).Span)).ToArray(),
                before => (before ?? Empty).SetItems(members)),
        };
    }

    private static SegmentStep Revise(
        string id, ReadOnlyMemory<byte> payload, Func<ImmutableSortedDictionary<string, int>?, ImmutableSortedDictionary<string, int>?> after)
        => new(
            PointMutation.Revise(Encoding.UTF8.GetBytes(id), payload),
            before => before is null ? null : before with { Members = after(before.Members) });

    /// <summary>The members of a payload; null for none.</summary>
    public static ImmutableSortedDictionary<string, int>? MembersOf(ReadOnlySpan<byte> payload)
        => payload.IsEmpty
            ? null
            : JsonSerializer.Deserialize<Dictionary<string, int>>(payload)!.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, int> Empty { get; }
        = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, int> Members(Random random)
        => Empty.SetItems(s_names.Where(_ => random.Next(2) == 0).Select(name => KeyValuePair.Create(name, random.Next(4))));

    private static ReadOnlyMemory<byte> BytesOf(ImmutableSortedDictionary<string, int>? members)
        => members is null
            ? default(ReadOnlyMemory<byte>)
            : Encoding.UTF8.GetBytes(new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value))).ToJsonString());
}
