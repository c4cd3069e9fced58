namespace Vectorizer.Server.CrashTests.Attacks;

/// <summary>What an attack came to.</summary>
/// <param name="Attack">What was done.</param>
/// <param name="Outcomes">How often each outcome came.</param>
internal sealed record AttackResult(Attack Attack, IReadOnlyDictionary<string, int> Outcomes)
{
    /// <summary>Outcomes that are not right.</summary>
    public IEnumerable<string> Wrong => Outcomes.Keys.Except(Attack.Expected);

    /// <summary>A row of the table.</summary>
    public override string ToString()
        => $"| {Attack.Name} | {Attack.Times} | {string.Join(", ", Outcomes.Select(outcome => $"{outcome.Key} × {outcome.Value}"))} |";
}
