using System.Collections.Immutable;
using System.Text;
using Vectorizer.Engine.Hnsw;
using Vectorizer.Engine.Quantization;
using Vectorizer.Engine.Segments;
using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Tests.Segments;

/// <summary>A segment as a dictionary: what an index must agree with.</summary>
internal sealed class SegmentModel(ImmutableArray<VectorFieldSchema> fields)
{
    public Dictionary<string, ModelPoint> Points { get; } = [];

    public void Apply(ModelWrite write)
    {
        foreach ((string id, ModelPoint? point) in write.Mutations)
        {
            if (point is null)
            {
                Points.Remove(id);
            }
            else if (!point.IsRevision)
            {
                Points[id] = point;
            }
            else if (Points.TryGetValue(id, out ModelPoint? present))
            {
                Points[id] = present with { Payload = point.Payload };
            }
        }
    }

    /// <summary>All points that have the field, nearest first, with distances in double precision.</summary>
    public List<(string Id, double Distance)> Rank(int field, float[] query)
        => [.. Points
            .Where(pair => pair.Value.Vectors[field] is not null)
            .Select(pair => (pair.Key, Distance(fields[field].Metric, query, pair.Value.Vectors[field]!)))
            .OrderBy(pair => pair.Item2)];

    public static double Distance(Metric metric, float[] x, float[] y)
    {
        double dot = 0, xx = 0, yy = 0, squares = 0, absolutes = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double difference = (double)x[i] - y[i];
            dot += (double)x[i] * y[i];
            xx += (double)x[i] * x[i];
            yy += (double)y[i] * y[i];
            squares += difference * difference;
            absolutes += Math.Abs(difference);
        }

        return metric switch
        {
            Metric.Cosine => yy == 0 ? SegmentReader.ZeroRowDistance : 1 - (dot / Math.Sqrt(xx * yy)),
            Metric.Dot => -dot,
            Metric.Euclidean => squares,
            _ => absolutes,
        };
    }

    public static VectorFieldSchema Field(int dimension, Metric metric, int m = 8, int efConstruction = 60)
        => new(dimension, metric, new HnswParameters(m, efConstruction));

    /// <summary>The field with any quantization that its metric allows, rows on disk or in memory, or none.</summary>
    public static VectorFieldSchema WithAnyQuantization(VectorFieldSchema field, Random random)
    {
        QuantizationKind?[] kinds = field.Metric == Metric.Manhattan
            ? [null, QuantizationKind.Scalar]
            : [null, .. Enum.GetValues<QuantizationKind>()];
        return field with
        {
            Quantization = kinds[random.Next(kinds.Length)] is { } kind
                ? new QuantizationParameters(kind, OnDisk: kind != QuantizationKind.NeighborCodes && random.Next(2) == 0)
                : null,
        };
    }
}

/// <summary>Null vectors are fields that the point does not have. Without any field it is a revision of the point there is.</summary>
internal sealed record ModelPoint(float[]?[] Vectors, string Payload)
{
    public bool IsRevision => Vectors.Length == 0;

    public static ModelPoint Revision(string payload) => new([], payload);
}

/// <summary>A null point is a delete.</summary>
internal sealed record ModelWrite(long Sequence, List<(string Id, ModelPoint? Point)> Mutations)
{
    public SegmentWrite ToWrite() => new(Sequence, Mutations.Select(ToMutation).ToArray());

    private static PointMutation ToMutation((string Id, ModelPoint? Point) mutation)
    {
        byte[] id = Encoding.UTF8.GetBytes(mutation.Id);
        if (mutation.Point is not { } point)
        {
            return PointMutation.Delete(id);
        }

        if (point.IsRevision)
        {
            return PointMutation.Revise(id, Encoding.UTF8.GetBytes(point.Payload));
        }

        ulong fields = 0;
        List<float> values = [];
        for (int field = 0; field < point.Vectors.Length; field++)
        {
            if (point.Vectors[field] is { } vector)
            {
                fields |= 1UL << field;
                values.AddRange(vector);
            }
        }

        return PointMutation.Upsert(id, fields, values.ToArray(), Encoding.UTF8.GetBytes(point.Payload));
    }
}
