namespace Vectorizer.Server.CrashTests.Attacks;

/// <summary>Something that no client would do by mistake, done several times at once.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Times">How often.</param>
/// <param name="Expected">Outcomes that are right: statuses, or <see cref="RawConnection.Closed"/>.</param>
/// <param name="RunAsync">Does it once, given its number.</param>
internal sealed record Attack(string Name, int Times, string[] Expected, Func<Uri, int, Task<string>> RunAsync)
{
    /// <summary>Does it as often as it says.</summary>
    public async Task<AttackResult> RunAllAsync(Uri server)
    {
        string[] outcomes = await Task.WhenAll(Enumerable.Range(0, Times).Select(number => Task.Run(() => RunAsync(server, number))));
        return new AttackResult(this, outcomes.CountBy(outcome => outcome).OrderBy(outcome => outcome.Key, StringComparer.Ordinal).ToDictionary());
    }
}
