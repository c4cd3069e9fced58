using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Abstractions.Tests.Segments;

public sealed class WriteRulesTests
{
    private static readonly WriteOptions s_valid = new(TimeSpan.FromSeconds(1));

    public static TheoryData<string, WriteOptions> Faults => new()
    {
        { "timeout", s_valid with { Timeout = TimeSpan.Zero } },
        { "timeout", s_valid with { Timeout = TimeSpan.FromMinutes(11) } },
        { "durability", s_valid with { Durability = (Durability)3 } },
        { "idempotency_key", s_valid with { IdempotencyKey = "" } },
        { "idempotency_key", s_valid with { IdempotencyKey = new string('ä', 33) } },
        { "if_sequence", s_valid with { IfSequences = [1] } },
        { "points[1].if_sequence", s_valid with { IfSequences = [0, -2] } },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Faults))]
    public void A_fault_is_refused_with_the_argument_named(string argument, WriteOptions options)
    {
        VectorizerException e = Assert.Throws<VectorizerException>(() => WriteRules.Check(options, 2));

        Assert.Equal((VectorizerError.InvalidArgument, argument), (e.Code, e.Argument));
    }

    [Fact]
    public void The_limits_themselves_are_allowed()
    {
        WriteRules.Check(s_valid, 2);
        WriteRules.Check(
            s_valid with { IdempotencyKey = new string('ä', 32), IfSequences = [0, WriteOptions.AnySequence] }, 2);
    }
}
