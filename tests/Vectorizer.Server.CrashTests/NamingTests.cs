using System.Text.Json;
using System.Text.Json.Nodes;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Processes;

namespace Vectorizer.Server.CrashTests;

/// <summary>What was acknowledged of names and aliases is there after a kill, and what was not is there wholly or not at all.</summary>
public sealed class NamingTests : IDisposable
{
    private const int Rounds = 4;
    private const int SwitchesARound = 60;

    // Three, so that an alias which is one change behind or ahead of another is told from one that is two.
    private static readonly CollectionShape[] s_shapes =
        [new("first", 1, "euclidean"), new("second", 1, "euclidean"), new("third", 1, "euclidean")];

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_switch_a_rename_and_a_protection_that_were_acknowledged_survive_a_kill()
    {
        string data = _directory.Of("data");
        await using (ServerProcess server = await ServerProcess.StartReadyAsync(data))
        {
            using Api api = new(server.Address);
            await CreateAsync(api);
            (await api.PutAsync("/api/v1/aliases/live", new JsonObject { ["collection"] = "first" })).Expect(200);
            (await api.PutAsync("/api/v1/aliases/live", new JsonObject { ["collection"] = "second" })).Expect(200);
            (await api.SendAsync(HttpMethod.Patch, s_shapes[1].Path, new JsonObject { ["deletion_protection"] = true })).Expect(200);
            (await api.PostAsync($"{s_shapes[1].Path}/rename", new JsonObject { ["to"] = "other" })).Expect(200);
            await server.KillAsync();
        }

        await using ServerProcess again = await ServerProcess.StartReadyAsync(data);
        using Api apiAgain = new(again.Address);
        JsonElement live = (await apiAgain.GetAsync("/api/v1/collections/live")).Expect(200);
        Assert.Equal("other", live.GetProperty("name").GetString());
        Assert.True(live.GetProperty("deletion_protection").GetBoolean());
        Assert.Equal(1, live.GetProperty("points").GetInt32());
        (await apiAgain.GetAsync(s_shapes[1].Path)).Expect(404);
        (await apiAgain.DeleteAsync("/api/v1/collections/other")).Expect(409);

        // A rename whose answer was lost with the process is told to have happened.
        (await apiAgain.PostAsync($"{s_shapes[1].Path}/rename", new JsonObject { ["to"] = "other" })).Expect(200);
    }

    /// <summary>
    /// Two aliases stand for one collection and the next, and both move on together, again and again, until the process is
    /// killed. Then they stand for two that follow each other: those of the last change acknowledged, or of the one after it.
    /// </summary>
    [Fact]
    public async Task A_change_of_two_aliases_that_a_kill_interrupts_is_there_wholly_or_not_at_all()
    {
        string data = _directory.Of("data");
        int acknowledged = 0;
        for (int round = 0; round < Rounds; round++)
        {
            await using ServerProcess server = await ServerProcess.StartReadyAsync(data);
            using Api api = new(server.Address);
            if (round == 0)
            {
                await CreateAsync(api);
            }
            else
            {
                int found = await SwitchFoundAsync(api);

                // The one that was under way may have happened as well.
                Assert.Contains(found, (int[])[acknowledged % s_shapes.Length, (acknowledged + 1) % s_shapes.Length]);
                (await SwitchAsync(api, acknowledged)).Expect(200);
            }

            Task kill = Task.CompletedTask;
            try
            {
                for (int i = 0; i < SwitchesARound; i++)
                {
                    if (i == SwitchesARound / 2)
                    {
                        kill = Task.Run(server.Kill, TestContext.Current.CancellationToken);
                    }

                    (await SwitchAsync(api, acknowledged + 1)).Expect(200);
                    acknowledged++;
                }
            }
            catch (NoAnswerException)
            {
            }

            await kill;
            await server.KillAsync();
        }
    }

    private static async Task CreateAsync(Api api)
    {
        foreach (CollectionShape shape in s_shapes)
        {
            CollectionClient collection = new(api, shape);
            await collection.CreateAsync();
            (await collection.UpsertAsync(["a"])).Expect(200);
        }
    }

    private static Task<Answer> SwitchAsync(Api api, int number) => api.PostAsync("/api/v1/aliases", new JsonObject
    {
        ["actions"] = new JsonArray(Create("one", number), Create("two", number + 1)),
    });

    private static JsonNode Create(string alias, int number) => new JsonObject
    {
        ["create"] = new JsonObject { ["alias"] = alias, ["collection"] = s_shapes[number % s_shapes.Length].Name },
    };

    /// <summary>Which collection the first alias stands for; the second must stand for the next one.</summary>
    private static async Task<int> SwitchFoundAsync(Api api)
    {
        JsonElement aliases = (await api.GetAsync("/api/v1/aliases")).Expect(200).GetProperty("aliases");
        Assert.Equal(2, aliases.GetArrayLength());
        int[] targets = [.. aliases.EnumerateArray().Select(
            alias => Array.FindIndex(s_shapes, shape => shape.Name == alias.GetProperty("collection").GetString()))];
        Assert.Equal((targets[0] + 1) % s_shapes.Length, targets[1]);
        return targets[0];
    }
}
