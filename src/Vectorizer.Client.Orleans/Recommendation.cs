using System.Collections.Immutable;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Client.Orleans;

/// <summary>Examples of what is to be found and of what is not. Points among them are left out of the hits.</summary>
public sealed record Recommendation
{
    /// <summary>What is to be found. At least one with <see cref="RecommendStrategy.AverageVector"/>.</summary>
    public ImmutableArray<Example> Positive { get; init; } = [];

    /// <summary>What is not to be found.</summary>
    public ImmutableArray<Example> Negative { get; init; } = [];

    /// <summary>How they say what is searched for.</summary>
    public RecommendStrategy Strategy { get; init; }

    /// <summary>All examples, the positive ones first.</summary>
    public IEnumerable<Example> Examples => Positive.Concat(Negative);

    /// <summary>The ids of those examples that are points, in their order.</summary>
    public ByteStrings Ids
    {
        get
        {
            ByteStringsBuilder ids = new();
            foreach (Example example in Examples)
            {
                if (!example.Id.IsEmpty)
                {
                    ids.Add(example.Id.Span);
                }
            }

            return ids.Build();
        }
    }

    /// <summary>Why so many examples say nothing; null when they do.</summary>
    /// <param name="strategy">How they say it.</param>
    /// <param name="positives">Positive examples.</param>
    public static string? RefusePositives(RecommendStrategy strategy, int positives)
        => strategy == RecommendStrategy.AverageVector && positives == 0
            ? "must have at least one example with the strategy average_vector; best_score needs none"
            : null;

    /// <summary>The search that the examples ask for.</summary>
    /// <param name="options">What else the search is to do.</param>
    /// <param name="field">The vector field searched.</param>
    /// <param name="vectors">The vector of each of <see cref="Examples"/>.</param>
    /// <exception cref="VectorizerException">
    /// <c>invalid_argument</c>, <c>positive</c>: the average of the examples is no vector that anything is near to.
    /// </exception>
    public SearchQuery ToSearch(SearchQuery options, VectorField field, IReadOnlyList<ReadOnlyMemory<float>> vectors)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(vectors);
        options = options with { Without = Ids };
        if (Strategy == RecommendStrategy.BestScore)
        {
            float[] all = GC.AllocateUninitializedArray<float>(vectors.Count * field.Dimension);
            for (int i = 0; i < vectors.Count; i++)
            {
                vectors[i].Span.CopyTo(all.AsSpan(i * field.Dimension));
            }

            return options with { Vectors = new VectorBlock(all), Positives = Positive.Length };
        }

        float[] average = ExampleAverage.Of(field.Metric, [.. vectors.Take(Positive.Length)], [.. vectors.Skip(Positive.Length)]);
        return ExampleAverage.Refuse(field.Metric, average) is { } refusal
            ? throw VectorizerException.InvalidArgument("positive", $"The average of the examples {refusal}.")
            : options with { Vectors = new VectorBlock(average) };
    }
}
