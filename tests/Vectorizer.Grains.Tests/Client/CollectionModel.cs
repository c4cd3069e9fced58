using System.Text;
using System.Text.Json.Nodes;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Grains.Tests.Client;

/// <summary>A collection as a dictionary: slow, and plainly right.</summary>
internal sealed class CollectionModel(CollectionDefinition definition)
{
    private readonly Dictionary<string, ModelPoint> _points = [];

    public int Count => _points.Count;

    public IReadOnlyCollection<string> Ids => _points.Keys;

    public void Upsert(ModelPoint point) => _points[point.Id] = point;

    public bool Delete(string id) => _points.Remove(id);

    public ModelPoint? Find(string id) => _points.GetValueOrDefault(id);

    /// <summary>Sets a number in the payload of a point; false if there is no such point, or it has the number already.</summary>
    public bool SetPayload(string id, string name, int number)
    {
        if (!_points.TryGetValue(id, out ModelPoint? point))
        {
            return false;
        }

        JsonObject payload = point.Payload.Length == 0 ? [] : JsonNode.Parse(point.Payload)!.AsObject();
        payload[name] = number;
        _points[id] = point with { Payload = payload.ToJsonString() };
        return _points[id].Payload != point.Payload;
    }

    /// <summary>A number in the payload of a point, or null.</summary>
    public int? NumberOf(string id, string name = "n")
        => _points[id].Payload.Length == 0 ? null : (int?)JsonNode.Parse(_points[id].Payload)![name];

    /// <summary>All points in the order of lists.</summary>
    public IEnumerable<ModelPoint> List() => _points.Values
        .OrderBy(point => PointSlots.Hash(Encoding.UTF8.GetBytes(point.Id)))
        .ThenBy(point => point.Id, StringComparer.Ordinal);

    /// <summary>All points that have the field, nearest first.</summary>
    public List<(double Distance, ModelPoint Point)> Nearest(int field, float[] query) => [.. _points.Values
        .Where(point => point.Vectors[field] is not null)
        .Select(point => (Distance(definition.Fields[field].Metric, point.Vectors[field]!, query), point))
        .OrderBy(hit => hit.Item1)];

    /// <summary>Distances as <see cref="Vectorizer.Abstractions.Search.SearchHits.Distances"/> has them, in double precision.</summary>
    private static double Distance(DistanceMetric metric, float[] x, float[] y)
    {
        return metric switch
        {
            DistanceMetric.Cosine => Norm(x) == 0 ? 3 : 1 - (Sum((a, b) => a * b) / (Norm(x) * Norm(y))),
            DistanceMetric.Euclidean => Sum((a, b) => (a - b) * (a - b)),
            DistanceMetric.Dot => -Sum((a, b) => a * b),
            _ => Sum((a, b) => Math.Abs(a - b)),
        };

        double Sum(Func<double, double, double> term) => x.Zip(y, (a, b) => term(a, b)).Sum();

        double Norm(float[] vector) => Math.Sqrt(vector.Sum(a => (double)a * a));
    }
}

/// <summary>A point: for each field of its collection a vector or null.</summary>
internal sealed record ModelPoint(string Id, float[]?[] Vectors, string Payload)
{
    public ulong Fields => Vectors.Select((vector, i) => vector is null ? 0 : 1UL << i).Aggregate(0UL, (x, y) => x | y);

    public float[] Values => [.. Vectors.SelectMany(vector => vector ?? [])];

    public void AddTo(PointBatchBuilder batch)
        => batch.Add(Encoding.UTF8.GetBytes(Id), Fields, Values, Encoding.UTF8.GetBytes(Payload));
}
