using System.Net.Http.Headers;
using System.Text;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api;

/// <summary>
/// Requests that work are broken at random: bytes flipped, cut, doubled, replaced by what breaks parsers. Whatever comes of
/// it, the answer is never that the server failed, and a refused request stores nothing.
/// </summary>
public sealed class FuzzTests(SharedServer server, ITestOutputHelper output)
{
    private const int Rounds = 1_500;

    private static readonly string[] s_nasty =
    [
        "NaN", "\"NaN\"", "1e39", "-1e400", "null", "[]", "{}", "[[", "\"", "\\", "\\u0000", "\\ud800", "\0", "\uFEFF", ",", ":",
        "9223372036854775808", "-0.0", "1e-400", "true", "\"id\":1,", "../", "\u2028", "😀", " ", "}}", "0x10",
    ];

    private static readonly byte[][] s_nastyBinary =
        [[0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0xC0, 0x7F], [0, 0, 0x80, 0xFF], [1], [0x80]];

    private static readonly (HttpMethod Method, string Path, string Json)[] s_json =
    [
        (HttpMethod.Put, "/points", """{"points":[{"id":"a","vector":[1,2.5,-3e-2],"payload":{"a":[1,{"b":"c"}],"d":"é\n"}},{"id":"b","vector":"AACAPwAAAEAAAEBA"}]}"""),
        (HttpMethod.Post, "/points/delete", """{"ids":["a","b","c"]}"""),
        (HttpMethod.Post, "/points/payload/set", """{"ids":["a","b"],"payload":{"x":[1,{"y":"z"}]},"key":"k.l[].m"}"""),
        (HttpMethod.Post, "/points/payload/overwrite", """{"ids":["a"],"payload":{"x":"\u00e9"}}"""),
        (HttpMethod.Post, "/points/payload/delete", """{"ids":["a"],"keys":["x","k.\"l\"[0].m"]}"""),
        (HttpMethod.Post, "/points/payload/clear", """{"filter":{"must":[{"has_id":["a","b"]}]}}"""),
        (HttpMethod.Post, "/points/scroll", """{"limit":3,"order_by":{"key":"d","direction":"desc","start_from":7.5},"cursor":"YQ"}"""),
        (HttpMethod.Post, "/points/count", """{"filter":{"must_not":[{"key":"a[]","match":{"value":1}}]},"exact":false}"""),
        (HttpMethod.Post, "/facet", """{"key":"a[].b","limit":5,"exact":true}"""),
        (HttpMethod.Post, "/query", """{"vector":[1,2,3],"limit":5,"offset":1,"ef":20,"exact":false,"score_threshold":9.5,"with_payload":true,"with_vector":true}"""),
        (HttpMethod.Post, "/query", """{"id":"keep","limit":3}"""),
        (HttpMethod.Post, "/query", """{"recommend":{"positive":["keep",[1,2,3],{"vector":"AACAPwAAAEAAAEBA"}],"negative":[{"id":"keep"}],"strategy":"best_score"},"limit":3}"""),
        (HttpMethod.Post, "/query", Filtered("""{"must":[{"key":"a.b[].\\"c.d\\"","match":{"any":["x",7,true]}},{"key":"t","match":{"text":"two words"}},{"has_id":["a","b"]},{"has_vector":""}],"should":{"key":"n","range":{"gte":-1.5e3,"lt":9007199254740993}}}""")),
        (HttpMethod.Post, "/query", Filtered("""{"must_not":[{"key":"at","range":{"gt":"2026-03-01T12:00:00.5+02:00"}},{"is_null":{"key":"a"}},{"is_empty":{"key":"b[0]"}}],"min_should":{"conditions":[{"key":"c","values_count":{"lte":2}},{"key":"c","match":{"except":["x"]}}],"min_count":1}}""")),
        (HttpMethod.Post, "/query", Filtered("""{"must":[{"nested":{"key":"a[]","filter":{"must":[{"must":[{"key":"b","match":{"value":false}}]}]}}},{"key":"g","geo_bounding_box":{"top_left":{"lon":170,"lat":1.5},"bottom_right":{"lon":-170,"lat":-1}}},{"key":"g","geo_radius":{"center":{"lon":1,"lat":2},"radius":1000}},{"key":"g","geo_polygon":{"exterior":{"points":[{"lon":0,"lat":0},{"lon":1,"lat":0},{"lon":0,"lat":1}]},"interiors":[]}}]}""")),
        (HttpMethod.Post, "/query/batch", """{"queries":[{"vector":[1,2,3]},{"id":"keep","with_vector":true}]}"""),
        (HttpMethod.Patch, "", """{"hnsw_config":{"ef_search":50}}"""),
    ];

    [Fact]
    public async Task Broken_JSON_never_makes_the_server_fail()
    {
        Random random = NewRandom();
        Collection collection = await NewCollectionAsync();
        for (int round = 0; round < Rounds; round++)
        {
            (HttpMethod method, string path, string json) = s_json[random.Next(s_json.Length)];
            byte[] body = Mutate(Encoding.UTF8.GetBytes(json), random, () => Encoding.UTF8.GetBytes(s_nasty[random.Next(s_nasty.Length)]));
            await SendAsync(collection, method, path, body, "application/json");
        }

        await ShouldBeWholeAsync(collection);
    }

    [Fact]
    public async Task Broken_definitions_never_make_the_server_fail()
    {
        Random random = NewRandom();
        string[] definitions =
        [
            """{"dimension":3,"metric":"dot","hnsw_config":{"m":8,"ef_construction":40,"ef_search":20},"segments":2,"compression":{"enabled":true,"threshold_bytes":64}}""",
            """{"vectors":{"title":{"dimension":3},"image":{"dimension":2,"metric":"euclidean"}},"segments":1}""",
        ];
        for (int round = 0; round < Rounds / 10; round++)
        {
            Collection collection = new(server.Http, SharedServer.NewName());
            byte[] body = Mutate(
                Encoding.UTF8.GetBytes(definitions[random.Next(definitions.Length)]),
                random,
                () => Encoding.UTF8.GetBytes(s_nasty[random.Next(s_nasty.Length)]));
            await SendAsync(collection, HttpMethod.Put, "", body, "application/json");
            await collection.SendAsync(HttpMethod.Delete, "");
        }
    }

    [Fact]
    public async Task Broken_binary_bodies_never_make_the_server_fail()
    {
        Random random = NewRandom();
        Collection collection = await NewCollectionAsync();
        byte[] points = BinaryBodies.Points([("a", """{"x":[1,"é"]}""", [1, 2, 3]), ("bcd", null, [4, 5, 6]), ("e", "{}", [7, 8, 9])]);
        byte[] query = BinaryBodies.Queries([[1, 2, 3]], flags: 6, ef: 30);
        byte[] queries = BinaryBodies.Queries([[1, 2, 3], [4, 5, 6]], flags: 7);
        (HttpMethod Method, string Path, byte[] Body, string Type)[] requests =
        [
            (HttpMethod.Put, "/points", points, BinaryBodies.PointsType),
            (HttpMethod.Post, "/query", query, BinaryBodies.QueryType),
            (HttpMethod.Post, "/query/batch", queries, BinaryBodies.QueryType),
        ];
        for (int round = 0; round < Rounds; round++)
        {
            (HttpMethod method, string path, byte[] body, string type) = requests[random.Next(requests.Length)];
            byte[] broken = Mutate([.. body], random, () => s_nastyBinary[random.Next(s_nastyBinary.Length)]);
            await SendAsync(collection, method, path, broken, type);
        }

        await ShouldBeWholeAsync(collection);
    }

    [Fact]
    public async Task Broken_paths_never_make_the_server_fail()
    {
        Random random = NewRandom();
        Collection collection = await NewCollectionAsync();
        string[] targets =
        [
            $"{collection.Path}/points/a%2Fb?with_vector=true", $"{collection.Path}/points?limit=3&cursor=YQ&with_payload=false",
            $"{collection.Path}/segments", "/docs/index.html", "/openapi/v1.json", "/api/status",
        ];
        string[] nasty = ["%", "%2", "%FF", "%2F", "/", "//", "?", "&", "=", "..", "%2E", ";", "+", "%25", "\\", "~", "*"];
        for (int round = 0; round < Rounds / 5; round++)
        {
            byte[] target = Mutate(
                Encoding.ASCII.GetBytes(targets[random.Next(targets.Length)]), random, () => Encoding.ASCII.GetBytes(nasty[random.Next(nasty.Length)]));
            // What ends a line would make two requests of one.
            target = [.. target.Where(b => b is > 0x20 and < 0x7F)];
            string text = $"/{Encoding.ASCII.GetString(target).TrimStart('/')}";
            (int status, string answer) = await RawHttp.GetAsync(server.Url, text);
            Assert.True(status < 500, $"{text}: {answer}");
        }
    }

    private static string Filtered(string filter) => $$"""{"vector":[1,2,3],"filter":{{filter}}}""";

    private Random NewRandom()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}");
        TestContext.Current.SendDiagnosticMessage($"{TestContext.Current.TestMethod?.MethodName}: seed {seed}");
        return new Random(seed);
    }

    private async Task<Collection> NewCollectionAsync()
    {
        Collection collection = await Collection.CreateAsync(server);
        await collection.UpsertAsync("""[{"id":"keep","vector":[1,2,3],"payload":{"kept":true,"a":[{"b":false}],"t":"two words","g":{"lon":0.1,"lat":0.1}}}]""");
        return collection;
    }

    private static async Task SendAsync(Collection collection, HttpMethod method, string path, byte[] body, string type)
    {
        Answer answer = await collection.SendAsync(method, path, body, type);
        string request = $"{method} {path} {Convert.ToBase64String(body)}";
        Assert.True((int)answer.Status < 500, $"{request}: {answer.Text}");
        if ((int)answer.Status >= 400)
        {
            Assert.True(MediaTypeHeaderValue.Parse(answer.ContentType!).MediaType == "application/problem+json", $"{request}: {answer.Text}");
            Assert.NotEmpty((string)answer.Json["code"]!);
        }
        else
        {
            // An answer must be JSON, whatever was stored.
            Assert.NotNull(answer.Json);
        }
    }

    /// <summary>Everything that the collection holds by now can be read, and is JSON.</summary>
    private static async Task ShouldBeWholeAsync(Collection collection)
    {
        await collection.UpsertAsync("""[{"id":"keep","vector":[1,2,3],"payload":{"kept":true,"a":[{"b":false}],"t":"two words","g":{"lon":0.1,"lat":0.1}}}]""");
        Answer page = await collection.SendAsync(HttpMethod.Get, "/points?limit=1000&with_vector=true");
        page.ShouldBe(System.Net.HttpStatusCode.OK);
        Assert.Contains("keep", page.Ids);
        Assert.All(page.Json["points"]!.AsArray(), point =>
        {
            Assert.Equal(3, point!["vector"]!.AsArray().Count);
            Assert.All(point["vector"]!.AsArray(), value => Assert.True(float.IsFinite((float)value!)));
            Assert.InRange(Encoding.UTF8.GetByteCount((string)point["id"]!), 1, 256);
        });
    }

    private static byte[] Mutate(byte[] body, Random random, Func<byte[]> nasty)
    {
        List<byte> bytes = [.. body];
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int at = random.Next(bytes.Count + 1);
            int length = Math.Min(random.Next(1, 12), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.RemoveRange(at, length);
                    bytes.InsertRange(at, nasty());
                    break;
                default:
                    bytes.InsertRange(at, nasty());
                    break;
            }
        }

        return [.. bytes];
    }
}
