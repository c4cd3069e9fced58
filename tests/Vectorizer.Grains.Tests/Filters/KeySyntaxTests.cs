using Vectorizer.Abstractions.Filters;
using Vectorizer.Engine.Filters;

namespace Vectorizer.Grains.Tests.Filters;

public sealed class KeySyntaxTests(ITestOutputHelper output)
{
    // Callers check keys by the rules of the contract, and the engine reads them: both must know the same language.
    [Fact]
    public void What_the_rules_allow_is_what_the_engine_reads()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        int allowed = 0;
        for (int i = 0; i < 200_000; i++)
        {
            string key = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => "ab1.[]\"\\ "[random.Next(9)]));
            bool isAllowed = FilterRules.RefuseKey(key) is null;
            Assert.True(isAllowed == PayloadPath.TryParse(key, out PayloadPath? path), key);
            if (isAllowed)
            {
                allowed++;
                Assert.True(FilterRules.RefuseKey(path!.ToString()) is null, key);
                Assert.Equal(path, PayloadPath.Parse(path.ToString()));
            }
        }

        Assert.InRange(allowed, 1_000, 199_000);
    }
}
