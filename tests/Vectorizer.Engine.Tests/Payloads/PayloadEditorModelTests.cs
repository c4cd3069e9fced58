using System.Text;
using System.Text.Json.Nodes;
using Vectorizer.Engine.Filters;
using Vectorizer.Engine.Payloads;

namespace Vectorizer.Engine.Tests.Payloads;

/// <summary>Random payloads, paths and patches: the editor agrees with one that builds documents.</summary>
public sealed class PayloadEditorModelTests(ITestOutputHelper output)
{
    private const int Rounds = 20_000;
    private const int MaxDepth = 4;

    private static readonly string[] s_names = ["a", "b", "ü", "with.dot", "q\"q", ""];

    [Fact]
    public void The_editor_agrees_with_one_that_builds_documents()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        PayloadEditor editor = new();
        for (int round = 0; round < Rounds; round++)
        {
            JsonObject payload = RandomObject(random, 0);
            JsonObject patch = RandomObject(random, MaxDepth - 1);
            List<Step> steps = [.. Enumerable.Range(0, random.Next(1, 4)).Select(number => RandomStep(random, isFirst: number == 0))];
            PayloadPath path = PayloadPath.Parse(Write(steps));
            byte[] bytes = Encoding.UTF8.GetBytes(payload.ToJsonString());
            bool removes = random.Next(2) == 0;
            bool hasPath = removes || random.Next(4) > 0;

            byte[] edited = removes
                ? editor.Remove(bytes, path).ToArray()
                : editor.Merge(bytes, hasPath ? path : null, new PayloadPatch(Encoding.UTF8.GetBytes(patch.ToJsonString()))).ToArray();

            JsonNode expected = removes ? Remove(payload, [.. steps])! : Merge(payload, hasPath ? [.. steps] : [], patch)!;
            Assert.True(
                JsonNode.DeepEquals(expected, JsonNode.Parse(edited)),
                $"round {round}: {(removes ? "remove" : "merge")} at '{(hasPath ? path : null)}'\n{payload.ToJsonString()}\n{patch.ToJsonString()}\n"
                    + $"gives {Encoding.UTF8.GetString(edited)}\nexpected {expected.ToJsonString()}");
        }
    }

    private static JsonNode? Merge(JsonNode? value, Step[] steps, JsonObject patch)
    {
        if (steps.Length == 0)
        {
            JsonObject merged = value is JsonObject present ? present.DeepClone().AsObject() : [];
            foreach ((string name, JsonNode? member) in patch)
            {
                merged[name] = member?.DeepClone();
            }

            return merged;
        }

        switch (value)
        {
            case JsonArray array when steps[0].Name is not null:
                return new JsonArray([.. array.Select(element =>
                    element is JsonObject or JsonArray ? Merge(element, steps, patch) : element?.DeepClone())]);
            case JsonArray array:
                return new JsonArray([.. array.Select((element, index) =>
                    steps[0].Index is null || steps[0].Index == index ? Merge(element, steps[1..], patch) : element?.DeepClone())]);
            case JsonObject node when steps[0].Name is { } name:
                JsonObject copy = node.DeepClone().AsObject();
                if (copy.ContainsKey(name))
                {
                    copy[name] = Merge(node[name], steps[1..], patch);
                }
                else if (steps.All(step => step.Name is not null))
                {
                    copy[name] = Merge(null, steps[1..], patch);
                }

                return copy;
            case not JsonObject when steps.All(step => step.Name is not null):
                return new JsonObject { [steps[0].Name!] = Merge(null, steps[1..], patch) };
            default:
                return value?.DeepClone();
        }
    }

    private static JsonNode? Remove(JsonNode? value, Step[] steps)
    {
        switch (value)
        {
            case JsonArray array when steps[0].Name is not null:
                return new JsonArray([.. array.Select(element => Remove(element, steps))]);
            case JsonArray array when steps.Length == 1:
                return new JsonArray([.. array.Where((_, index) => steps[0].Index is { } meant && meant != index).Select(node => node?.DeepClone())]);
            case JsonArray array:
                return new JsonArray([.. array.Select((element, index) =>
                    steps[0].Index is null || steps[0].Index == index ? Remove(element, steps[1..]) : element?.DeepClone())]);
            case JsonObject node when steps[0].Name is { } name && node.ContainsKey(name):
                JsonObject copy = node.DeepClone().AsObject();
                if (steps.Length == 1)
                {
                    copy.Remove(name);
                }
                else
                {
                    copy[name] = Remove(node[name], steps[1..]);
                }

                return copy;
            default:
                return value?.DeepClone();
        }
    }

    private static string Write(List<Step> steps)
    {
        StringBuilder text = new();
        foreach (Step step in steps)
        {
            if (step.Name is { } name)
            {
                text.Append(text.Length > 0 ? "." : "").Append('"').Append(name.Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
            }
            else
            {
                text.Append('[').Append(step.Index).Append(']');
            }
        }

        return text.ToString();
    }

    private static Step RandomStep(Random random, bool isFirst) => random.Next(isFirst ? 2 : 4) switch
    {
        2 => new Step(null, null),
        3 => new Step(null, random.Next(3)),
        _ => new Step(s_names[random.Next(s_names.Length)], null),
    };

    private static JsonObject RandomObject(Random random, int depth)
    {
        JsonObject value = [];
        foreach (string name in random.GetItems(s_names, random.Next(4)).Distinct())
        {
            value[name] = RandomValue(random, depth + 1);
        }

        return value;
    }

    private static JsonNode? RandomValue(Random random, int depth) => random.Next(depth < MaxDepth ? 7 : 4) switch
    {
        0 => null,
        1 => random.Next(100),
        2 => random.Next(2) == 0,
        3 => s_names[random.Next(s_names.Length)],
        4 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => RandomValue(random, depth + 1))]),
        _ => RandomObject(random, depth),
    };

    private sealed record Step(string? Name, int? Index);
}
