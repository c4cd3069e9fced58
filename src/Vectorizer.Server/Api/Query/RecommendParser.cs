using System.Collections.Immutable;
using System.Text.Json;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Search;
using Vectorizer.Client.Orleans;
using Vectorizer.Server.Api.Json;
using Vectorizer.Server.Api.Points;

namespace Vectorizer.Server.Api.Query;

/// <summary>Reads examples: <c>{"positive":[…],"negative":[…],"strategy":…}</c>.</summary>
/// <param name="floats">Where the floats of one example go at a time.</param>
internal sealed class RecommendParser(float[] floats)
{
    private const int Positive = 0;
    private const int Negative = 1;
    private const int Strategy = 2;

    private const int Id = 0;
    private const int Vector = 1;

    private static readonly MemberNames s_recommend = new("positive", "negative", "strategy");
    private static readonly MemberNames s_example = new("id", "vector");
    private static readonly MemberNames s_strategies = new("average_vector", "best_score");

    /// <summary>The examples on which the reader stands; null after a refusal.</summary>
    public Recommendation? Read(ref StrictJsonReader json)
    {
        if (!json.EnterObject(s_recommend, out ObjectScope scope))
        {
            return null;
        }

        ImmutableArray<Example>? positive = [];
        ImmutableArray<Example>? negative = [];
        RecommendStrategy? strategy = RecommendStrategy.AverageVector;
        while (json.NextMember(ref scope, out int member))
        {
            switch (member)
            {
                case var _ when json.IsNull:
                    break;
                case Positive:
                    positive = ReadExamples(ref json);
                    break;
                case Negative:
                    negative = ReadExamples(ref json);
                    break;
                case Strategy:
                    strategy = ReadStrategy(ref json);
                    break;
            }
        }

        if (positive is not { } wanted || negative is not { } unwanted || strategy is not { } how)
        {
            return null;
        }

        if (wanted.Length + unwanted.Length is var count and (0 or > SearchRules.MaxExamples))
        {
            json.Refuse("positive", $"and 'negative' must have 1..{SearchRules.MaxExamples} examples together, have {count}");
            return null;
        }

        if (Recommendation.RefusePositives(how, wanted.Length) is { } refusal)
        {
            json.Refuse("positive", refusal);
            return null;
        }

        return new Recommendation { Positive = wanted, Negative = unwanted, Strategy = how };
    }

    /// <summary>Refuses what the field that is searched cannot be searched with. The reader stands on the query.</summary>
    /// <returns>Whether there was nothing to refuse.</returns>
    public static bool Check(ref StrictJsonReader json, Recommendation recommendation, VectorField field)
    {
        bool isSearchable = true;
        if (recommendation.Strategy == RecommendStrategy.BestScore
            && SearchRules.RefuseExamples(recommendation.Examples.Count(), field.Dimension) is { } tooMany)
        {
            json.Refuse("recommend", $"its examples {tooMany}");
            isSearchable = false;
        }

        return Check(ref json, recommendation.Positive, field, "positive")
            & Check(ref json, recommendation.Negative, field, "negative")
            & isSearchable;
    }

    private static bool Check(ref StrictJsonReader json, ImmutableArray<Example> examples, VectorField field, string member)
    {
        bool isSearchable = true;
        for (int i = 0; i < examples.Length; i++)
        {
            if (examples[i].Id.IsEmpty && PointQuery.RefuseVector(field, examples[i].Vector.Span) is { } refusal)
            {
                json.Refuse($"recommend/{member}/{i}", refusal);
                isSearchable = false;
            }
        }

        return isSearchable;
    }

    private ImmutableArray<Example>? ReadExamples(ref StrictJsonReader json)
    {
        if (!json.EnterArray("an array of examples"))
        {
            return null;
        }

        ImmutableArray<Example>.Builder examples = ImmutableArray.CreateBuilder<Example>();
        int count = 0;
        while (json.NextElement(out int index))
        {
            count = index + 1;
            if (count > SearchRules.MaxExamples)
            {
                json.Skip();
            }
            else if (ReadExample(ref json) is { } example)
            {
                examples.Add(example);
            }
        }

        if (count > SearchRules.MaxExamples)
        {
            json.Refuse($"must have at most {SearchRules.MaxExamples} examples, has {count}");
        }

        return examples.Count == count ? examples.DrainToImmutable() : null;
    }

    /// <remarks>A string is an id, whatever it looks like: base64 is told from an id by the member that holds it.</remarks>
    private Example? ReadExample(ref StrictJsonReader json)
    {
        switch (json.Token)
        {
            case JsonTokenType.String:
                return ReadId(ref json);
            case JsonTokenType.StartArray:
                return ReadVector(ref json);
            case JsonTokenType.StartObject:
                return ReadNamed(ref json);
            default:
                json.RefuseValue("the id of a point, an array of numbers, or an object with 'id' or 'vector'");
                return null;
        }
    }

    private Example? ReadNamed(ref StrictJsonReader json)
    {
        json.EnterObject(s_example, out ObjectScope scope);
        Example? example = null;
        while (json.NextMember(ref scope, out int member))
        {
            example = member == Id ? ReadId(ref json) : ReadVector(ref json);
        }

        if (scope.Has(Id) == scope.Has(Vector))
        {
            json.Refuse("id", scope.Has(Id) ? "and 'vector' exclude each other" : "is missing; give 'id' or 'vector'");
            return null;
        }

        return example;
    }

    private static Example? ReadId(ref StrictJsonReader json)
        => PointId.TryRead(ref json, new byte[PointId.MaxEscapedBytes], out ReadOnlySpan<byte> id)
            ? Example.Point(id.ToArray())
            : (Example?)null;

    private Example? ReadVector(ref StrictJsonReader json)
    {
        int count = VectorReader.Read(ref json, floats);
        if (count < 0)
        {
            return null;
        }

        if (count == 0 || count > floats.Length)
        {
            json.Refuse($"must have as many floats as the dimension of the vector field, has {count}");
            return null;
        }

        return Example.Of(floats.AsSpan(0, count).ToArray());
    }

    private static RecommendStrategy? ReadStrategy(ref StrictJsonReader json)
    {
        int strategy = json.Token == JsonTokenType.String ? json.Find(s_strategies) : -1;
        if (strategy < 0)
        {
            json.RefuseValue($"one of {s_strategies.Joined}");
            return null;
        }

        return strategy == 0 ? RecommendStrategy.AverageVector : RecommendStrategy.BestScore;
    }
}
