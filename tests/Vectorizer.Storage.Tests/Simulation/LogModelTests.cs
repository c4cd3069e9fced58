namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>
/// The write log against a model, on a disk that loses and reorders whatever was not synced. Then with one mistake at a
/// time, each of which the same histories must find: a suite that cannot fail proves nothing.
/// </summary>
public sealed class LogModelTests
{
    private const int Histories = 4_000;

    /// <summary>Histories in which a mistake must show. The rarest one needs a few hundred.</summary>
    private const int HistoriesToFindAFault = 4_000;

    public static TheoryData<PlantedFault> Faults => [.. Enum.GetValues<PlantedFault>().Where(fault => fault != PlantedFault.None)];

    [Fact]
    public void No_acknowledged_record_is_lost_none_is_invented_and_no_crash_keeps_a_log_from_opening()
    {
        int first = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seeds {first}..{first + Histories - 1}");
        for (int seed = first; seed < first + Histories; seed++)
        {
            LogHistory.Play(seed, PlantedFault.None);
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void The_model_finds(PlantedFault fault)
    {
        for (int seed = 0; seed < HistoriesToFindAFault; seed++)
        {
            try
            {
                LogHistory.Play(seed, fault);
            }
            catch (ModelException found)
            {
                // The finding is the fault's only if the same history is clean without it.
                LogHistory.Play(seed, PlantedFault.None);
                TestContext.Current.TestOutputHelper!.WriteLine($"{fault} after {seed + 1} histories: {found.Message}");
                return;
            }
        }

        Assert.Fail($"{fault} was not found in {HistoriesToFindAFault} histories.");
    }
}
