using Vectorizer.Abstractions.Points;

namespace Vectorizer.Grains.Benchmarks;

/// <summary>Query vectors: of a fixed number of them, the n-th as often as 1/n (Zipf's law with exponent 1); or each a new one.</summary>
internal sealed class QueryStream
{
    // Numbers that no point of the collection has.
    private const int FirstRepeated = 500_000_000;
    private const int FirstNew = 1_000_000_000;

    private readonly int _dimension;
    private readonly VectorBlock[] _repeated;
    private readonly double[] _cumulative;
    private int _next;

    /// <param name="dimension">Floats of a query.</param>
    /// <param name="distinct">How many there are, made beforehand; null for a new one each time.</param>
    public QueryStream(int dimension, int? distinct)
    {
        _dimension = dimension;
        _repeated = [.. Enumerable.Range(FirstRepeated, distinct ?? 0).Select(number => new VectorBlock(Points.Vector(number, dimension)))];
        _cumulative = new double[_repeated.Length];
        double sum = 0;
        for (int i = 0; i < _cumulative.Length; i++)
        {
            _cumulative[i] = sum += 1d / (i + 1);
        }
    }

    /// <summary>The next query for a caller with a random generator of its own.</summary>
    public VectorBlock Next(Random random)
    {
        if (_repeated.Length == 0)
        {
            return new VectorBlock(Points.Vector(FirstNew + Interlocked.Increment(ref _next), _dimension));
        }

        int found = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
        return _repeated[Math.Min(found < 0 ? ~found : found, _repeated.Length - 1)];
    }
}
