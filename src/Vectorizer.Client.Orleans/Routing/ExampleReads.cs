using System.Text;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>Finds the vectors of examples.</summary>
internal sealed class ExampleReads(SegmentReads reads)
{
    /// <summary>The search that examples ask for.</summary>
    /// <exception cref="VectorizerException"><c>invalid_argument</c>, with the example at fault.</exception>
    public async Task<SearchQuery> PrepareAsync(
        CollectionRecord record,
        Recommendation recommendation,
        SearchQuery options,
        ReadOptions read,
        CancellationToken cancellationToken)
    {
        int number = record.Definition.FieldNumber(options.Using, "using");
        VectorField field = record.Definition.Fields[number];
        Example[] examples = [.. recommendation.Examples];
        if (SearchRules.RefuseExamples(examples.Length, field.Dimension) is { } refusal)
        {
            throw VectorizerException.InvalidArgument("positive", $"The examples {refusal}.");
        }

        if (Recommendation.RefusePositives(recommendation.Strategy, recommendation.Positive.Length) is { } missing)
        {
            throw VectorizerException.InvalidArgument("positive", $"It {missing}.");
        }

        ByteStrings ids = recommendation.Ids;
        PointBatch found = ids.Count == 0
            ? PointBatch.Empty
            : await reads.GetAsync(record, ids, PointParts.Vectors, read, "positive", cancellationToken);
        PointValues values = new(found, record.Definition.Fields);
        ReadOnlyMemory<float>[] vectors = new ReadOnlyMemory<float>[examples.Length];
        int next = 0;
        for (int i = 0; i < examples.Length; i++)
        {
            string argument = i < recommendation.Positive.Length ? $"positive[{i}]" : $"negative[{i - recommendation.Positive.Length}]";
            vectors[i] = examples[i].Vector;
            if (!examples[i].Id.IsEmpty)
            {
                ReadOnlySpan<byte> id = examples[i].Id.Span;
                if (next == found.Count || !found.Ids[next].Span.SequenceEqual(id))
                {
                    throw VectorizerException.InvalidArgument(argument, $"The collection holds no point '{Encoding.UTF8.GetString(id)}'.");
                }

                vectors[i] = values.VectorOf(next++, number);
                if (vectors[i].IsEmpty)
                {
                    throw VectorizerException.InvalidArgument(argument, $"The point has no vector '{field.Name}'.");
                }
            }

            Check(field, vectors[i].Span, argument);
        }

        return recommendation.ToSearch(options, field, vectors);
    }

    private static void Check(VectorField field, ReadOnlySpan<float> vector, string argument)
    {
        if (vector.Length != field.Dimension)
        {
            throw VectorizerException.InvalidArgument(
                argument, $"It has {vector.Length} floats and not {field.Dimension}, the dimension of the vector field.");
        }

        PointRules.CheckFinite(vector, argument);
        if (field.Metric == DistanceMetric.Cosine && !vector.ContainsAnyExcept(0f))
        {
            throw VectorizerException.InvalidArgument(argument, "A zero vector has no direction, so nothing is near to it under cosine.");
        }
    }
}
