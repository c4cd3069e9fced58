using System.Reflection;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Abstractions.Tests.Serialization;

public sealed class RoundTripTests(SerializerFixture fixture) : IClassFixture<SerializerFixture>
{
    public static TheoryData<Type> Messages => [.. MessageSamples.All.Select(message => message.GetType())];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_says_the_same_on_the_other_side(Type type)
    {
        object message = MessageSamples.Of(type);

        byte[] bytes = fixture.Serializer.SerializeToArray(message);

        Assert.Equal(MessageText.Of(message), MessageText.Of(fixture.Serializer.Deserialize<object>(bytes)));
    }

    /// <summary>A call within a silo passes messages on without copying them.</summary>
    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_not_copied_within_a_silo(Type type)
    {
        object message = MessageSamples.Of(type);

        Assert.True(type == typeof(Errors.VectorizerException) || ReferenceEquals(message, fixture.Copier.Copy(message)));
    }

    /// <summary>A new message without a sample would go untested.</summary>
    [Fact]
    public void Every_message_of_the_contract_has_a_sample()
    {
        IEnumerable<Type> contract = typeof(ISegmentGrain).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && !type.IsAbstract)
            .Concat([typeof(ByteStrings), typeof(VectorBlock), typeof(SlotMap)]);

        Assert.Empty(contract.Except(MessageSamples.All.Select(message => message.GetType())));
    }

    [Fact]
    public void A_vector_costs_four_bytes_a_float()
    {
        byte[] bytes = fixture.Serializer.SerializeToArray(new VectorBlock(new float[1_000]));

        Assert.InRange(bytes.Length, 4_000, 4_100);
    }

    [Fact]
    public void What_a_caller_leaves_out_stays_out()
    {
        WriteOptions options = new(TimeSpan.FromSeconds(1));

        WriteOptions copy = fixture.Serializer.Deserialize<WriteOptions>(fixture.Serializer.SerializeToArray(options))!;

        Assert.Equal((null, null, true), (copy.Durability, copy.IdempotencyKey, copy.IfSequences.IsDefaultOrEmpty));
    }

    [Fact]
    public void An_empty_message_stays_empty()
    {
        PointBatch copy = fixture.Serializer.Deserialize<PointBatch>(fixture.Serializer.SerializeToArray(PointBatch.Empty))!;

        Assert.Equal(0, copy.Count);
        Assert.Equal(0, copy.Values.Length);
        Assert.True(copy.Fields.IsEmpty);
    }
}
