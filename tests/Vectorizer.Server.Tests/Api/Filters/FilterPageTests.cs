using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Vectorizer.Server.Tests.Hosting;

namespace Vectorizer.Server.Tests.Api.Filters;

/// <summary>docs/filters.md: each of its filters finds what the page says.</summary>
public sealed partial class FilterPageTests(SharedServer server)
{
    private const int Examples = 25;

    private static readonly string s_root = typeof(FilterPageTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    [Fact]
    public async Task Every_filter_of_the_page_finds_what_stands_below_it()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(s_root, "docs", "filters.md"), TestContext.Current.CancellationToken);
        Collection collection = await Collection.CreateAsync(server, """{"dimension":1,"metric":"euclidean"}""");
        string[] requests = [.. Requests().Matches(page).Select(request => request.Groups[1].Value)];
        (await collection.SendAsync(HttpMethod.Put, "/points", requests[1])).ShouldBe(HttpStatusCode.OK);
        (await collection.SendAsync(HttpMethod.Post, "/query", requests[2])).ShouldHaveIds("fox dog");

        Match[] examples = [.. Filters().Matches(page).Cast<Match>()];
        Assert.True(examples.Length >= Examples, $"{examples.Length} examples were found on the page.");
        foreach (Match example in examples)
        {
            string filter = example.Groups[1].Value;
            Answer answer = await collection.SendAsync(HttpMethod.Post, "/query", $$"""{"vector":[0],"filter":{{filter}} }""");
            answer.ShouldBe(HttpStatusCode.OK);
            string expected = example.Groups[2].Value.Replace("`", "", StringComparison.Ordinal);
            Assert.True(expected == string.Join(", ", answer.Ids), $"{filter} finds {string.Join(", ", answer.Ids)}");
        }
    }

    [GeneratedRegex("-d '([^']*)'")]
    private static partial Regex Requests();

    [GeneratedRegex("```json\n([^`]*)\n```\nfinds ([^.]*)\\.")]
    private static partial Regex Filters();
}
