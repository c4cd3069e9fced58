namespace Vectorizer.Client.Orleans.Tests;

public sealed class VectorizerClientOptionsTests
{
    public static TheoryData<Action<VectorizerClientOptions>> Faults => new()
    {
        options => options.RecordLifetime = TimeSpan.Zero,
        options => options.MaxCachedRecords = 0,
        options => options.MaxCachedRecords = 100_001,
        options => options.ReadTimeout = TimeSpan.Zero,
        options => options.ReadTimeout = TimeSpan.FromMinutes(11),
        options => options.WriteTimeout = TimeSpan.Zero,
        options => options.WriteTimeout = TimeSpan.FromMinutes(11),
        options => options.MaxAnswerBytes = 1024,
        options => options.MaxAnswerBytes = 2L * 1024 * 1024 * 1024,
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Faults))]
    public void An_option_outside_its_range_is_refused(Action<VectorizerClientOptions> spoil)
    {
        VectorizerClientOptions options = new();
        options.Validate();
        spoil(options);

        Assert.Throws<ArgumentOutOfRangeException>(options.Validate);
    }
}
