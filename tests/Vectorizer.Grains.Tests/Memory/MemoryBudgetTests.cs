using Vectorizer.Grains.Memory;

namespace Vectorizer.Grains.Tests.Memory;

public sealed class MemoryBudgetTests(ITestOutputHelper output)
{
    private const long Limit = 1_000;

    private readonly MemoryBudget _budget = new(Limit);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 4).Select(_ => Random.Shared.Next())];

    [Fact]
    public void A_claim_is_charged_until_it_is_used_and_then_only_once()
    {
        MemoryAccount account = _budget.Open();

        Assert.True(account.TryClaim(600));
        Assert.Equal((0, 600), (_budget.UsedBytes, _budget.ReservedBytes));
        account.Use(500);
        Assert.Equal((500, 100), (_budget.UsedBytes, _budget.ReservedBytes));
        Assert.True(account.TryClaim(500));
        Assert.Equal((500, 0), (_budget.UsedBytes, _budget.ReservedBytes));
        account.Use(0);
        account.Claim(0);
        Assert.Equal((0, 0), (_budget.UsedBytes, _budget.ReservedBytes));
    }

    [Fact]
    public void A_claim_beyond_the_limit_is_refused_and_changes_nothing()
    {
        MemoryAccount one = _budget.Open();
        MemoryAccount other = _budget.Open();
        Assert.True(one.TryClaim(Limit - 1));

        Assert.False(other.TryClaim(2));

        Assert.True(other.TryClaim(1));
        Assert.False(one.TryClaim(Limit));
        Assert.Equal(Limit, _budget.ReservedBytes);
        Assert.True(one.TryClaim(0));
        Assert.Equal(1, _budget.ReservedBytes);
    }

    [Fact]
    public void Use_beyond_the_limit_counts_and_leaves_nothing_to_claim()
    {
        MemoryAccount replayed = _budget.Open();
        replayed.Use(3 * Limit);

        Assert.Equal(3 * Limit, _budget.UsedBytes);
        Assert.False(_budget.Open().TryClaim(1));
        Assert.False(replayed.TryClaim((3 * Limit) + 1));
        Assert.True(replayed.TryClaim(3 * Limit));
    }

    /// <summary>Two threads want all of it at once, again and again: only one may have it.</summary>
    [Fact]
    public async Task The_last_byte_is_taken_once()
    {
        long most = 0;
        using Barrier together = new(2);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(
            () =>
            {
                together.SignalAndWait(TestContext.Current.CancellationToken);
                for (int i = 0; i < 2_000_000; i++)
                {
                    if (_budget.TryTake(Limit))
                    {
                        most = Math.Max(most, _budget.TakenBytes);
                        _budget.Take(-Limit);
                    }
                }
            },
            TestContext.Current.CancellationToken)));

        Assert.Equal(Limit, most);
    }

    /// <summary>Writers on several accounts claim, use and give back; whoever looks never sees more taken than the limit.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Concurrent_claims_never_exceed_the_limit(int seed)
    {
        output.WriteLine($"seed {seed}");
        int refused = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
            () =>
            {
                Random random = new(seed + writer);
                MemoryAccount[] accounts = [.. Enumerable.Range(0, 6).Select(_ => _budget.Open())];
                for (int i = 0; i < 20_000; i++)
                {
                    MemoryAccount account = accounts[random.Next(accounts.Length)];
                    long claim = random.Next((int)Limit / 3);
                    if (!account.TryClaim(claim))
                    {
                        Interlocked.Increment(ref refused);
                        continue;
                    }

                    // Less than was claimed, as a plan is never too small.
                    account.Use(random.NextInt64(claim + 1));
                    Assert.InRange(_budget.TakenBytes, 0, Limit);
                }

                foreach (MemoryAccount account in accounts)
                {
                    account.Use(0);
                    account.Claim(0);
                }
            },
            TestContext.Current.CancellationToken)));

        Assert.Equal((0, 0, 0), (_budget.TakenBytes, _budget.UsedBytes, _budget.ReservedBytes));
        Assert.True(refused > 0, "Nothing was refused: the test has tested nothing.");
    }
}
