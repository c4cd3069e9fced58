using System.Text.Json;

namespace Vectorizer.Engine.Benchmarks.DataSets;

/// <summary>Picks the vectors out of the tokens of the embeddings' JSON.</summary>
internal sealed class VectorTokens(int dimension)
{
    // {"vectors": {"the": [ is three levels; the array's numbers are read at the third.
    private const int NumberDepth = 3;

    private readonly List<float> _values = [];
    private bool _inVectors;
    private int _place;

    /// <summary>Takes the tokens of the next piece of JSON; returns the bytes they take.</summary>
    public int Read(ReadOnlySpan<byte> json, bool isLast, ref JsonReaderState state)
    {
        var reader = new Utf8JsonReader(json, isLast, state);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                    _inVectors = reader.ValueTextEquals("vectors"u8);
                    break;
                case JsonTokenType.StartArray:
                    _place = 0;
                    break;
                // Behind the floats of a word come its length and its index.
                case JsonTokenType.Number when _inVectors && reader.CurrentDepth == NumberDepth && _place++ < dimension:
                    _values.Add(reader.GetSingle());
                    break;
            }
        }

        state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    /// <summary>The vectors one after the other.</summary>
    public float[] ToArray()
        => _values.Count > 0 && _values.Count % dimension == 0
            ? [.. _values]
            : throw new InvalidDataException($"{_values.Count} floats are no vectors of {dimension}.");
}
